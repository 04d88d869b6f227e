"""User groups."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_number
from registration.providers import provider_or_none, provider_rows
from usergroups.models import UserGroup


@admin.register(UserGroup, site=site)
class UserGroupAdmin(DeskAdmin):
    """The groups of providers, and of companies that work for them, the newest first."""

    list_display = ("name", "organization", "purpose", "approved_at", "team", "until", "closed_at")
    list_select_related = (*provider_rows("provider"), "team")
    ordering = ("-scope_id",)
    look_ups = (by_number("provider__medicare_numbers__value"),)
    trail_of = staticmethod(lambda group: {"scope_key": group.pk})
    exclude = ("comparable_name",)

    @admin.display(description=_("provider"))
    def organization(self, group: UserGroup) -> str:
        """The organization or practitioner it belongs to."""
        return str(provider_or_none(group.provider) or group.provider)
