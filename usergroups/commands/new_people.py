"""The clock that tells providers of new people of the companies that work for them.

It reads the trail behind the place where it was, finds the links that what happened may concern, and asks each who is new there.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import structlog
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.commands import command
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.queries import who_may
from registration.providers import provider_of
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import links
from usergroups.addresses import address_of_link
from usergroups.commands.link_clocks import LISTED, each_by_itself
from usergroups.models import Team, TrailPlace, UserGroup
from usergroups.new_people import SETTLED, new_people

CLOCK = "new_people"
READ = 5000  # entries of the trail at a time
TOGETHER = 100  # links in one transaction
JOINED = "grant"
CHANGED = (JOINED, "prolong", "change_team_of_link")
STOPPED_DECIDING = ("end", "suspend")

logger = structlog.get_logger(__name__)


@dataclass
class _Happened:
    """What a stretch of the trail says: by scope, and by scope and person, the last moment of something that may bring new people in."""

    last_entry: int
    joined: dict[int, datetime.datetime] = field(default_factory=dict)
    changed: dict[int, datetime.datetime] = field(default_factory=dict)
    stopped: dict[tuple[int, int], datetime.datetime] = field(default_factory=dict)


def tell_of_new_people() -> int:
    """Tell the officials of each provider who gets in since they were last told; how many links had somebody new.

    Goes on where it was: it moves on in the trail only behind what it has told, and what fails is tried again by the next clock.
    """
    told, at = 0, clock.now() - SETTLED
    place, _is_new = TrailPlace.objects.get_or_create(clock=CLOCK)
    last = place.entry_key
    while (happened := _read(last, at)) is not None:
        failed = False
        for keys in _links_concerned(happened):
            with_news = _tell(keys, at)
            told += sum(with_news)
            failed = failed or len(with_news) < len(keys)
        if failed:
            break
        last = happened.last_entry
        move_on(actor=None, entry_key=last)
    return told


def _read(last: int, at: datetime.datetime) -> _Happened | None:
    """What the trail says behind the entry `last`, up to the first entry that is younger than `at`; None when there is nothing."""
    happened = _Happened(last)
    entries = Entry.objects.filter(pk__gt=last).order_by("pk")
    for key, when, name, scope_key, person in entries.values_list("pk", "at", "command", "scope_key", "person")[:READ]:
        if when > at:
            break
        happened.last_entry = key
        if scope_key is None:
            continue
        if name == JOINED:
            happened.joined[scope_key] = when
        if name in CHANGED:
            happened.changed[scope_key] = when
        if name in STOPPED_DECIDING and person is not None:
            happened.stopped[scope_key, person] = when
    return happened if happened.last_entry != last else None


def _links_concerned(happened: _Happened) -> Iterator[list[int]]:
    """The keys of the live links at which something happened after their officials were last told, at most 100 at a time."""
    changed = links.live_links().filter(pk__in=happened.changed).order_by("pk").values_list("pk", "told_at")
    yield from in_batches(
        (key for key, told_at in changed if told_at is None or told_at < happened.changed[key]), TOGETHER
    )
    for team in Team.objects.filter(pk__in=happened.joined, closed_at=None).order_by("pk").values_list("pk", flat=True):
        yield from _served_by(team, happened.joined[team])
    providers = {scope_key for scope_key, _person in happened.stopped}
    served = set(links.live_links().filter(provider__in=providers).values_list("provider", flat=True))
    people = User.objects.in_bulk({person for scope_key, person in happened.stopped if scope_key in served})
    for (scope_key, person), when in happened.stopped.items():
        if scope_key in served:
            through = links.links_of(people[person]).filter(provider=scope_key).exclude(told_at__gte=when)
            yield from in_batches(sorted(through.values_list("pk", flat=True)), TOGETHER)


def _served_by(team: int, when: datetime.datetime) -> Iterator[list[int]]:
    """The live links that a team serves and that were last told before `when`, by key, 100 at a time."""
    last = 0
    while True:
        behind = links.live_links().filter(team=team, pk__gt=last).exclude(told_at__gte=when)
        keys = list(behind.order_by("pk").values_list("pk", flat=True)[:TOGETHER])
        if not keys:
            return
        yield keys
        last = keys[-1]


def _tell(keys: list[int], at: datetime.datetime) -> list[int]:
    """Tell of new people at these links, together, or each by itself when that fails; for each that succeeds, whether it had news."""
    try:
        number = tell_of_new_people_at(actor=None, link_keys=keys, at=at)
    except Exception as error:
        logger.exception("new_people_failed", links=len(keys), error=type(error).__name__)
    else:
        return [1] * number + [0] * (len(keys) - number)
    done: list[int] = []
    each_by_itself(CLOCK, keys, lambda key: done.append(tell_of_new_people_at(actor=None, link_keys=[key], at=at)))
    return done


@command
def tell_of_new_people_at(*, actor: None, link_keys: Sequence[int], at: datetime.datetime) -> int:
    """Mail the officials of the providers of these links who is new there since they were last told; at how many somebody is.

    From then on they count as told up to `at`. Locks the links, by key; what was told up to a later moment is left out.
    """
    behind = links.live_links().filter(pk__in=link_keys).exclude(told_at__gte=at)
    found = list(links.with_names(behind).select_for_update(of=("self",)).order_by("pk"))
    told = sum(_mail_new_people(link, at) for link in found)
    UserGroup.objects.filter(pk__in=[link.pk for link in found]).update(told_at=at, told_team=F("team"))
    return told


def _mail_new_people(link: UserGroup, at: datetime.datetime) -> bool:
    people = new_people(link, at=at)
    named = list(people[:LISTED])
    if not named:
        return False
    number = len(named) if len(named) < LISTED else people.count()
    sentence = ngettext(
        "%(number)d new person of %(company)s gets in for you",
        "%(number)d new people of %(company)s get in for you",
        number,
    )
    facts = {
        "what": sentence % {"number": number, "company": link.company},
        "for_whom": str(provider_of(link.provider)),
        "status": _("New"),
        "next_step": _("Nothing, if this is right. Else you can keep a person out, on the page below."),
        "lines": [person.get_full_name() for person in named],
        "more": number - len(named),
        "link": address_of_link(link.pk),
    }
    for person in who_may(DECIDE_FOR_ORGANIZATION, link.provider_id):
        queue(
            message="new_people",
            to=person.email,
            person=person,
            facts={"name": person.get_short_name()} | facts,
            key=f"new_people:{link.pk}:{at.isoformat()}:{person.pk}",
        )
    return True


@command
def move_on(*, actor: None, entry_key: int) -> None:
    """The trail is read up to this entry. Never goes back: another clock may be ahead."""
    TrailPlace.objects.filter(clock=CLOCK, entry_key__lt=entry_key).update(entry_key=entry_key)
