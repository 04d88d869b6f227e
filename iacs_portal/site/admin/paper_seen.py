"""Papers that the desk saw."""

from django.contrib import admin

from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_tracking_number
from registration.models import PaperSeen


@admin.register(PaperSeen, site=site)
class PaperSeenAdmin(DeskAdmin):
    """What each approval rests on."""

    list_display = ("step_id", "kind", "number", "dated", "arrival", "seen_by", "seen_at")
    list_select_related = ("seen_by",)
    ordering = ("-step_id",)
    look_ups = (by_tracking_number("step__request__tracking_number"),)
    trail_of = staticmethod(lambda seen: {"reference": seen.step.request.tracking_number})
