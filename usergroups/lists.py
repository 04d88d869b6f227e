"""Reads of lists of providers."""

from typing import Any

from django.db.models import Count, QuerySet

from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from usergroups.companies import companies_of
from usergroups.models import LineState, ListStatus, ProviderList, ProviderListLine

SENDING_AT_ONCE = 100


def lists_being_sent() -> list[int]:
    """The keys of the lists that are being sent, the first hundred."""
    being_sent = ProviderList.objects.filter(status=ListStatus.SENDING).order_by("pk")
    return list(being_sent.values_list("pk", flat=True)[:SENDING_AT_ONCE])


def lists_seen_by(person: User) -> QuerySet[ProviderList]:
    """The lists of the companies that `person` acts for."""
    companies = companies_of(person).order_by().values("pk")
    return ProviderList.objects.filter(company__in=companies).select_related("company", "team", "made_by")


def lists_of(company_key: int, before: int | None = None) -> QuerySet[ProviderList]:
    """The lists of a company, newest first, older than the one with the key `before`."""
    lists = ProviderList.objects.filter(company=company_key).select_related("made_by", "team").order_by("-pk")
    return lists if before is None else lists.filter(pk__lt=before)


def counts_of(of: ProviderList) -> dict[str, int]:
    """How many lines of a list are in each state. It has 5,000 lines at most."""
    return dict(of.lines.order_by().values_list("state").annotate(Count("pk")))


def answers_in(of: ProviderList) -> dict[str, int]:
    """How many requests of a list have each status."""
    asked = of.lines.filter(request__isnull=False).order_by()
    return dict(asked.values_list("request__status").annotate(Count("pk")))


def lines_of(
    of: ProviderList, *, state: str = "", answer: str = "", after: int | None = None
) -> QuerySet[ProviderListLine]:
    """The lines of a list in order, behind the number `after`; in one state, or with one answer, where that is asked for."""
    lines = of.lines.select_related("request").order_by("number")
    chosen: dict[str, Any] = {}
    if state in LineState.values:
        chosen["state"] = state
    if answer in RequestStatus.values:
        chosen["request__status"] = answer
    if after is not None:
        chosen["number__gt"] = after
    return lines.filter(**chosen)
