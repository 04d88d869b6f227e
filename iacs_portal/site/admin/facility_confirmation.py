"""What Security Officials were asked about further facilities."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import FacilityConfirmation


@admin.register(FacilityConfirmation, site=site)
class FacilityConfirmationAdmin(DeskAdmin):
    """Questions and answers, newest first."""

    list_display = (
        "legal_business_name",
        "number",
        "organization",
        "asked_at",
        "asked_by",
        "answer",
        "answered_at",
        "answered_by",
    )
    list_select_related = ("organization", "asked_by", "answered_by")
    ordering = ("-id",)
    search_fields = ("=number", "=request__tracking_number")
