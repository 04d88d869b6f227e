"""The provider file."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import ProviderRecord


@admin.register(ProviderRecord, site=site)
class ProviderRecordAdmin(DeskAdmin):
    """What the provider file says; written by its loader alone."""

    list_display = ("npi", "shown_name", "practice_city", "practice_state", "deactivated_on")
    ordering = ("npi",)
    search_fields = ("=npi",)
    exclude = ("comparable_name", "row_hash")
