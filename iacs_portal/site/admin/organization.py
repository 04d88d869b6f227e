"""Organizations."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_business_name, by_ein
from registration.models import Organization


@admin.register(Organization, site=site)
class OrganizationAdmin(DeskAdmin):
    """Registered organizations, the newest first."""

    list_display = ("legal_business_name", "ein", "practice_city", "practice_state", "approved_at", "closed_at")
    ordering = ("-scope_id",)
    look_ups = (by_ein("ein"), by_business_name("legal_business_name"))
    trail_of = staticmethod(lambda organization: {"scope_key": organization.pk})
    exclude = ("comparable_name",)
