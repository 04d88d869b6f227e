"""Surrogate companies."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_ein, by_name
from usergroups.models import Company


@admin.register(Company, site=site)
class CompanyAdmin(DeskAdmin):
    """Surrogate companies and individual contractors, the newest first; without a day of confirmation, no provider has approved one."""

    list_display = (
        "legal_name",
        "ein",
        "work",
        "founder",
        "registered_at",
        "confirmed_at",
        "confirmations",
        "closed_at",
    )
    list_select_related = ("founder",)
    ordering = ("-scope_id",)
    look_ups = (by_ein("ein"), by_name("legal_name"))
    trail_of = staticmethod(lambda company: {"scope_key": company.pk})
    exclude = ("comparable_name",)
