"""The pages about the organization: its NPI first, then what the provider file cannot tell or tells wrong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration import queries
from registration.identifiers.address import problem_between
from registration.identifiers.fields import (
    AddressLineField,
    CcnListField,
    CityField,
    EinField,
    ExtensionField,
    NpiField,
    NpiListField,
    OrganizationNameField,
    PtanListField,
    StateField,
    TelephoneField,
    ZipField,
)

EIN, SSN = "ein", "ssn"
ADDRESS = ("line_1", "line_2", "city", "state", "zip")


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


class OrganizationForm(PortalForm):
    """Names, addresses, telephone, tax number, further Medicare numbers."""

    legal_business_name = OrganizationNameField(
        label=gettext_lazy("Legal business name"), help_text=gettext_lazy("As on the letter from the IRS.")
    )
    other_name = OrganizationNameField(
        label=gettext_lazy("Name on the door"),
        help_text=gettext_lazy("If patients know it by another name."),
        required=False,
    )
    practice_line_1 = AddressLineField(label=gettext_lazy("Practice address, street"))
    practice_line_2 = AddressLineField(label=gettext_lazy("Suite or floor"), required=False)
    practice_city = CityField(label=gettext_lazy("City"))
    practice_state = StateField(label=gettext_lazy("State"))
    practice_zip = ZipField(label=gettext_lazy("ZIP code"))
    telephone = TelephoneField(label=gettext_lazy("Telephone"))
    extension = ExtensionField(label=gettext_lazy("Extension"), required=False)
    mailing_same = forms.BooleanField(label=gettext_lazy("Mail goes to the same address"), required=False)
    mailing_line_1 = AddressLineField(label=gettext_lazy("Mailing address, street"), required=False)
    mailing_line_2 = AddressLineField(label=gettext_lazy("Suite or floor"), required=False)
    mailing_city = CityField(label=gettext_lazy("City"), required=False)
    mailing_state = StateField(label=gettext_lazy("State"), required=False)
    mailing_zip = ZipField(label=gettext_lazy("ZIP code"), required=False)
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
        """An EIN is needed; the mailing address is the practice address or complete."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("tin_type") == EIN and not cleaned.get("ein") and "ein" not in self.errors:
            self.add_error("ein", ValidationError(_("EIN is missing."), code="required"))
        for part in ADDRESS:
            name = f"mailing_{part}"
            if cleaned.get("mailing_same"):
                self.errors.pop(name, None)
                cleaned[name] = cleaned.get(f"practice_{part}", "")
            elif part != "line_2" and not cleaned.get(name) and name not in self.errors:
                label = self.fields[name].label
                self.add_error(name, ValidationError(_("%(label)s is missing.") % {"label": label}, code="required"))
        self._require_military_city(cleaned)
        return cleaned

    def _require_military_city(self, cleaned: dict[str, Any]) -> None:
        for prefix in ("practice", "mailing"):
            city, state = cleaned.get(f"{prefix}_city"), cleaned.get(f"{prefix}_state")
            problem = problem_between(city=city, state=state) if city and state else None
            if problem:
                self.add_error(f"{prefix}_city", ValidationError(problem, code="military"))

    @property
    def flags(self) -> list[list[str]]:
        """What passed but the desk should look at: code and sentence of each flag that a field raised."""
        return [
            [flag.code, str(flag.sentence)] for field in self.fields.values() for flag in getattr(field, "flags", ())
        ]

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        kept = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return kept | {"npi": self.npi, "flags": self.flags}
