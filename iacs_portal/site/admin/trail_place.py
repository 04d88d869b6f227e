"""Clocks that read the trail."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from usergroups.models import TrailPlace


@admin.register(TrailPlace, site=site)
class TrailPlaceAdmin(DeskAdmin):
    """How far each clock has read the trail."""

    list_display = ("clock", "entry_key")
    ordering = ("clock",)
