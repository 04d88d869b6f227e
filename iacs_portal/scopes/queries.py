"""One rule in three directions: may she, who may, where may she. The only readers of `ScopePermission`.

All three agree: the person is active, and the permission has no end or its end lies ahead.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.expressions import IsAnyOf
from iacs_portal.core.remembered import remembered
from iacs_portal.scopes.models import Scope, ScopePermission


def _live() -> Q:
    return Q(until=None) | Q(until__gt=clock.now())


def _named(permission: str) -> Q:
    return Q(permission=permission_key(permission))


def permission_named(permission: str) -> Permission:
    """The permission in scopes with this codename. Raises `Permission.DoesNotExist` for one that no role declares."""
    named = {"codename": permission, "content_type": ContentType.objects.get_for_model(Scope)}
    return remembered(("permission", permission), lambda: Permission.objects.get(**named))


def permission_key(permission: str) -> Subquery:
    """The key of the permission in scopes with this codename, to compare a column with, in a statement about rows that carry it.

    The database looks it up once for the statement. A join by the codename may read all permissions again for each row.
    """
    named = Permission.objects.filter(codename=permission, content_type=ContentType.objects.get_for_model(Scope))
    return Subquery(named.values("pk"))


def permission_is_none_of(codenames: Iterable[str]) -> IsAnyOf:
    """Whether the permission of a row is another one than these (codenames).

    It is compared with all others, so that an index of people and permissions leads past the rows of the others.
    """
    others = Permission.objects.filter(content_type=ContentType.objects.get_for_model(Scope))
    return IsAnyOf("permission", ArraySubquery(others.exclude(codename__in=sorted(codenames)).order_by().values("pk")))


def may(person: User, permission: str, scope: Scope | int) -> bool:
    """Whether `person` holds `permission` in `scope` (a scope or its key) now. One query; none for an inactive person."""
    if not person.is_active or person.pk is None:
        return False
    key = scope if isinstance(scope, int) else scope.pk
    return ScopePermission.objects.filter(_live(), _named(permission), user=person, content_object=key).exists()


def who_may(permission: str, scope: Scope | int) -> QuerySet[User]:
    """The active people who hold `permission` in `scope` now, by key."""
    key = scope if isinstance(scope, int) else scope.pk
    holders = ScopePermission.objects.filter(_live(), _named(permission), user=OuterRef("pk"), content_object=key)
    return User.objects.filter(Exists(holders), is_active=True).order_by("pk")


def scopes_for(person: User, permission: str) -> QuerySet[Scope]:
    """The scopes in which `person` holds `permission` now, by key; none for an inactive person."""
    held = ScopePermission.objects.filter(_live(), _named(permission), user=person, content_object=OuterRef("pk"))
    scopes = Scope.objects.filter(Exists(held)).order_by("pk")
    return scopes if person.is_active else scopes.none()


def held_rows(person: User) -> QuerySet[ScopePermission]:
    """What `person` holds now, as rows to correlate with other tables (offices of steps): permission and scope.

    Nothing for an inactive person. This is `may` for a whole table at once.
    """
    rows = ScopePermission.objects.filter(_live(), user=person)
    return rows if person.is_active else rows.none()


def holder_rows() -> QuerySet[ScopePermission]:
    """What any active person holds now, as rows to correlate with other tables. This is `who_may` for a whole table at once."""
    return ScopePermission.objects.filter(_live(), user__is_active=True)
