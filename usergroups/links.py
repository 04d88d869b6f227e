"""Who works for a provider through a link: computed from the link, its team and the people of the team, never stored.

A person works through a link while it lives, when she runs it or is in its team, is not kept out by the provider, and does not decide
there: those who approve access do not use it (SE0753, question 3; domain.md 7).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import ScopePermission
from iacs_portal.scopes.queries import held_rows, holder_rows, permission_key
from registration.providers import provider_of, provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups.models import Exclusion, Team, UserGroup
from usergroups.roles import BELONG_TO_GROUP, BELONG_TO_TEAM, SURROGATE_ADMINISTRATOR

SHORTEST = datetime.timedelta(days=1)
ORDINARY_YEARS = 1
LONGEST_YEARS = 3
# A renewal may be asked for this long before the end.
RENEWABLE = datetime.timedelta(days=60)


def in_years(day: datetime.date, years: int) -> datetime.date:
    """The same day `years` later; February 28 for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last second of `day` in the business time zone, aware: until then a link that is granted until that day lives."""
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), clock.business_zone())


def all_links() -> QuerySet[UserGroup]:
    """Every surrogate user group, ended ones too."""
    return UserGroup.objects.filter(company__isnull=False)


def live_links() -> QuerySet[UserGroup]:
    """The links that live now: neither ended nor past their last day."""
    return all_links().filter(closed_at=None, until__gt=clock.now())


def with_names(links: QuerySet[UserGroup]) -> QuerySet[UserGroup]:
    """`links` read along with company, team and provider."""
    return links.select_related("company", "team", "scope", *provider_rows("provider"))


def links_of(person: User) -> QuerySet[UserGroup]:
    """The links through which `person` works now, in no order. The same answer as `people_in`, in the other direction."""
    held = held_rows(person)
    runs = held.filter(permission=permission_key(BELONG_TO_GROUP), content_object=OuterRef("pk"))
    in_team = held.filter(permission=permission_key(BELONG_TO_TEAM), content_object=OuterRef("team"))
    return links_open_to(person).filter(Exists(runs) | Exists(in_team))


def links_open_to(person: User) -> QuerySet[UserGroup]:
    """The live links through which `person` works where she runs them or is in their team: she is not kept out, and does not decide."""
    kept_out = Exclusion.objects.filter(
        person=person, lifted_at=None, provider=OuterRef("provider"), company=OuterRef("company")
    )
    decides = held_rows(person).filter(
        permission=permission_key(DECIDE_FOR_ORGANIZATION), content_object=OuterRef("provider")
    )
    return live_links().filter(~Exists(kept_out), ~Exists(decides))


def works_through(person: User, link: UserGroup) -> bool:
    """Whether `person` works through `link` now. One query."""
    return links_of(person).filter(pk=link.pk).exists()


def people_of_link(link: UserGroup, *, and_person: int | None = None) -> QuerySet[Any]:
    """The people whom the company puts to work through `link`, kept out or not: who runs it and who is in its team, by name.

    Each has `is_kept_out` and `decides_there`. `and_person` (a key) is one of them too: who asks for a link that is not there yet.
    """
    holders = holder_rows().filter(user=OuterRef("pk"))
    runs = holders.filter(permission=permission_key(BELONG_TO_GROUP), content_object=link.pk)
    in_team = holders.filter(permission=permission_key(BELONG_TO_TEAM), content_object=link.team_id)
    people = User.objects.filter(Exists(runs) | Exists(in_team) | Q(pk=and_person), is_active=True)
    return people.annotate(is_kept_out=Exists(_exclusions(link)), decides_there=Exists(_deciders(link))).order_by(
        "last_name", "first_name", "pk"
    )


def people_in(link: UserGroup) -> QuerySet[User]:
    """The people who work through `link` now, by name; none when it has ended."""
    if not is_live(link):
        return User.objects.none()
    return people_of_link(link).filter(is_kept_out=False, decides_there=False)


def _exclusions(link: UserGroup) -> QuerySet[Exclusion]:
    return Exclusion.objects.filter(
        person=OuterRef("pk"), lifted_at=None, provider=link.provider_id, company=link.company_id
    )


def _deciders(link: UserGroup) -> QuerySet[ScopePermission]:
    return holder_rows().filter(
        user=OuterRef("pk"), permission=permission_key(DECIDE_FOR_ORGANIZATION), content_object=link.provider_id
    )


def is_live(link: UserGroup) -> bool:
    """Whether `link` lives now, as it was read."""
    return link.closed_at is None and link.until is not None and link.until > clock.now()


def ended_at(link: UserGroup) -> datetime.datetime | None:
    """When `link` ended: on its last day, or when it was ended before; None while it lives."""
    if is_live(link) or link.until is None:
        return None
    return min(link.until, link.closed_at) if link.closed_at is not None else link.until


def ended_links() -> QuerySet[UserGroup]:
    """The links that have ended, by the clock or before their day."""
    return all_links().filter(Q(closed_at__isnull=False) | Q(until__lte=clock.now()))


def link_at(company_key: int, provider_key: int) -> UserGroup | None:
    """The live link of a company at a provider, or None. One query."""
    return with_names(live_links()).filter(company=company_key, provider=provider_key).first()


def by_name(links: QuerySet[UserGroup], after: UserGroup | None = None) -> QuerySet[UserGroup]:
    """`links` of one provider by the company's name, behind `after`."""
    if after is not None:
        links = links.filter(Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk))
    return links.order_by("name", "pk")


