"""Papers that the desk saw."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from registration.models import PaperSeen


@admin.register(PaperSeen, site=site)
class PaperSeenAdmin(DeskAdmin):
    """What each approval rests on."""

    list_display = ("step_id", "paper", "number", "dated", "arrival", "seen_by", "seen_at")
    list_select_related = ("seen_by", *PaperSeen.READS)
    ordering = ("-step_id",)
    look_ups = (by_tracking_number("step__request__tracking_number"),)
    trail_of = staticmethod(lambda seen: {"reference": seen.step.request.tracking_number})
    exclude = ("kind",)
    readonly_fields = ("paper",)

    @admin.display(description=_("paper"))
    def paper(self, seen: PaperSeen) -> str:
        """The kind of paper, in words."""
        return seen.paper
