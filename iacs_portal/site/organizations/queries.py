"""What the pages about organizations and groups show, already limited to what the reader may see, ready to be paged by key."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, JSONObject, TruncDate

from approvals.models import StepOffice
from approvals.queries import waits_for
from approvals.states import StepStatus
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.expressions import IsAnyOf, Unnest
from iacs_portal.roles.declarations import Role, Side, all_roles
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.roles.queries import live_roles
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import held_rows, permission_key, scopes_for
from registration import roles as officials
from registration.identifiers.kinds import SOLE_KINDS
from registration.models import MedicareNumber, Organization, Practitioner
from registration.providers import COMMUNITY_ROW, Provider, provider_rows
from usergroups import roles as members
from usergroups.models import UserGroup

P = TypeVar("P", Organization, Practitioner)
PAGE = 25
_IN_GROUPS = [members.GROUP_ADMINISTRATOR, members.END_USER]
ROLES_OF_ORGANIZATION = [officials.SECURITY_OFFICIAL, officials.BACKUP_OFFICIAL, *_IN_GROUPS]
ROLES_OF_PRACTITIONER = [officials.INDIVIDUAL_PRACTITIONER, *_IN_GROUPS]
# From the top of the chain down, whichever the provider is.
ROLES = [officials.INDIVIDUAL_PRACTITIONER, *ROLES_OF_ORGANIZATION]
_RANKS = [When(role=role.slug, then=Value(rank)) for rank, role in enumerate(ROLES)]


def roles_at(provider: Provider) -> list[Role]:
    """The roles that people can hold at `provider` and in its groups, from the top of the chain down."""
    return ROLES_OF_PRACTITIONER if isinstance(provider, Practitioner) else ROLES_OF_ORGANIZATION


def visible_organizations(person: User) -> QuerySet[Organization]:
    """The organizations that `person` may look at: she holds a viewing permission in it or in its community. With `numbers`, a list."""
    return _with_numbers(Organization.objects.filter(_scope_seen_by(person)))


def visible_practitioners(person: User) -> QuerySet[Practitioner]:
    """The practitioners that `person` may look at, by the same rule. With `numbers`, a list."""
    return _with_numbers(Practitioner.objects.filter(_scope_seen_by(person)))


def visible_provider(person: User, key: int) -> Provider | None:
    """The organization or practitioner with this key, when `person` may look at it; or None. With `numbers`. Two queries at most."""
    organization = visible_organizations(person).filter(pk=key).first()
    return organization or visible_practitioners(person).filter(pk=key).first()


def _scope_seen_by(person: User) -> Q:
    return Q(scope__in=scopes_for(person, officials.VIEW_ORGANIZATION).values("pk")) | Q(
        scope__community__in=scopes_for(person, officials.VIEW_COMMUNITY).values("pk")
    )


def _with_numbers(providers: QuerySet[P]) -> QuerySet[P]:
    own = MedicareNumber.objects.filter(scope=OuterRef("pk"), kind__in=SOLE_KINDS, is_live=True).order_by("pk")
    numbers = own.values(number=JSONObject(kind="kind", value="value"))
    return providers.select_related(COMMUNITY_ROW).annotate(numbers=ArraySubquery(numbers))


def visible_groups(person: User) -> QuerySet[UserGroup]:
    """The provider user groups that `person` may look at: she holds a viewing permission in it, in its organization or in its community.

    Each has `sees_organization`: whether the page of its provider is open to her too.
    """
    of_provider = Q(provider__in=scopes_for(person, officials.VIEW_ORGANIZATION).values("pk")) | Q(
        scope__community__in=scopes_for(person, officials.VIEW_COMMUNITY).values("pk")
    )
    return (
        UserGroup.objects.filter(company=None)
        .filter(of_provider | Q(scope__in=scopes_for(person, members.VIEW_GROUP).values("pk")))
        .select_related("scope", *provider_rows("provider"))
        .annotate(sees_organization=Case(When(of_provider, then=Value(True)), default=Value(False)))
    )


def _of_visible_scopes(person: User) -> Q:
    return (
        Q(organization__in=scopes_for(person, officials.VIEW_ORGANIZATION).values("pk"))
        | Q(scope__in=scopes_for(person, members.VIEW_GROUP).values("pk"))
        | Q(scope__community__in=scopes_for(person, officials.VIEW_COMMUNITY).values("pk"))
    )


def with_decisions(assignments: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
    """With person, group and the decision that made each; `by_desk` where the decision was the help desk's, not an official's."""
    desk = StepOffice.objects.filter(
        step=OuterRef("made_by_step"), permission=permission_key(officials.DECIDE_AT_DESK), since__isnull=False
    )
    of_the_house = RoleAssignment.objects.filter(
        user=OuterRef("made_by_step__decided_by"), organization=OuterRef("organization")
    )
    return assignments.select_related(
        "user", "scope__group_row", "made_by_step__decided_by", "made_by_step__request"
    ).annotate(by_desk=Exists(desk) & ~Exists(of_the_house), rank=Case(*_RANKS, default=Value(len(_RANKS))))


def people_of(organization_key: int) -> QuerySet[RoleAssignment]:
    """The live role assignments of an organization and its provider groups, with their decisions. In no order."""
    own = RoleAssignment.objects.filter(members.outside_links(), organization=organization_key, ended_at=None)
    return with_decisions(own)


def people_in(group_key: int) -> QuerySet[RoleAssignment]:
    """The live role assignments of one group, with their decisions. In no order."""
    return with_decisions(RoleAssignment.objects.filter(scope=group_key, ended_at=None))


def roles_of_person(reader: User, organization_key: int, person_key: int) -> QuerySet[RoleAssignment]:
    """The roles, live and ended, that a person has had in an organization, of those that `reader` may see; live ones first, then newest."""
    found = RoleAssignment.objects.filter(_of_visible_scopes(reader), organization=organization_key, user=person_key)
    return (
        with_decisions(found)
        .select_related("ended_by_step__decided_by", "ended_by_step__request", *provider_rows("organization"))
        .order_by(F("ended_at").desc(nulls_first=True), "-since", "-pk")
    )


@dataclass(frozen=True)
class Order:
    """An order of people: the fields it goes by and whether it goes down. The key is always the last field."""

    fields: tuple[str, ...]
    down: bool = False

    def ordered(self, rows: QuerySet[RoleAssignment], after: RoleAssignment | None) -> QuerySet[RoleAssignment]:
        """`rows` in this order, those behind `after`."""
        if after is not None:
            rows = rows.filter(self._behind(after))
        return rows.order_by(*(f"-{field}" if self.down else field for field in self.fields))

    def _behind(self, last: RoleAssignment) -> Q:
        """Whether a row comes later than `last`: (a, b, pk) > (a', b', pk'), spelled out; a >= a' says where an index begins to read."""
        way = "lt" if self.down else "gt"
        first = self.fields[0]
        behind, same, begin = Q(), Q(), Q(**{f"{first}__{way}e": self._value(last, first)})
        for field in self.fields:
            value = self._value(last, field)
            behind |= same & Q(**{f"{field}__{way}": value})
            same &= Q(**{field: value})
        return begin & behind

    @staticmethod
    def _value(row: RoleAssignment, field: str) -> object:
        value: object = row
        for name in field.split("__"):
            value = getattr(value, name)
        return value


BY_ROLE = Order(("rank", "user__last_name", "user__first_name", "pk"))
BY_NAME = Order(("user__last_name", "user__first_name", "pk"))
BY_DATE = Order(("since", "pk"), down=True)


def page_of_people(
    rows: QuerySet[RoleAssignment], order: Order, after_key: int | None
) -> tuple[list[RoleAssignment], bool]:
    """The first 25 of `rows` in `order`, behind the row with the key `after_key`; and whether there are more. Three queries at most.

    From the beginning when that row is not among them any more. Keys are asked for first: else the database would look for the
    decision behind every row before it puts them in order.
    """
    last = rows.filter(pk=after_key).first() if after_key is not None else None
    keys = list(order.ordered(rows, last).values_list("pk", flat=True)[: PAGE + 1])
    return _of_keys(rows, keys[:PAGE]), len(keys) > PAGE


def all_people(rows: QuerySet[RoleAssignment], order: Order) -> Iterator[RoleAssignment]:
    """All of `rows` in `order`, hundreds at a time. One query for the keys, and one for each time."""
    for keys in in_batches(order.ordered(rows, None).values_list("pk", flat=True)):
        yield from _of_keys(rows, keys)


def _of_keys(rows: QuerySet[RoleAssignment], keys: list[int]) -> list[RoleAssignment]:
    """Those of `rows` with these keys, in the order of the keys. One query."""
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def _in_force() -> Q:
    return Q(ended_at=None, suspended_since=None, user__is_active=True) & (Q(until=None) | Q(until__gt=clock.now()))


@dataclass(frozen=True)
class Staffing:
    """How a provider is staffed now (domain.md 2 and 4). Never a reason to refuse anything.

    How many people there are and how many of them hold which role, and of each role the name that comes first, empty without any:
    `decider` of those who decide, `administrator` with the group that she runs. `decider_key` is of that person.
    """

    people: int
    deciders: int
    officials: int
    backups: int
    administrators: int
    end_users: int
    decider: str
    decider_key: int | None
    official: str
    official_key: int | None
    backup: str
    administrator: str

    @property
    def end_users_from(self) -> int:
        """From how many people on end users are required (SE0753); a setting."""
        return int(settings.END_USERS_FROM)

    @property
    def is_large(self) -> bool:
        """Whether the provider has so many people."""
        return self.people >= self.end_users_from

    @property
    def rests_on_one(self) -> bool:
        """Whether one person alone decides."""
        return self.deciders == 1

    @property
    def is_ready(self) -> bool:
        """Whether applications can be reached: one who decides and one who uses."""
        return bool(self.officials and self.administrators)


def staffing_of(organization_key: int) -> Staffing:
    """Of the people with a role in force in the organization or its provider groups. One query, over this organization's rows.

    A group is read along for the one administrator that is shown, not for everybody.
    """
    name = Concat("user__first_name", Value(" "), "user__last_name")
    which = {
        "decider": Q(side=Side.DECIDES),
        "official": Q(role=officials.SECURITY_OFFICIAL.slug),
        "backup": Q(role=officials.BACKUP_OFFICIAL.slug),
        "administrator": Q(role=members.GROUP_ADMINISTRATOR.slug),
        "end_user": Q(role=members.END_USER.slug),
    }
    counts = {f"{each}s": Count("user", filter=rows, distinct=True) for each, rows in which.items()}
    names = {each: Min(name, filter=which[each]) for each in ("decider", "official", "backup")}
    in_force = RoleAssignment.objects.filter(_in_force(), members.outside_links(), organization=organization_key)
    group = Subquery(UserGroup.objects.filter(pk=OuterRef("scope")).values("name"))
    administrators = in_force.filter(which["administrator"]).order_by(name, "pk")
    of_group = Min(Subquery(administrators.values(text=Concat(name, Value(", "), group))[:1]))
    keys = {
        "decider_key": Min("user", filter=which["decider"]),
        "official_key": Min("user", filter=which["official"]),
    }
    found: dict[str, Any] = in_force.aggregate(
        people=Count("user", distinct=True), administrator=of_group, **counts, **names, **keys
    )
    return Staffing(**found | {each: found[each] or "" for each in (*names, "administrator")})


@dataclass(frozen=True)
class Due:
    """A day by which roles are due to be confirmed: how many, and of one of them whose it is and which (a slug)."""

    day: datetime.date
    roles: int
    name: str
    role: str


def due_days(person: User, provider_key: int | None, *, limit: int = 3) -> list[Due]:
    """The next days on which roles in force are due to be confirmed: those of `person`, and all of a provider. One query."""
    zone = clock.business_zone()
    # By roles, since somebody may run ten thousand links: they are renewed, not confirmed.
    whose = Q(user=person, role__in=[role.slug for role in all_roles() if role.certified_by])
    if provider_key is not None:
        whose |= Q(organization=provider_key)
    rows = (
        RoleAssignment.objects.filter(_in_force(), whose, certify_by__isnull=False)
        .annotate(day=TruncDate("certify_by", tzinfo=zone))
        .values("day")
        .annotate(
            roles=Count("pk"),
            name=Min(Concat("user__first_name", Value(" "), "user__last_name")),
            first_role=Min("role"),
        )
        .order_by("day")
    )
    return [Due(row["day"], row["roles"], row["name"], row["first_role"]) for row in rows[:limit]]


def groups_of(organization_key: int, after: tuple[str, int] | None = None) -> QuerySet[UserGroup]:
    """The open provider user groups of an organization by name, behind the group `after` (name, key).

    Each with `people` (how many), `run_by` (the names of its first three administrators).
    """
    live = RoleAssignment.objects.filter(_in_force(), scope=OuterRef("pk"))
    counted = live.order_by().values("scope").annotate(number=Count("user", distinct=True)).values("number")
    administrators = live.filter(role=members.GROUP_ADMINISTRATOR.slug).order_by("since", "pk")
    names = administrators.annotate(name=Concat("user__first_name", Value(" "), "user__last_name")).values("name")
    groups = UserGroup.objects.filter(provider=organization_key, closed_at=None, company=None)
    if after is not None:
        groups = groups.filter(Q(name__gt=after[0]) | Q(name=after[0], pk__gt=after[1]))
    return groups.annotate(
        people=Coalesce(Subquery(counted, output_field=IntegerField()), 0), run_by=ArraySubquery(names[:3])
    ).order_by("name", "pk")


def open_offices(person: User, scopes: QuerySet[Scope], *, size: int) -> list[StepOffice]:
    """The first `size` offices in `scopes` that hold an open step now, first due first, each with the step and who asks.

    Each has `is_mine`: whether the step waits for an office that `person` holds, and she did not ask herself.

    Two queries: the first ones of each scope by the index of what waits there, since the database would sooner read all that waits
    anywhere; then those of them that are first.
    """
    waiting = StepOffice.objects.filter(
        scope=OuterRef("pk"), since__isnull=False, until=None, step__status=StepStatus.OPEN
    )
    first = ArraySubquery(waiting.order_by("due", "step_id").values("pk")[:size])
    keys = list(scopes.annotate(office=Unnest(first)).values_list("office", flat=True))
    offices = StepOffice.objects.filter(pk__in=keys).select_related("step__request__requester")
    return list(offices.annotate(is_mine=waits_for(person)).order_by("due", "step_id")[:size])


def house_roles(person: User) -> QuerySet[RoleAssignment]:
    """The live role assignments of `person` but those in links, newest first. By the index of her roles, past those in links."""
    return live_roles(person).filter(role__in=members.roles_outside_links())


def roles_at_providers(person: User) -> QuerySet[RoleAssignment]:
    """The live role assignments of `person` as one of a provider's own people. By the index of her roles."""
    return RoleAssignment.objects.filter(
        user=person, ended_at=None, organization__isnull=False, role__in=members.roles_at_providers()
    )


def places_of(person: User) -> QuerySet[Any]:
    """The providers, organizations and practitioners, in which `person` holds a live role, in them or in one of their groups, by name.

    Not those for which she works through links alone. Each is a scope with its row, `name`, and `is_visible`: whether its page is open
    to her.
    """
    held = roles_at_providers(person).values("organization")
    seen = held_rows(person).filter(
        permission=permission_key(officials.VIEW_ORGANIZATION), content_object=OuterRef("pk")
    )
    places = Scope.objects.select_related(*provider_rows()).annotate(
        name=Coalesce("organization_row__legal_business_name", "practitioner_row__name"), is_visible=Exists(seen)
    )
    return places.filter(IsAnyOf("pk", ArraySubquery(held)), name__isnull=False).order_by("name", "pk")


def behind(places: QuerySet[Any], last: Any) -> QuerySet[Any]:
    """`places` that come after `last` (one of them, or None) in the order of `places_of`."""
    if last is None:
        return places
    return places.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
