"""Lists of providers that companies ask."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from usergroups.models import ProviderList


@admin.register(ProviderList, site=site)
class ProviderListAdmin(DeskAdmin):
    """The lists, the newest first: whose, how long, how far."""

    list_display = ("company", "made_by", "line_count", "status", "made_at", "sent_at", "finished_at", "told_at")
    list_select_related = ("company", "made_by")
    ordering = ("-id",)
