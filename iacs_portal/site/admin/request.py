"""Requests."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.kinds import kind_of
from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.changelist import StatusFilter
from iacs_portal.site.look_ups import by_address, by_tracking_number
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION


@admin.register(Request, site=site)
class RequestAdmin(DeskAdmin):
    """All sent requests, decided or not, newest first. Status and history are read-only."""

    list_display = ("number", "what", "requester", "status", "submitted_at", "decided_at")
    list_display_links = None
    list_select_related = ("requester",)
    list_filter = (StatusFilter,)
    hidden_statuses = (RequestStatus.DRAFT,)
    exclude = ("kind",)
    readonly_fields = ("what",)
    ordering = ("-id",)
    look_ups = (by_tracking_number("tracking_number"), by_address("requester__email"))
    trail_of = staticmethod(lambda asked: {"reference": asked.tracking_number})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        """Drafts are their writers' alone."""
        return Request.objects.exclude(status=RequestStatus.DRAFT)

    @admin.display(description=_("what"))
    def what(self, request_row: Request) -> str:
        """The kind of request, in words."""
        return str(kind_of(request_row).label)

    @admin.display(description=_("tracking number"))
    def number(self, request_row: Request) -> SafeString | str:
        """The number, as a link to the case where the desk has one for this kind."""
        if request_row.kind != ORGANIZATION_REGISTRATION.slug:
            return request_row.tracking_number or ""
        return format_html(
            '<a href="{}">{}</a>', reverse("desk:case", args=[request_row.pk]), request_row.tracking_number
        )
