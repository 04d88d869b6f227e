"""People of companies whom providers keep out."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_address, by_number
from registration.providers import provider_or_none, provider_rows
from usergroups.models import Exclusion


@admin.register(Exclusion, site=site)
class ExclusionAdmin(DeskAdmin):
    """Who is kept out by which provider, the newest first."""

    list_display = ("person", "company", "kept_out_by", "made_at", "made_by", "lifted_at")
    list_select_related = ("person", "company", "made_by", *provider_rows("provider"))
    ordering = ("-id",)
    look_ups = (by_number("provider__medicare_numbers__value"), by_address("person__email"))

    @admin.display(description=_("provider"))
    def kept_out_by(self, exclusion: Exclusion) -> str:
        """The organization or practitioner."""
        return str(provider_or_none(exclusion.provider) or exclusion.provider)
