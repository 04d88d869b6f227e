"""Legal business name and EIN of an organization that is registered, to change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration.identifiers.fields import EinField, OrganizationNameField
from registration.models import Organization


class NamesForm(PortalForm):
    """Both as the paper shows them; one of them another than the `organization` has."""

    legal_business_name = OrganizationNameField(
        label=gettext_lazy("Legal business name"), help_text=gettext_lazy("As on the letter from the IRS.")
    )
    ein = EinField(label=gettext_lazy("EIN"), help_text=gettext_lazy("Nine digits, as on the letter from the IRS."))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean(self) -> dict[str, Any]:
        """Refuse what changes nothing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("legal_business_name", "ein")
        if not self.errors and all(cleaned[name] == getattr(self.organization, name) for name in names):
            self.add_error(
                "legal_business_name",
                ValidationError(_("Name and EIN are as they were. Change one of them."), code="same"),
            )
        return cleaned
