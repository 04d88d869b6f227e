"""Requests for surrogate user groups."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_ein, by_tracking_number
from registration.providers import provider_or_none, provider_rows
from usergroups.models import LinkRequest


@admin.register(LinkRequest, site=site)
class LinkRequestAdmin(DeskAdmin):
    """What companies ask of providers, the newest first."""

    list_display = ("request", "company", "asked_of", "team", "asked_until", "granted_until", "group")
    list_select_related = ("request", "company", "team", "group", *provider_rows("provider"))
    ordering = ("-request_id",)
    look_ups = (by_tracking_number("request__tracking_number"), by_ein("company__ein"))

    @admin.display(description=_("provider"))
    def asked_of(self, detail: LinkRequest) -> str:
        """The organization or practitioner that is asked."""
        return str(provider_or_none(detail.provider) or detail.provider)
