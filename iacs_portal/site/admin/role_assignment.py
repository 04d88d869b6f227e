"""Role assignments."""

from django.contrib import admin

from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_address, by_user_id


@admin.register(RoleAssignment, site=site)
class RoleAssignmentAdmin(DeskAdmin):
    """Who holds or held which role."""

    list_display = ("user", "label", "scope_id", "since", "until", "suspended_since", "ended_at", "certify_by")
    list_select_related = ("user",)
    ordering = ("-id",)
    look_ups = (by_address("user__email"), by_user_id("user__username"))
    trail_of = staticmethod(lambda held: {"person": held.user_id, "facts__assignment": held.pk})
