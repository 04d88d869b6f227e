"""What a company hears of its lists: one mail when a list is sent, then at most one in 20 hours about what was answered meanwhile."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.outbox.commands import queue
from registration.providers import provider_of, provider_rows
from usergroups.companies import acts_for, administrators_of
from usergroups.models import LineState, LinkRequest, ListStatus, ProviderList

APART = datetime.timedelta(hours=20)
# Requests expire long before; a list that was sent earlier has nothing new to tell.
LOOKED_AT_FOR = datetime.timedelta(days=400)
NAMED = 25
TOLD = (RequestStatus.RETURNED, RequestStatus.APPROVED, RequestStatus.DENIED)


def _recipients(of: ProviderList) -> list[User]:
    """Who sent it, while she acts for the company; else everybody who does."""
    if acts_for(of.made_by, of.company):
        return [of.made_by]
    return [] if of.company.closed_at is not None else administrators_of(of.company)


def _link(of: ProviderList) -> str:
    return settings.SITE_URL + reverse("provider_lists:list", args=[of.pk])


def tell_sent(of: ProviderList) -> None:
    """Queue the mail that a list is sent: how many were asked, and how many not, in numbers by why. Called by what finished it."""
    counts = dict(of.lines.order_by().values_list("state").annotate(Count("pk")))
    asked = counts.pop(LineState.SENT, 0)
    for person in _recipients(of):
        queue(
            message="list_sent",
            to=person.email,
            person=person,
            facts={
                "name": person.get_short_name(),
                "what": _("Your list of %(count)d lines") % {"count": of.line_count},
                "for_whom": str(of.company),
                "status": _("Sent"),
                "number": "",
                "next_step": _("Wait for the answers. We mail you what was answered, once a day at most."),
                "asked": asked,
                "not_asked": [f"{LineState(state).label}: {count}" for state, count in sorted(counts.items())],
                "link": _link(of),
            },
            key=f"list_sent:{of.pk}:{person.pk}",
        )


def untold_answers() -> QuerySet[LinkRequest]:
    """Requests of lists whose answer the company was not told yet."""
    return LinkRequest.objects.filter(provider_list__isnull=False, request__status__in=TOLD).exclude(
        told_status=F("request__status")
    )


def lists_to_tell_of() -> QuerySet[ProviderList]:
    """Lists with answers that are untold, and of which the company was not told within 20 hours, by key."""
    now = clock.now()
    untold = untold_answers().filter(provider_list=OuterRef("pk"))
    return ProviderList.objects.filter(
        Q(told_at=None) | Q(told_at__lte=now - APART),
        Exists(untold),
        status=ListStatus.SENT,
        finished_at__gt=now - LOOKED_AT_FOR,
    ).order_by("pk")


@command
def tell_answers(*, actor: None, list_key: int) -> bool:
    """Tell the company what was answered since it was last told; False when there is nothing, or it was told within 20 hours.

    What the mail tells is marked as told in the same transaction, no more and no less: an answer that comes meanwhile is in the next one.
    Locks the list.
    """
    ProviderList.objects.select_for_update(of=("self",)).get(pk=list_key)
    of = lists_to_tell_of().select_related("company__founder", "made_by").filter(pk=list_key).first()
    if of is None:
        return False
    people = _recipients(of)
    if not people:
        return False
    rows = list(untold_answers().filter(provider_list=of).order_by("pk").values_list("pk", "request__status"))
    by_status = {status: [key for key, each in rows if each == status] for status in TOLD}
    answers = [_section(status, keys) for status, keys in by_status.items() if keys]
    of.told_at = clock.now()
    of.save(update_fields=["told_at"])
    for status, keys in by_status.items():
        LinkRequest.objects.filter(pk__in=keys).update(told_status=status)
    for person in people:
        queue(
            message="list_answered",
            to=person.email,
            person=person,
            facts={
                "name": person.get_short_name(),
                "what": _("Your list of %(count)d lines") % {"count": of.line_count},
                "for_whom": str(of.company),
                "status": _("%(count)d answers") % {"count": len(rows)},
                "number": "",
                "next_step": _next_step(by_status),
                "answers": answers,
                "link": _link(of),
            },
            key=f"list_answered:{of.pk}:{person.pk}:{of.told_at:%Y%m%d%H%M%S%f}",
        )
    return True


def _next_step(by_status: dict[RequestStatus, list[int]]) -> str:
    if by_status[RequestStatus.RETURNED]:
        return _("Correct what was returned, and send it again. You can start work for those that approved.")
    return _("You can start work for those that approved.")


def _section(status: RequestStatus, keys: list[int]) -> dict[str, object]:
    """One answer in the mail: its word, how many, the first names, and how many more."""
    named = _names(keys[:NAMED])
    return {"answer": str(status.label), "count": len(keys), "names": named, "more": len(keys) - len(named)}


def _names(keys: Iterable[int]) -> list[str]:
    rows = LinkRequest.objects.filter(pk__in=list(keys)).select_related("provider", *provider_rows("provider"))
    return [str(provider_of(row.provider)) for row in rows.order_by("pk")]
