"""The case of an Individual Practitioner: the provider file is what her approval rests on; there is no paper (domain.md)."""

from typing import Any

from django.utils.translation import gettext as _

from iacs_portal.core.pieces import Difference
from iacs_portal.site.case.alike import AlikeGroup, providers_alike
from iacs_portal.site.case.cases import register
from iacs_portal.site.case.comparison import compared, number_row, place_rows
from iacs_portal.site.case.page import CasePage
from registration import queries
from registration.models import PractitionerRegistration
from registration.provider_file.models import EntityType
from registration.provider_file.queries import official_matches
from registration.request_kinds.practitioner import PRACTITIONER_REGISTRATION


@register
class PractitionerCase(CasePage):
    """Compared: her name, NPI, addresses and telephone, and who asks beside whom the NPI stands for."""

    kind = PRACTITIONER_REGISTRATION

    @classmethod
    def asked_numbers(cls, detail: PractitionerRegistration) -> list[str]:
        """Her own."""
        return [detail.npi]

    @classmethod
    def line_of(cls, detail: Any) -> str:
        """NPI and place."""
        return f"{detail.npi}, {detail.practice_city}, {detail.practice_state}"

    @property
    def title(self) -> str:
        """Her name as Medicare knows it."""
        return _("%(name)s: Individual Practitioner") % {"name": self.detail.name}

    @property
    def holder_key(self) -> int | None:
        """The practitioner."""
        key: int | None = self.detail.practitioner_id
        return key

    @property
    def differences(self) -> list[Difference]:
        """Her name, then number and place, then who asks."""
        said = self.record.shown_name if self.record is not None else ""
        name = compared(self.record, _("Name"), self.detail.name, said)
        number = number_row(self.record, self.number_kind, self.detail.npi)
        return [self._who_row(said), *name, number, *place_rows(self.record, self.detail)]

    def _who_row(self, said: str) -> Difference:
        """The person who asks beside the individual whom the NPI stands for."""
        who, record = self.request.requester, self.record
        if record is None or not said:
            return Difference(_("Who asks"), who.get_full_name(), "", "nodata")
        if record.entity_type == EntityType.ORGANIZATION:
            note = _("the NPI stands for an organization")
        elif official_matches(record, who.first_name, who.last_name):
            return Difference(_("Who asks"), who.get_full_name(), said, "same")
        else:
            note = _("often a changed name; a call or a paper about it helps")
        return Difference(_("Who asks"), who.get_full_name(), said, "differs", note)

    @property
    def providers_alike(self) -> list[AlikeGroup]:
        """Registered practitioners with a similar name, this one left out."""
        found = queries.practitioners_with_similar_name(self.detail.name, community_key=self.detail.community_id)
        others = [each for each in found if each.pk != self.detail.practitioner_id]
        return [providers_alike(_("Similar name:"), _("Similar name: none"), others)]
