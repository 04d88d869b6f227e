"""Where a provider works and gets its mail: what the pages about an organization and about a practitioner both ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration.identifiers.address import problem_between
from registration.identifiers.fields import (
    AddressLineField,
    CityField,
    ExtensionField,
    StateField,
    TelephoneField,
    ZipField,
)

ADDRESS = ("line_1", "line_2", "city", "state", "zip")


class PracticeForm(PortalForm):
    """Addresses and telephone. The mailing address is the practice address or complete."""

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

    def clean(self) -> dict[str, Any]:
        """The mailing address is the practice address or complete."""
        cleaned = super().clean() or self.cleaned_data
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