def links_to_close() -> QuerySet[UserGroup]:
    """The links whose last day is over and that nobody has closed yet, by key."""
    return all_links().filter(closed_at=None, until__lte=clock.now()).order_by("until", "pk")


def run_below(provider_key: int) -> QuerySet[Any]:
    """The keys of the people who run links under a provider that nobody has closed yet."""
    open_below = all_links().filter(provider=provider_key, closed_at=None).values("pk")
    held = RoleAssignment.objects.filter(scope__in=open_below, role=SURROGATE_ADMINISTRATOR.slug, ended_at=None)
    return held.order_by("user_id").values_list("user_id", flat=True).distinct()


def served_by(team_key: int) -> QuerySet[UserGroup]:
    """The live links that a team serves."""
    return live_links().filter(team=team_key)


@dataclass(frozen=True)
class NotReached:
    """A link of a team through which somebody would not work though she is in the team: kept out, or she decides there."""

    person: User
    link: UserGroup
    is_kept_out: bool

    @property
    def provider(self) -> str:
        """The provider's name."""
        return str(provider_of(self.link.provider))


def not_reached(team: Team, people: Sequence[User], limit: int) -> list[NotReached]:
    """The first `limit` links of a team that some of `people` would not reach, by person and link. Three queries."""
    served = served_by(team.pk)
    keys = [person.pk for person in people]
    kept_out = Exclusion.objects.filter(
        person__in=keys, lifted_at=None, company=team.company_id, provider__in=served.values("provider")
    )
    decides = holder_rows().filter(
        user__in=keys,
        permission=permission_key(DECIDE_FOR_ORGANIZATION),
        content_object__in=served.values("provider"),
    )
    found = dict.fromkeys(kept_out.order_by("person", "provider").values_list("person", "provider")[:limit], True)
    for pair in decides.order_by("user", "content_object").values_list("user", "content_object")[:limit]:
        found.setdefault(pair, False)
    pairs = sorted(found)[:limit]
    of_provider = {
        link.provider_id: link
        for link in with_names(served.filter(provider__in={provider for _who, provider in pairs}))
    }
    who = {person.pk: person for person in people}
    return [
        NotReached(who[person], of_provider[provider], found[person, provider])
        for person, provider in pairs
        if provider in of_provider
    ]
