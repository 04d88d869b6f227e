"""Requests."""

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import queries
from approvals.kinds import Summary, kind_of
from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.site.admin.links import LinkedAdmin
from iacs_portal.site.admin_site import site
from iacs_portal.site.changelist import Key, StatusFilter
from iacs_portal.site.look_ups import by_address, by_tracking_number


@admin.register(Request, site=site)
class RequestAdmin(LinkedAdmin):
    """All sent requests, decided or not, newest first, those of one form as one. Status and history are read-only."""

    list_display = ("request_number", "what", "requester", "state", "submitted_at", "decided_at")
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

    def request_of(self, row: Request) -> Request:
        """Itself."""
        return row

    def rows_of_page(
        self, request: HttpRequest, rows: QuerySet[Request], after: Key | None, size: int
    ) -> list[Request]:
        """One for each form, or for each of its requests when a number or an address was looked up. Two queries more."""
        is_search, status = bool(request.GET.get(SEARCH_VAR)), request.GET.get(StatusFilter.parameter_name, "")
        if not is_search:
            rows = rows.filter(queries.one_of_each_form(status))
        found: list[Request] = super().rows_of_page(request, rows, after, size)
        forms = {} if is_search else queries.forms_of(found)
        for row in found:
            form = forms.get(row.sent_with_id or 0)
            row.form, row.is_of_status = form, bool(status)  # type: ignore[attr-defined]  # for the columns of this page only
            if form is not None and form.first_undecided and row.link:  # type: ignore[attr-defined]  # of LinkedAdmin
                row.link = reverse("desk:case", args=[form.first_undecided])  # type: ignore[attr-defined]
        return found

    def _form(self, row: Request) -> queries.FormCounts | None:
        """The counts of the form for which the row stands; None on pages of one request."""
        return getattr(row, "form", None)

    @admin.display(description=_("what"))
    def what(self, request_row: Request) -> SafeString | str:
        """The kind of request, in words; of those of a form how many they are, and how many are undecided."""
        kind, form = kind_of(request_row), self._form(request_row)
        if form is None:
            return str(kind.label)
        note = kind.summary_of_form(Summary("", ""), sent=form.sent, undecided=form.undecided).note
        return format_html('{}<span class="pc-sub">{}</span>', kind.label, note)

    @admin.display(description=_("status"))
    def state(self, request_row: Request) -> str:
        """Its status; of those of a form that are shown as one, whether any is undecided."""
        form = self._form(request_row)
        if form is None or request_row.is_of_status:  # type: ignore[attr-defined]  # set with the form
            return str(request_row.get_status_display())
        return str(RequestStatus.UNDER_REVIEW.label if form.undecided else gettext("Decided"))
