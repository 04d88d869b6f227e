"""The provider file."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_npi
from registration.models import ProviderRecord


@admin.register(ProviderRecord, site=site)
class ProviderRecordAdmin(DeskAdmin):
    """What the provider file says; written by its loader alone."""

    list_display = ("npi", "shown_name", "practice_city", "practice_state", "deactivated_on")
    ordering = ("npi",)
    look_ups = (by_npi("npi"),)
    exclude = ("comparable_name", "row_hash")
