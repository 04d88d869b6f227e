"""Individual Practitioners."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import Practitioner


@admin.register(Practitioner, site=site)
class PractitionerAdmin(DeskAdmin):
    """Registered practitioners, the newest first. They are looked up by NPI among the Medicare numbers."""

    list_display = ("name", "practice_city", "practice_state", "approved_at", "closed_at")
    ordering = ("-scope_id",)
    trail_of = staticmethod(lambda practitioner: {"scope_key": practitioner.pk})
    exclude = ("comparable_name",)
