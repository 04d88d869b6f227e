"""The lines of the lists on a company's pages: its links, and its requests."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.kinds import kind_of
from approvals.presentation import STATES, day, day_with_year
from approvals.queries import offices_that_have
from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from registration.models import Practitioner
from registration.providers import Provider, provider_of
from usergroups import links
from usergroups.models import LinkRequest, UserGroup


@dataclass(frozen=True)
class LinkLine:
    """One link: the provider, its number, the team that serves it, and the day on which it ends or has ended."""

    link: UserGroup
    provider: Provider
    npi: str
    state: str
    day: str

    @property
    def is_practitioner(self) -> bool:
        """Whether the provider is an individual practitioner."""
        return isinstance(self.provider, Practitioner)


def link_lines(found: Sequence[UserGroup]) -> list[LinkLine]:
    """A line for each of `found`, which has its `npi`. One that ends within the days in which it can be renewed says so. No query."""
    lines = []
    for link in found:
        ended = links.ended_at(link)
        until = ended or link.until
        assert until is not None
        ends_soon = until <= clock.now() + links.RENEWABLE
        state = "ended" if ended is not None else "ends" if ends_soon else "active"
        number: str = link.npi  # type: ignore[attr-defined]  # as the query reads it
        shown = day_with_year(clock.business_date(until))
        lines.append(LinkLine(link, provider_of(link.provider), number, state, shown))
    return lines


@dataclass(frozen=True)
class RequestLine:
    """One request of a company: whom it asks, who sent it, where it is, and who has it. `url` where the reader may open it."""

    detail: LinkRequest
    provider: Provider
    until: str
    state: str
    holder: str
    when: str
    url: str


def request_lines(details: Sequence[LinkRequest], reader: User) -> list[RequestLine]:
    """A line for each of `details`. One query for who has them."""
    offices = offices_that_have([detail.request for detail in details])
    lines = []
    for detail in details:
        request, office = detail.request, offices.get(detail.pk)
        holder, when = "", ""
        is_own = request.requester_id == reader.pk
        if request.status == RequestStatus.RETURNED:
            holder = _("You") if is_own else request.requester.get_full_name()
            when = _("To be corrected and sent again")
        elif office is not None and office.step.due is not None:
            holder = capfirst(str(kind_of(request).office_label(office.permission.codename, office.scope.kind)))
            when = _("Answer by %(day)s") % {"day": day(office.step.due)}
        elif request.decided_at is not None:
            holder, when = _("Nobody"), day(request.decided_at)
        lines.append(
            RequestLine(
                detail=detail,
                provider=provider_of(detail.provider),
                until=day_with_year(detail.last_day),
                state=STATES[request.status],
                holder=holder,
                when=when,
                url=reverse("approvals:request", args=[request.tracking_number]) if is_own else "",
            )
        )
    return lines
