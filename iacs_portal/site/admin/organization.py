"""Organizations."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import Organization


@admin.register(Organization, site=site)
class OrganizationAdmin(DeskAdmin):
    """Registered organizations, the newest first."""

    list_display = ("legal_business_name", "ein", "practice_city", "practice_state", "approved_at", "closed_at")
    ordering = ("-scope_id",)
    search_fields = ("legal_business_name__istartswith", "=ein")
    exclude = ("comparable_name",)
