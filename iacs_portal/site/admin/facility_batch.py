"""Further facilities that were sent in one form."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import FacilityBatch


@admin.register(FacilityBatch, site=site)
class FacilityBatchAdmin(DeskAdmin):
    """The forms, the newest first."""

    list_display = ("organization", "requester", "made_at")
    list_select_related = ("organization", "requester")
    ordering = ("-id",)
