"""Communities."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from registration.models import Community


@admin.register(Community, site=site)
class CommunityAdmin(DeskAdmin):
    """What each community's desk tells people."""

    list_display = ("slug", "is_open", "desk_telephone", "desk_email")
    ordering = ("slug",)
    trail_of = staticmethod(lambda community: {"scope_key": community.pk})
