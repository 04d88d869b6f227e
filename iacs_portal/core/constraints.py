"""What the database refuses, in words: a constraint's name leads to its sentence."""

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _

from iacs_portal.core.errors import Refused


def refusal_for(error: IntegrityError) -> Refused | None:
    """The refusal with the sentence of the constraint that `error` hit, or None when that constraint has no sentence.

    A constraint gets its sentence where it is declared: `violation_error_message` of the constraint in `Meta.constraints`.
    """
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    if not name:
        return None
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if (
                constraint.name == name
                and constraint.violation_error_message != constraint.default_violation_error_message
            ):
                return Refused(_(str(constraint.violation_error_message)), code=name)
    return None
