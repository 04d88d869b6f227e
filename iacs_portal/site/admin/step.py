"""The queue: what waits for the desk, first due first."""

import datetime

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import queries
from approvals.lists import WaitingLine, decide_url, waiting_lines
from approvals.models import Step
from approvals.presentation import day, wait_in_words
from approvals.views.requests import person
from iacs_portal.core import clock
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.changelist import Key
from iacs_portal.site.look_ups import by_tracking_number


@admin.register(Step, site=site)
class QueueAdmin(DeskAdmin):
    """Open steps that this person may decide now."""

    list_display = ("number", "what", "who", "since", "due_by", "state")
    list_display_links = None
    list_title = _("Queue: waits for you, first due first")
    list_name = _("Queue")
    ordering = ("due", "id")
    look_ups = (by_tracking_number("request__tracking_number"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Step]:
        """What waits for her, with what the columns show."""
        return queries.waiting_for(person(request)).select_related("request__requester")

    def rows_of_page(self, request: HttpRequest, rows: QuerySet[Step], after: Key | None, size: int) -> list[Step]:
        """The steps due first, by the index of their offices, one for each form; a search has found its step by its number."""
        if request.GET.get(SEARCH_VAR):
            steps = list(rows[:size])
        else:
            place = queries.Key.read(*after) if after is not None else None
            first = queries.first_waiting_for(person(request), after=place, size=size)
            steps = list(first.select_related("request__requester"))
        for line in waiting_lines(steps):
            line.step.line = line  # type: ignore[attr-defined]  # for the columns of this page only
        return steps

    @admin.display(description=_("tracking number"))
    def number(self, step: Step) -> SafeString:
        """The number, as a link to the case."""
        return format_html('<a href="{}">{}</a>', decide_url(step), step.request.tracking_number)

    @admin.display(description=_("what"))
    def what(self, step: Step) -> SafeString:
        """For whom, and what is asked; for several of one form how many they are, and how many are undecided."""
        line: WaitingLine = step.line  # type: ignore[attr-defined]  # read with the page
        is_form = step.request.sent_with_id is not None
        words = [line.summary.what, *([line.summary.note] if is_form else [])]
        below = format_html_join("", '<span class="pc-sub">{}</span>', ((each,) for each in words))
        return format_html("{}{}", line.summary.for_whom, below)

    @admin.display(description=_("who asks"))
    def who(self, step: Step) -> str:
        """The person who asks."""
        return step.request.requester.get_full_name()

    @admin.display(description=_("since"))
    def since(self, step: Step) -> SafeString:
        """When it came to the desk, and which business day of the promise this is."""
        opened = step.opened_at or clock.now()
        return format_html('{}<span class="pc-sub">{}</span>', day(opened), wait_in_words(step))

    @admin.display(description=_("due"))
    def due_by(self, step: Step) -> str:
        """Until when it is promised."""
        return day(step.due) if step.due else ""

    @admin.display(description=_("state"))
    def state(self, step: Step) -> SafeString:
        """Overdue, due soon or in time: in words, with a mark."""
        left = (step.due or clock.now()) - clock.now()
        if left < datetime.timedelta(0):
            return format_html("<strong>&#9888; {}</strong>", gettext("Overdue"))
        if left < datetime.timedelta(days=2):
            return format_html("<strong>&#9719; {}</strong>", gettext("Due soon"))
        return format_html("&#10003; {}", gettext("In time"))
