"""Registrations of Individual Practitioners."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin.links import LinkedAdmin
from iacs_portal.site.admin_site import site
from iacs_portal.site.look_ups import by_npi, by_tracking_number
from registration.models import PractitionerRegistration


@admin.register(PractitionerRegistration, site=site)
class PractitionerRegistrationAdmin(LinkedAdmin):
    """What was asked, decided or not; each leads to its case."""

    list_display = ("request_number", "name", "npi", "status")
    list_select_related = ("request",)
    ordering = ("-request_id",)
    look_ups = (by_npi("npi"), by_tracking_number("request__tracking_number"))
    trail_of = staticmethod(lambda registration: {"reference": registration.request.tracking_number})

    @admin.display(description=_("status"))
    def status(self, registration: PractitionerRegistration) -> str:
        """Where the request is."""
        return registration.request.get_status_display()
