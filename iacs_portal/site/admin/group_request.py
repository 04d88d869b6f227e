"""Requests for new user groups."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from usergroups.models import GroupRequest


@admin.register(GroupRequest, site=site)
class GroupRequestAdmin(DeskAdmin):
    """Requests for new user groups, the newest first."""

    list_display = ("name", "request", "purpose", "group")
    list_select_related = ("request", "group")
    ordering = ("-request_id",)
    look_ups = (by_tracking_number("request__tracking_number"),)
