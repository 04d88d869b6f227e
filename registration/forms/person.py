"""The page about the person."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.accounts.models import Identity
from iacs_portal.core import clock
from iacs_portal.core.forms import MemorableDateField, PortalForm
from registration.commands.person import LEGAL_NAME
from registration.identifiers.fields import ExtensionField, PersonNameField, SsnField, TelephoneField

YOUNGEST, OLDEST = 16, 120  # plausible ages of a Security Official, in years


class KnownPersonForm(PortalForm):
    """What a person changes herself later: legal name and work telephone; the telephone alone where she `may_rename` not."""

    first_name = PersonNameField(label=gettext_lazy("First name"), autocomplete="given-name")
    middle_name = PersonNameField(label=gettext_lazy("Middle name"), autocomplete="additional-name", required=False)
    last_name = PersonNameField(label=gettext_lazy("Last name"), autocomplete="family-name")
    suffix = PersonNameField(
        label=gettext_lazy("Suffix"),
        autocomplete="honorific-suffix",
        help_text=gettext_lazy("Such as Jr. or III"),
        max_length=20,
        required=False,
    )
    telephone = TelephoneField(
        label=gettext_lazy("Work telephone"), help_text=gettext_lazy("With area code, or + and country code.")
    )
    extension = ExtensionField(label=gettext_lazy("Extension"), required=False)

    def __init__(self, *args: Any, may_rename: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_rename:
            for name in LEGAL_NAME:
                del self.fields[name]


class PersonForm(KnownPersonForm):
    """Legal name, date of birth, Social Security number, work telephone.

    The SSN never goes back to the page. It may stay empty when an `identity` is known already.
    """

    birth_date = MemorableDateField(
        label=gettext_lazy("Date of birth"), help_text=gettext_lazy("For example: April 28 1968"), past=True
    )
    ssn = SsnField(label=gettext_lazy("Social Security number"))

    # They stand above the telephone
    field_order = (*LEGAL_NAME, "birth_date", "ssn")

    def __init__(self, *args: Any, identity: Identity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.identity = identity
        field: forms.Field = self.fields["ssn"]
        field.required = identity is None
        field.help_text = (
            _("Nine digits. Dashes are fine.")
            if identity is None
            else _("We know one that ends in %(last4)s. Type it again only to change it.")
            % {"last4": identity.ssn_last4}
        )

    def clean_birth_date(self) -> datetime.date:
        """Refuse ages that no official has."""
        born: datetime.date = self.cleaned_data["birth_date"]
        today = clock.today()
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if not YOUNGEST <= age <= OLDEST:
            raise ValidationError(
                _("This would make you %(age)d years old. Check the year.") % {"age": age},
                code="age",
                params={"parts": ("year",)},
            )
        return born
