"""Migrations of registration, on rows that were there before them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from iacs_portal.core import clock
from iacs_portal.roles import projection
from iacs_portal.roles.commands import end, suspend
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import ScopePermission
from registration.models import Practitioner
from registration.roles import DECIDE_FOR_ORGANIZATION
from tests.factories import practitioners, registration
from tests.plugins.committed import CommittedDatabase

OWNER = "owner"
LATEST = ""


@pytest.fixture
def migrate(committed_db: CommittedDatabase) -> Iterator[Callable[[str], None]]:
    """Takes the test's own database to a migration of this app (`LATEST`: to the newest of every app), as the owner of its tables.

    Without the receivers of `post_migrate`, which know the tables only as they are now.
    """
    owner = urlsplit(committed_db.owner_url)
    connections.databases[OWNER] = connections["default"].settings_dict | {
        "USER": owner.username,
        "PASSWORD": owner.password or "",
    }

    def to(name: str) -> None:
        executor = MigrationExecutor(connections[OWNER])
        executor.migrate([("registration", name)] if name else executor.loader.graph.leaf_nodes())

    yield to
    connections[OWNER].close()
    del connections[OWNER], connections.databases[OWNER]


def _approved(**fields: str) -> RoleAssignment:
    """The role of a new practitioner."""
    person = registration.known_person(**fields)
    made = practitioners.approved(practitioners.request(person, name=person.get_full_name()))
    return RoleAssignment.objects.select_related("user").get(scope=made.pk)


def _who_decides() -> dict[tuple[int, int], object]:
    """Who holds the right to decide where, and until when."""
    held = ScopePermission.objects.filter(permission__codename=DECIDE_FOR_ORGANIZATION)
    return {(user, scope): until for user, scope, until in held.values_list("user", "content_object", "until")}


def test_practitioners_of_before_decide_for_their_staff_and_are_found(migrate: Callable[[str], None]) -> None:
    """Those whose role is in force, until it ends; nobody whose role has ended or is suspended; nobody loses a right."""
    head = RoleAssignment.objects.get(scope=registration.organization().pk, role="security_official")
    forever, for_now = _approved(first_name="José", last_name="O'Neil-Sample"), _approved()
    has_it, former, suspended = _approved(), _approved(), _approved()
    until = clock.now() + timedelta(days=30)
    RoleAssignment.objects.filter(pk=for_now.pk).update(until=until)
    projection.recompute(for_now.user_id, for_now.scope_id)
    end(actor=None, assignment_id=former.pk, reason="left")
    suspend(actor=None, assignment_id=suspended.pk, reason="not confirmed")
    assert projection.drift() == []

    migrate("0007_practitioners")
    lacking = [held.scope_id for held in (forever, for_now)]
    rights = ScopePermission.objects.filter(permission__codename=DECIDE_FOR_ORGANIZATION)
    rights.filter(content_object__in=lacking).delete()
    assert len(projection.drift()) == 2

    migrate(LATEST)
    assert _who_decides() == {
        (head.user_id, head.scope_id): None,
        (forever.user_id, forever.scope_id): None,
        (for_now.user_id, for_now.scope_id): until,
        (has_it.user_id, has_it.scope_id): None,
    }
    assert projection.drift() == []
    names = Practitioner.objects.values_list("name", "comparable_name")
    assert set(names) == {("José O'Neil-Sample", "jose oneil sample")} | {
        (held.user.get_full_name(), held.user.get_full_name().lower()) for held in (for_now, has_it, former, suspended)
    }
