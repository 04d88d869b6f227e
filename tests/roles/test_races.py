"""Role changes of one person at the same moment leave her rights right."""

import pytest

from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from iacs_portal.roles.commands import end, grant, suspend
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import may
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.races import at_once


def give(user, role, scope):
    return lambda: grant(actor=None, user=user, role=role, scope=scope, reason="race")


def test_of_pairs_of_grant_and_end_each_leaves_the_projection_right(committed_db, pairs):
    scope = engine.organization()
    for _ in range(pairs):
        user = engine.person()
        held = grant(actor=None, user=user, role=toy_roles.DEPUTY, scope=scope, reason="before")
        at_once(
            give(user, toy_roles.SECOND, scope),
            lambda held=held: end(actor=None, assignment_id=held.pk, reason="race"),
        )
        assert may(user, "toy_second", scope)
        assert not may(user, "toy_decide", scope)
    assert projection.drift() == []


def test_of_pairs_of_end_and_suspend_each_leaves_the_projection_right(committed_db, pairs):
    scope = engine.organization()
    for _ in range(pairs):
        user = engine.person()
        # Both roles give "toy_decide": it goes when the last one goes, whoever is last.
        roles = [grant(actor=None, user=user, role=toy_roles.DEPUTY, scope=scope, reason="before")]
        roles.append(grant(actor=None, user=user, role=toy_roles.SECOND, scope=scope, reason="before"))
        at_once(
            lambda roles=roles: end(actor=None, assignment_id=roles[0].pk, reason="race"),
            lambda roles=roles: suspend(actor=None, assignment_id=roles[1].pk, reason="race"),
        )
        assert not may(user, "toy_decide", scope)
        assert not may(user, "toy_second", scope)
    assert projection.drift() == []


def test_of_pairs_of_both_sides_of_one_organization_each_gives_one_side(committed_db, pairs):
    scope = engine.organization()
    for _ in range(pairs):
        user = engine.person()
        results = at_once(give(user, toy_roles.DEPUTY, scope), give(user, toy_roles.USER, scope))
        refusals = [str(result) for result in results if isinstance(result, Refused)]
        assert refusals == [
            "One person cannot both decide and use in one organization: those who approve access do not use it."
        ]
        assert RoleAssignment.objects.filter(user=user).count() == 1
    assert projection.drift() == []


def test_of_pairs_of_heads_of_one_organization_each_gives_one_head(committed_db, pairs):
    for _ in range(pairs):
        scope = engine.organization()
        results = at_once(give(engine.person(), toy_roles.HEAD, scope), give(engine.person(), toy_roles.HEAD, scope))
        refusals = [result.code for result in results if isinstance(result, Refused)]
        assert refusals == ["roles_assignment_sole"]
        assert RoleAssignment.objects.filter(scope=scope).count() == 1


@pytest.mark.parametrize("pair", range(3))
def test_the_same_role_given_twice_at_once_is_held_once(committed_db, pair):
    user, scope = engine.person(), engine.organization()
    results = at_once(give(user, toy_roles.DEPUTY, scope), give(user, toy_roles.DEPUTY, scope))
    assert [str(result) for result in results if isinstance(result, Refused)] == [
        "This person holds this role here already."
    ]
