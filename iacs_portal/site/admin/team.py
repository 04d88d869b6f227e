"""Teams of surrogate companies."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_ein, by_name
from usergroups.models import Team


@admin.register(Team, site=site)
class TeamAdmin(DeskAdmin):
    """The teams of companies, the newest first."""

    list_display = ("name", "company", "made_at", "closed_at")
    list_select_related = ("company",)
    ordering = ("-scope_id",)
    look_ups = (by_ein("company__ein"), by_name("name"))
    trail_of = staticmethod(lambda team: {"scope_key": team.pk})
    exclude = ("comparable_name",)
