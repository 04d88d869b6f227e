"""Of whom the officials of a provider are still to be told: who gets in through a link, and did not when they were last told.

Both moments are asked of the same rows, role assignments, which are never deleted (docs/decisions/0021-new-people.md).
"""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from iacs_portal.accounts.models import User
from iacs_portal.roles.declarations import all_roles
from iacs_portal.roles.models import RoleAssignment
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups.links import people_in
from usergroups.models import UserGroup
from usergroups.roles import SURROGATE_ADMINISTRATOR, TEAM_MEMBER

# What was begun so long ago is committed, or never will be: a clock looks no nearer to the present than this.
SETTLED = datetime.timedelta(minutes=10)


def new_people(link: UserGroup, *, at: datetime.datetime) -> QuerySet[User]:
    """The people who work through `link` now, did so at `at` (10 minutes ago), and did not when its officials were last told; by name."""
    told_at, told_team = link.told_at or link.approved_at, link.told_team_id or link.team_id
    people = people_in(link)
    now = people.filter(Exists(_ways_in(link, link.team_id, at)), ~Exists(_decided(link, at)))
    were_in = _ways_in(link, told_team, told_at)
    if told_team == link.team_id:
        # Who left this team since, and is in it, was let in anew.
        were_in = were_in.filter(ended_at=None)
    known = Exists(were_in) & ~Exists(_decided(link, told_at))
    return now.exclude(known)


def _ways_in(link: UserGroup, team_key: int | None, at: datetime.datetime) -> QuerySet[RoleAssignment]:
    """The roles through which a person got in at `at`, and still did when a clock looked back at that moment.

    Who runs the link got that role by an approval of the provider itself, which is told of her whenever it was.
    """
    in_team = Q(role=TEAM_MEMBER.slug, scope=team_key, since__lte=at)
    runs = Q(role=SURROGATE_ADMINISTRATOR.slug, scope=link.pk)
    lasted = Q(ended_at=None) | Q(ended_at__gt=at + SETTLED)
    return RoleAssignment.objects.filter(in_team | runs, lasted, user=OuterRef("pk"))


def _decided(link: UserGroup, at: datetime.datetime) -> QuerySet[RoleAssignment]:
    """The roles by which a person decided for the provider, and so did not get in, at some moment between `at` and the look back."""
    slugs = [role.slug for role in all_roles() if DECIDE_FOR_ORGANIZATION in role.permissions]
    lasted = Q(ended_at=None) | Q(ended_at__gt=at)
    active = Q(suspended_since=None) | Q(suspended_since__gt=at)
    return RoleAssignment.objects.filter(
        lasted, active, role__in=slugs, scope=link.provider_id, since__lte=at + SETTLED, user=OuterRef("pk")
    )
