"""Requests."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.core.references import normalized_tracking_number
from iacs_portal.site.admin_site import DeskAdmin, site


@admin.register(Request, site=site)
class RequestAdmin(DeskAdmin):
    """All sent requests, decided or not, newest first. Status and history are read-only."""

    list_display = ("number", "kind", "requester", "status", "submitted_at", "decided_at")
    list_display_links = None
    list_select_related = ("requester",)
    list_filter = ("status",)
    ordering = ("-id",)
    search_fields = ("tracking_number",)
    search_help_text = _("Tracking number, or the e-mail address of the person")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        """Drafts are their writers' alone."""
        return Request.objects.exclude(status=RequestStatus.DRAFT)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Request], search_term: str
    ) -> tuple[QuerySet[Request], bool]:
        """By tracking number as read out on the telephone, or by address."""
        term = search_term.strip()
        if not term:
            return queryset, False
        number = normalized_tracking_number(term)
        if number:
            return queryset.filter(tracking_number=number), False
        return queryset.filter(requester__email=term.lower()), False

    @admin.display(description=_("tracking number"))
    def number(self, request_row: Request) -> SafeString:
        """The number, as a link to the case."""
        return format_html(
            '<a href="{}">{}</a>', reverse("desk:case", args=[request_row.pk]), request_row.tracking_number
        )
