"""Requests for roles in places that exist."""

from django.contrib import admin

from iacs_portal.roles.models import RoleRequest
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number


@admin.register(RoleRequest, site=site)
class RoleRequestAdmin(DeskAdmin):
    """Requests for roles in places that exist, the newest first."""

    list_display = ("__str__", "request", "scope")
    list_select_related = ("request", "scope")
    ordering = ("-request_id",)
    look_ups = (by_tracking_number("request__tracking_number"),)
