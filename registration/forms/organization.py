"""The pages about the organization: its NPI first, then what the provider file cannot tell or tells wrong."""

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
    NpiField,
    NpiListField,
    OrganizationNameField,
    PtanListField,
)

EIN, SSN = "ein", "ssn"


def refuse_npis(npis: list[str], *, community_key: int) -> None:
    """Raise ValidationError when one of `npis` is deactivated, or registered already. Officials are not named."""
    deactivated = queries.deactivated_npis(npis)
    if deactivated:
        raise ValidationError(
            _(
                "The provider file says that the NPI %(npi)s is deactivated. Ask NPPES to make it active again, then go on here."
            )
            % {"npi": ", ".join(sorted(deactivated))},
            code="deactivated",
        )
    taken = queries.registered_npis(npis, community_key=community_key)
    if taken:
        raise ValidationError(
            _("An organization with the NPI %(npi)s is registered already. Ask its officials to let you in.")
            % {"npi": ", ".join(sorted(taken))},
            code="registered",
        )


class NpiForm(PortalForm):
    """The NPI that the organization is registered under."""

    npi = NpiField(
        label=gettext_lazy("NPI of the organization"),
        help_text=gettext_lazy("Ten digits. We look it up in the provider file."),
    )

    def __init__(self, *args: Any, community_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community_key = community_key

    def clean_npi(self) -> str:
        """Refuse an NPI that cannot be registered."""
        npi: str = self.cleaned_data["npi"]
        refuse_npis([npi], community_key=self.community_key)
        return npi


class OrganizationForm(PracticeForm):
    """Names, addresses, telephone, tax number, further Medicare numbers."""

    legal_business_name = OrganizationNameField(
        label=gettext_lazy("Legal business name"), help_text=gettext_lazy("As on the letter from the IRS.")
    )
    other_name = OrganizationNameField(
        label=gettext_lazy("Name on the door"),
        help_text=gettext_lazy("If patients know it by another name."),
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

    def __init__(self, *args: Any, npi: str, community_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.npi, self.community_key = npi, community_key

    @property
    def is_paid_under_ssn(self) -> bool:
        """Whether the person said that Medicare pays under a Social Security number: then this is not her path."""
        return str(self.data.get("tin_type", "")) == SSN

    def clean_further_npis(self) -> list[str]:
        """Refuse NPIs that cannot be registered, and the first one again."""
        npis: list[str] = self.cleaned_data["further_npis"]
        if self.npi in npis:
            raise ValidationError(_("%(npi)s is the NPI that you began with. List only others.") % {"npi": self.npi})
        if npis:
            refuse_npis(npis, community_key=self.community_key)
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
        return kept | {"npi": self.npi, "flags": self.flags}
