"""What the end of roles would change, for the page that asks before it is done (domain.md 15)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from approvals import kinds
from approvals.commands import recheck_offices
from approvals.commands.offices import vacant_steps_in
from approvals.lists import summaries
from approvals.models import Request
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Sentence
from iacs_portal.core.preview import previewed
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope

SHOWN = 25  # of each list; the others are told as a number


@dataclass(frozen=True)
class PassedOn:
    """A request that waits and would go to another office."""

    number: str
    who: str
    what: Sentence
    office: Sentence


@dataclass(frozen=True)
class Consequences:
    """What an act would change: the roles that end, the requests that go to another office, the mails, in the order of the act.

    The first `SHOWN` of each, and how many more there are.
    """

    ended: list[RoleAssignment] = field(default_factory=list)
    more_ended: int = 0
    passed_on: list[PassedOn] = field(default_factory=list)
    more_passed_on: int = 0
    mails: list[Message] = field(default_factory=list)
    more_mails: int = 0


def consequences_of(act: Callable[[], Any], *, scope_key: int) -> Consequences:
    """Run `act`, which ends roles in the scope, and what follows its commit, then roll both back. Raises what `act` raises.

    Which requests would be passed on is found by a first run: the second locks them before `act` locks people, as every
    command does (docs/architecture.md, lock order).
    """

    def first() -> list[int]:
        act()
        return [step.request_id for step in vacant_steps_in(scope_key)]

    def whole() -> None:
        list(Request.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
        act()
        recheck_offices(actor=None, scope_key=scope_key)

    keys, _rows = previewed(first)
    _nothing, rows = previewed(whole)
    return consequences_in(rows)


def consequences_in(rows: Iterable[Any]) -> Consequences:
    """What the rows that an act wrote in the trail and the outbox say that it changes. Three queries, and one for each kind of request."""
    noticed = list(rows)
    entries = [row for row in noticed if isinstance(row, Entry)]
    ended = [entry.facts["assignment"] for entry in entries if entry.command == "end"]
    passed_on = [entry for entry in entries if entry.command == "passed_on"]
    mails = [row for row in noticed if isinstance(row, Message)]
    return Consequences(
        ended=_ended(ended[:SHOWN]),
        more_ended=max(len(ended) - SHOWN, 0),
        passed_on=_passed_on(passed_on[:SHOWN]),
        more_passed_on=max(len(passed_on) - SHOWN, 0),
        mails=mails[:SHOWN],
        more_mails=max(len(mails) - SHOWN, 0),
    )


def _ended(keys: list[int]) -> list[RoleAssignment]:
    found = RoleAssignment.objects.select_related("user", "scope").in_bulk(keys)
    return [found[key] for key in keys]


def _passed_on(entries: list[Entry]) -> list[PassedOn]:
    """In words. Three queries, and one for each kind of request."""
    requests = Request.objects.select_related("requester").filter(
        tracking_number__in=[entry.reference for entry in entries]
    )
    found = {request.tracking_number: request for request in requests}
    known = summaries(list(found.values()))
    places = Scope.objects.in_bulk([entry.facts["to_scope"] for entry in entries])
    lines = []
    for entry in entries:
        request = found[entry.reference]
        lines.append(
            PassedOn(
                number=entry.reference,
                who=request.requester.get_full_name(),
                what=known[request.pk].what,
                office=kinds.kind(request.kind).office_label(entry.facts["to"], places[entry.facts["to_scope"]].kind),
            )
        )
    return lines
