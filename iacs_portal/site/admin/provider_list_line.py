"""Lines of lists of providers."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from usergroups.models import ProviderListLine


@admin.register(ProviderListLine, site=site)
class ProviderListLineAdmin(DeskAdmin):
    """The lines, the newest first: what was typed, what it is, and the request that asked."""

    list_display = ("provider_list", "number", "text", "name", "state", "request", "note")
    list_select_related = ("provider_list", "request")
    ordering = ("-id",)
    look_ups = (by_tracking_number("request__tracking_number"),)
