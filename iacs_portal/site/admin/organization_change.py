"""Changes of the legal business name or EIN of organizations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from registration.models import OrganizationChange


@admin.register(OrganizationChange, site=site)
class OrganizationChangeAdmin(DeskAdmin):
    """What was asked, decided or not."""

    list_display = ("number", "name_before", "legal_business_name", "ein_before", "ein", "status")
    list_select_related = ("request",)
    ordering = ("-request_id",)
    look_ups = (by_tracking_number("request__tracking_number"),)
    trail_of = staticmethod(lambda change: {"reference": change.request.tracking_number})

    @admin.display(description=_("tracking number"))
    def number(self, change: OrganizationChange) -> str:
        """The number."""
        return change.request.tracking_number or ""

    @admin.display(description=_("status"))
    def status(self, change: OrganizationChange) -> str:
        """Where the request is."""
        return change.request.get_status_display()
