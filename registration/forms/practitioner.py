"""The pages about an Individual Practitioner: her own NPI, then her practice."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration import queries
from registration.forms.practice import PracticeForm
from registration.identifiers.fields import NpiField, PersonNameField
from registration.provider_file.models import EntityType
from registration.provider_file.queries import provider_record

NAME_LENGTH = 200


class PractitionerNpiForm(PortalForm):
    """The NPI of the person herself. `is_organization` tells, once cleaned, whether it stands for an organization."""

    npi = NpiField(
        label=gettext_lazy("Your own NPI"), help_text=gettext_lazy("Ten digits. We look it up in the provider file.")
    )

    def __init__(self, *args: Any, community_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community_key = community_key
        self.is_organization = False

    def clean_npi(self) -> str:
        """Refuse an NPI that stands for an organization, is deactivated, or is registered already. Nobody is named."""
        npi: str = self.cleaned_data["npi"]
        record = provider_record(npi)
        if record is not None and not record.is_active:
            raise ValidationError(
                _(
                    "The provider file says that the NPI %(npi)s is deactivated. Ask NPPES to make it active again, then go on here."
                )
                % {"npi": npi},
                code="deactivated",
            )
        if record is not None and record.entity_type == EntityType.ORGANIZATION:
            self.is_organization = True
            raise ValidationError(
                _(
                    "The NPI %(npi)s stands for an organization. Type your own NPI, or register the organization as its Security Official."
                )
                % {"npi": npi},
                code="organization",
            )
        if queries.registered_numbers([npi], community_key=self.community_key):
            raise ValidationError(
                _(
                    "The NPI %(npi)s is registered already. If it is yours and you did not register it, call the help desk."
                )
                % {"npi": npi},
                code="registered",
            )
        return npi


class PractitionerForm(PracticeForm):
    """Name, addresses, telephone."""

    name = PersonNameField(
        label=gettext_lazy("Your name as Medicare knows it"),
        help_text=gettext_lazy("As in the provider file. Your legal name stands on the page about you."),
        max_length=NAME_LENGTH,
    )
    field_order = ("name",)

    def __init__(self, *args: Any, npi: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.npi = npi

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        kept = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return kept | {"npi": self.npi, "flags": self.flags}
