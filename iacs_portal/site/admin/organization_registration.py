"""Registrations of organizations."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin.links import LinkedAdmin
from iacs_portal.site.admin_site import site
from iacs_portal.site.look_ups import by_ein, by_sole_number, by_tracking_number
from registration.models import OrganizationRegistration


@admin.register(OrganizationRegistration, site=site)
class OrganizationRegistrationAdmin(LinkedAdmin):
    """What was asked, decided or not; each leads to its case."""

    list_display = ("request_number", "legal_business_name", "number_kind", "number", "status", "by_post")
    list_select_related = ("request",)
    ordering = ("-request_id",)
    look_ups = (by_sole_number("number"), by_ein("ein"), by_tracking_number("request__tracking_number"))
    trail_of = staticmethod(lambda registration: {"reference": registration.request.tracking_number})
    exclude = ("paper_kind",)
    readonly_fields = ("proof",)

    @admin.display(description=_("proof"))
    def proof(self, registration: OrganizationRegistration) -> str:
        """The kind of paper, in words."""
        return registration.community.declaration.paper_label(registration.paper_kind)

    @admin.display(description=_("status"))
    def status(self, registration: OrganizationRegistration) -> str:
        """Where the request is."""
        return registration.request.get_status_display()
