"""The pages about the organization: its number first, then what the provider file cannot tell or tells wrong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration import queries
from registration.forms.practice import PracticeForm
from registration.identifiers.fields import (
    CcnListField,
    EinField,
    NpiListField,
    OrganizationNameField,
    PtanListField,
)
from registration.identifiers.kinds import NumberKind
from registration.models import Community
from registration.request_kinds.practitioner import PRACTITIONER_REGISTRATION

EIN, SSN = "ein", "ssn"
FURTHER = ("further_npis", "ccns", "ptans")


def refuse_numbers(kind: NumberKind, numbers: list[str], *, community_key: int) -> None:
    """Raise ValidationError when one of `numbers` is deactivated in the provider file, or registered already. Nobody is named."""
    deactivated = queries.deactivated_npis(numbers) if kind.is_in_provider_file else set()
    if deactivated:
        raise ValidationError(
            _(
                "The provider file says that the NPI %(npi)s is deactivated. Ask NPPES to make it active again, then go on here."
            )
            % {"npi": ", ".join(sorted(deactivated))},
            code="deactivated",
        )
    taken = queries.registered_numbers(numbers, community_key=community_key)
    if taken:
        raise ValidationError(
            _("The %(kind)s %(numbers)s is registered already. Ask those who answer for it to let you in.")
            % {"kind": kind.label, "numbers": ", ".join(sorted(taken))},
            code="registered",
        )


class NumberForm(PortalForm):
    """The number that the organization is registered under, of the kind by which its community knows it."""

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community_key, self.known_by = community.pk, community.declaration.identification
        self.fields["number"] = self.known_by.field(label=self.known_by.label, help_text=self.known_by.hint)

    def clean_number(self) -> str:
        """Refuse a number that cannot be registered."""
        number: str = self.cleaned_data["number"]
        refuse_numbers(self.known_by.kind, [number], community_key=self.community_key)
        return number


class OrganizationForm(PracticeForm):
    """Names, addresses, telephone, tax number, further Medicare numbers.

    Those further numbers are asked for that the community has. Where it has no Individual Practitioners, everybody has an EIN.
    """

    legal_business_name = OrganizationNameField(
        label=gettext_lazy("Legal business name"), help_text=gettext_lazy("As on the letter from the IRS.")
    )
    other_name = OrganizationNameField(
        label=gettext_lazy("Name on the door"),
        help_text=gettext_lazy("If people know it by another name."),
        required=False,
    )
    tin_type = forms.ChoiceField(
        label=gettext_lazy("Medicare pays the organization under"),
        choices=[(EIN, gettext_lazy("an employer number (EIN)")), (SSN, gettext_lazy("a Social Security number"))],
        widget=forms.RadioSelect,
    )
    ein = EinField(
        label=gettext_lazy("EIN"), help_text=gettext_lazy("Nine digits, as on the letter from the IRS."), required=False
    )
    further_npis = NpiListField(
        label=gettext_lazy("More NPIs of the same organization"),
        help_text=gettext_lazy("One on a line."),
        required=False,
    )
    ccns = CcnListField(
        label=gettext_lazy("CCNs"),
        help_text=gettext_lazy(
            "CMS Certification Numbers, one on a line: six characters, or ten with a letter in the third place."
        ),
        required=False,
    )
    ptans = PtanListField(
        label=gettext_lazy("PTANs"),
        help_text=gettext_lazy("Provider Transaction Access Numbers, one on a line: 4 to 12 letters and digits."),
        required=False,
    )

    # The names stand above the addresses
    field_order = ("legal_business_name", "other_name")

    def __init__(self, *args: Any, number: str, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number, self.community_key = number, community.pk
        for name in set(FURTHER) - set(community.declaration.identification.further):
            del self.fields[name]
        if not community.declaration.offers(PRACTITIONER_REGISTRATION.slug):
            del self.fields["tin_type"]
            self.fields["ein"].required = True

    @property
    def is_paid_under_ssn(self) -> bool:
        """Whether the person said that Medicare pays under a Social Security number: then this is not her path."""
        return "tin_type" in self.fields and str(self.data.get("tin_type", "")) == SSN

    def clean_further_npis(self) -> list[str]:
        """Refuse NPIs that cannot be registered, and the first one again."""
        npis: list[str] = self.cleaned_data["further_npis"]
        if self.number in npis:
            raise ValidationError(_("%(npi)s is the NPI that you began with. List only others.") % {"npi": self.number})
        if npis:
            refuse_numbers(NumberKind.NPI, npis, community_key=self.community_key)
        return npis

    def clean(self) -> dict[str, Any]:
        """An EIN is needed."""
        cleaned = super().clean()
        if cleaned.get("tin_type") == EIN and not cleaned.get("ein") and "ein" not in self.errors:
            self.add_error("ein", ValidationError(_("EIN is missing."), code="required"))
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        kept = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return kept | {"number": self.number, "flags": self.flags}
