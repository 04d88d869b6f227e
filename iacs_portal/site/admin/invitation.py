"""Invitations to roles."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_address, by_tracking_number
from usergroups.models import Invitation


@admin.register(Invitation, site=site)
class InvitationAdmin(DeskAdmin):
    """Who was invited by whom, the newest first. The link is known to nobody but its reader."""

    list_display = ("email", "label", "scope", "inviter", "made_at", "expires_at", "revoked_at", "request")
    list_select_related = ("scope", "inviter", "request")
    ordering = ("-id",)
    look_ups = (by_address("email"), by_tracking_number("request__tracking_number"))
    trail_of = staticmethod(lambda invitation: {"scope_key": invitation.scope_id})
    exclude = ("token_digest",)
