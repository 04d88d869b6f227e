"""The trail."""

from django.contrib import admin

from iacs_portal.audit.models import Entry
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number


@admin.register(Entry, site=site)
class EntryAdmin(DeskAdmin):
    """What was done, by whom, newest first."""

    list_display = ("at", "command", "reference", "actor", "person", "remark")
    list_select_related = ("actor", "person")
    ordering = ("-id",)
    look_ups = (by_tracking_number("reference"),)
