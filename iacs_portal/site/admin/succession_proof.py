"""Papers of people who ask to succeed a Security Official."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from registration.models import SuccessionProof


@admin.register(SuccessionProof, site=site)
class SuccessionProofAdmin(DeskAdmin):
    """Which paper goes with which request, decided or not."""

    list_display = ("number", "organization", "paper", "by_post", "status")
    list_select_related = ("request", "organization", "community")
    ordering = ("-request_id",)
    look_ups = (by_tracking_number("request__tracking_number"),)
    trail_of = staticmethod(lambda proof: {"reference": proof.request.tracking_number})
    exclude = ("paper_kind",)
    readonly_fields = ("paper",)

    @admin.display(description=_("tracking number"))
    def number(self, proof: SuccessionProof) -> str:
        """The number."""
        return proof.request.tracking_number or ""

    @admin.display(description=_("paper"))
    def paper(self, proof: SuccessionProof) -> str:
        """The kind of paper, in words."""
        return proof.community.declaration.paper_label(proof.paper_kind)

    @admin.display(description=_("status"))
    def status(self, proof: SuccessionProof) -> str:
        """Where the request is."""
        return proof.request.get_status_display()
