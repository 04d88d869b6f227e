"""Several approvals at one press: first the list and the mails, then what became of each."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals import commands, queries
from approvals.commands.bulk import why_not_in_bulk
from approvals.kinds import kind_of
from approvals.lists import WaitingLine, waiting_lines
from approvals.models import Step
from approvals.presentation import RequestView
from approvals.states import RequestStatus, StepStatus
from approvals.views.requests import person
from approvals.views.rules import HOLDER
from iacs_portal.core.access import rule
from iacs_portal.core.keys import read_key
from iacs_portal.outbox.rendering import Preview


@dataclass(frozen=True)
class TickedLine:
    """A ticked step, and why it is left out or was refused; empty where it is not."""

    line: WaitingLine
    refusal: str


def _ticked(http: HttpRequest) -> dict[int, str]:
    """The steps that the form names, at most one page of the inbox, with the opening that its page showed."""
    found: dict[int, str] = {}
    for typed in (http.POST if http.method == "POST" else http.GET).getlist("step"):
        step, _separator, opening = typed.partition("~")
        key = read_key(step)
        if key is not None and len(found) < queries.PAGE:
            found[key] = opening
    return found


def _why_left_out(step: Step) -> str:
    return why_not_in_bulk(step) if step.status == StepStatus.OPEN else commands.what_became_of(step)


def _previews(http: HttpRequest, lines: list[TickedLine]) -> list[Preview]:
    """The mail of the first approval of each kind, drawn by what will send it. One query for each kind."""
    first: dict[str, Step] = {}
    for each in lines:
        if not each.refusal:
            first.setdefault(each.line.step.request.kind, each.line.step)
    views = [
        RequestView(request, kind, kind.detail(request), [], person(http), is_decider=True)
        for request, kind in ((step.request, kind_of(step.request)) for step in first.values())
    ]
    return [view.mail(RequestStatus.APPROVED, view.kind.approved_message) for view in views]


@rule(HOLDER)
@require_http_methods(["GET", "HEAD", "POST"])
def approve_several(http: HttpRequest) -> HttpResponse:
    """The ticked requests and the mails about them; POST approves one after the other and tells what became of each."""
    seen = _ticked(http)
    steps = list(queries.decidable_steps(person(http)).filter(pk__in=seen).order_by("due", "pk"))
    if not steps:
        messages.error(http, _("Tick the requests that you want to approve. Nothing was decided."))
        return redirect("approvals:inbox")
    lines = waiting_lines(steps)
    if http.method == "POST":
        outcomes = commands.approve_each(seen={step.pk: seen[step.pk] for step in steps}, actor=person(http))
        done = [TickedLine(line, outcomes[line.step.pk]) for line in lines]
        approved = sum(not each.refusal for each in done)
        return render(http, "approvals/approved_several.html", {"lines": done, "approved": approved})
    ticked = [TickedLine(line, _why_left_out(line.step)) for line in lines]
    return render(
        http,
        "approvals/approve_several.html",
        {
            "lines": [each for each in ticked if not each.refusal],
            "left_out": [each for each in ticked if each.refusal],
            "previews": _previews(http, ticked),
        },
    )
