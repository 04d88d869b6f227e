"""What waits for me, first due first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals import queries
from approvals.kinds import kind_of
from approvals.models import Step
from approvals.presentation import business_days_waited
from approvals.views.requests import person, summaries
from iacs_portal.core.access import SIGNED_IN, rule


def decide_url(step: Step) -> str:
    """The page on which `step` is decided: the kind's own, or the generic one."""
    return kind_of(step.request).decide_url(step) or reverse("approvals:decide", args=[step.pk])


@rule(SIGNED_IN)
@require_safe
def inbox(http: HttpRequest) -> HttpResponse:
    """Open steps that I may decide, 25 to a page, by key."""
    due, _separator, pk = http.GET.get("after", "").partition("~")
    after = queries.Key.read(due, pk)
    steps, has_more = queries.inbox(person(http), after=after)
    lines = summaries([step.request for step in steps])
    return render(
        http,
        "approvals/inbox.html",
        {
            "rows": [
                {
                    "step": step,
                    "summary": lines[step.request_id],
                    "days": business_days_waited(step),
                    "url": decide_url(step),
                }
                for step in steps
            ],
            "next": f"{steps[-1].due:%Y-%m-%dT%H:%M:%S.%fZ}~{steps[-1].pk}" if has_more else "",
            "is_first": after is None,
        },
    )
