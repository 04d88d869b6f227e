"""The queue: what waits for the desk, first due first."""

import datetime

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals import queries
from approvals.kinds import kind_of
from approvals.models import Step
from approvals.presentation import day, wait_in_words
from approvals.views.inbox import decide_url
from approvals.views.requests import person
from iacs_portal.core import clock
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.changelist import Key
from iacs_portal.site.look_ups import by_tracking_number

SHOWN = ("request__requester", "request__organization_registration")


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
        return queries.waiting_for(person(request)).select_related(*SHOWN)

    def rows_of_page(self, request: HttpRequest, rows: QuerySet[Step], after: Key | None, size: int) -> list[Step]:
        """The steps due first, by the index of their offices; a search has found its step by its number."""
        if request.GET.get(SEARCH_VAR):
            return list(rows[:size])
        place = queries.Key.read(*after) if after is not None else None
        return list(queries.first_waiting_for(person(request), after=place, size=size).select_related(*SHOWN))

    @admin.display(description=_("tracking number"))
    def number(self, step: Step) -> SafeString:
        """The number, as a link to the case."""
        return format_html('<a href="{}">{}</a>', decide_url(step), step.request.tracking_number)

    @admin.display(description=_("what"))
    def what(self, step: Step) -> str:
        """The organization, for registrations; else the kind of request."""
        return str(getattr(step.request, "organization_registration", kind_of(step.request).label))

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
