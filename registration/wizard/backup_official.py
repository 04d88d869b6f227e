"""The form by which a person asks to become Backup Security Official of an organization."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.request_kinds.backup_official import BACKUP_OFFICIAL
from registration.wizard.flows import Flow, WizardStep, Words, register, steps
from registration.wizard.place import FIND_STEP, place_review, provider_name
from registration.wizard.steps import Progress


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and I work for %(name)s") % {"name": provider_name(progress)}


BACKUP_OFFICIAL_FLOW = register(
    Flow(
        kind=BACKUP_OFFICIAL.slug,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "find", indicator=1),
            FIND_STEP,
            WizardStep("reason", gettext_lazy("Reason"), ("person", "find"), "review", indicator=3),
            WizardStep("review", gettext_lazy("Review and send"), ("person", "find", "reason"), "", indicator=4),
        ),
        indicator=("person", "find", "reason", "review"),
        lead=gettext_lazy("You will be a Backup Security Official of an organization."),
        review=place_review,
        statement=_statement,
        decided_by=gettext_lazy("The Security Official of the organization"),
        role=BACKUP_OFFICIAL.role.label,
    )
)
