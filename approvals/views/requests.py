"""My requests, the request page, and what its reader can do there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import commands, queries
from approvals.kinds import kind_of
from approvals.lists import request_lines
from approvals.models import Request
from approvals.presentation import RequestView
from approvals.views.rules import INVOLVED, REQUESTER
from iacs_portal.accounts.models import User
from iacs_portal.core.access import SIGNED_IN, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from iacs_portal.core.references import normalized_tracking_number


def person(http: HttpRequest) -> User:
    """The signed-in person; the login middleware has seen to it that there is one."""
    assert isinstance(http.user, User)
    return http.user


def visible_or_404(http: HttpRequest, tracking_number: str) -> Request:
    """The request with this number if the reader may see it. Raises Http404 else, in the same way for an unknown number."""
    number = normalized_tracking_number(tracking_number)
    return get_object_or_404(queries.visible_requests(person(http)), tracking_number=number)


@rule(SIGNED_IN)
@require_safe
def requests(http: HttpRequest) -> HttpResponse:
    """My requests and drafts, newest first, 25 to a page, by key."""
    mine = queries.my_requests(person(http))
    before = read_key(http.GET.get("before", ""))
    if before is not None:
        mine = mine.filter(pk__lt=before)
    found = list(mine[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    return render(
        http,
        "approvals/requests.html",
        {
            "lines": request_lines(shown),
            "next_url": f"?before={shown[-1].pk}" if len(found) > queries.PAGE else "",
            "is_first": not before,
        },
    )


@rule(INVOLVED)
@require_safe
def request_page(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """One request: who has it, since when, how long, what then; history; what was answered; what its reader can do."""
    request = visible_or_404(http, tracking_number)
    return _drawn(http, RequestView.of(request, person(http)), note_error="", note_text="")


def _drawn(http: HttpRequest, view: RequestView, status: int = 200, **context: Any) -> HttpResponse:
    own = dict(view.kind.request_context(view.detail))
    return render(http, "approvals/request.html", {"view": view} | own | context, status=status)


@rule(REQUESTER)
@require_POST
def withdraw(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """Take a request back; a refusal is told on its page."""
    request = get_object_or_404(
        queries.my_requests(person(http)), tracking_number=normalized_tracking_number(tracking_number)
    )
    try:
        commands.withdraw(request_id=request.pk, actor=person(http))
        messages.success(http, _("Withdrawn. Nobody decides it any more."))
    except Refused as refused:
        messages.error(http, str(refused))
    return redirect("approvals:request", request.tracking_number)


@rule(INVOLVED)
@require_POST
def note(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """Add a note; deciders may keep it to themselves. A refusal is told on the page, with what was typed."""
    request = visible_or_404(http, tracking_number)
    view = RequestView.of(request, person(http))
    text = http.POST.get("text", "")
    try:
        commands.add_note(
            request_id=request.pk,
            actor=person(http),
            text=text,
            internal=view.is_decider and http.POST.get("internal") == "on",
        )
    except Refused as refused:
        return _drawn(http, view, status=422, note_error=str(refused), note_text=text, has_errors=True)
    return redirect("approvals:request", request.tracking_number)


@rule(REQUESTER)
@require_POST
def discard(http: HttpRequest, request_id: int) -> HttpResponse:
    """Drop a draft of mine."""
    draft = get_object_or_404(queries.my_requests(person(http)), pk=request_id)
    try:
        commands.discard_draft(request_id=request_id, actor=person(http))
        messages.success(http, str(kind_of(draft).dropped()))
    except Refused as refused:
        messages.error(http, str(refused))
    return redirect("approvals:requests")
