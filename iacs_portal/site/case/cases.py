"""Which kinds of requests have a case, and where the desk opens a request of any kind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from approvals import queries
from approvals.models import Request
from iacs_portal.accounts.models import User

if TYPE_CHECKING:
    from iacs_portal.site.case.page import CasePage

_cases: dict[str, type["CasePage"]] = {}


def register(case: type["CasePage"]) -> type["CasePage"]:
    """Make the case of a kind known."""
    _cases[case.kind.slug] = case
    return case


def case_of(slug: str) -> type["CasePage"]:
    """The case of requests of the kind `slug`. Raises Http404 for a kind that has none."""
    if slug not in _cases:
        raise Http404
    return _cases[slug]


def kinds_with_case() -> list[str]:
    """The slugs of the kinds that have one."""
    return sorted(_cases)


def links_to(requests: Iterable[Request], reader: User) -> dict[int, str]:
    """Where `reader`, of the desk, opens those of `requests` that she may see, by key: the case, or the request's own page. One query."""
    seen = queries.visible_requests(reader).filter(pk__in=[request.pk for request in requests]).order_by("pk")
    return {request.pk: link_to(request, reader) for request in seen}


def link_to(request: Request, reader: User) -> str:
    """The page of a request that `reader`, of the desk, may see: its case, unless it is her own or its kind has none."""
    if request.kind in _cases and request.requester_id != reader.pk:
        return reverse("desk:case", args=[request.pk])
    return reverse("approvals:request", args=[request.tracking_number])
