"""Roles: granted, ended, suspended, restored; and what a person may do follows."""

import datetime
import io

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.roles import projection
from iacs_portal.roles.commands import end, grant, restore, suspend
from iacs_portal.roles.declarations import Role
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import ScopeKind, ScopePermission
from iacs_portal.scopes.queries import may, scopes_for, who_may
from tests.factories import engine
from tests.factories.engine import toy_roles

pytestmark = pytest.mark.django_db


def assignment_of(user):
    return RoleAssignment.objects.get(user=user, ended_at=None)


def test_a_granted_role_counts_in_its_scope_in_all_three_directions():
    scope, other = engine.organization(), engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    assert may(head, "toy_decide", scope)
    assert not may(head, "toy_decide", other)
    assert not may(head, "toy_use", scope)
    assert list(who_may("toy_decide", scope)) == [head]
    assert list(scopes_for(head, "toy_decide")) == [scope]
    assert head.has_perm("scopes.toy_decide", scope)
    assert not head.has_perm("scopes.toy_decide")


def test_the_three_directions_agree_about_closed_accounts_and_ends():
    scope = engine.organization()
    closed = engine.holder(toy_roles.DEPUTY, scope)
    closed.is_active = False
    closed.save()
    until = clock.now() + datetime.timedelta(hours=1)
    timed = engine.holder(toy_roles.DEPUTY, scope, until=until)
    assert list(who_may("toy_decide", scope)) == [timed]
    with time_machine.travel(until, tick=False):
        assert list(who_may("toy_decide", scope)) == []
        assert not may(timed, "toy_decide", scope)
        assert not scopes_for(timed, "toy_decide").exists()
    assert not may(closed, "toy_decide", scope)
    assert not scopes_for(closed, "toy_decide").exists()


def test_a_role_that_is_ended_or_suspended_gives_nothing_and_a_restored_one_gives_it_back():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    row = assignment_of(head)
    suspend(actor=None, assignment_id=row.pk, reason="not confirmed")
    assert not may(head, "toy_decide", scope)
    restore(actor=None, assignment_id=row.pk, reason="confirmed")
    assert may(head, "toy_decide", scope)
    end(actor=None, assignment_id=row.pk, reason="left")
    assert not may(head, "toy_decide", scope)
    with pytest.raises(Refused, match="has ended already"):
        end(actor=None, assignment_id=row.pk, reason="left")
    assert list(Entry.objects.filter(person=head).order_by("pk").values_list("command", flat=True)) == [
        "grant",
        "suspend",
        "restore",
        "end",
    ]


def test_what_another_role_still_gives_is_kept():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.DEPUTY, scope, user=head, until=clock.now() + datetime.timedelta(days=1))
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=head, role="toy_head").pk, reason="steps down")
    assert may(head, "toy_decide", scope)
    assert not may(head, "toy_head", scope)
    assert ScopePermission.objects.get(user=head).until is not None


def test_the_two_sides_never_meet_in_one_organization():
    scope = engine.organization()
    user = engine.holder(toy_roles.USER, scope)
    with pytest.raises(Refused, match="cannot both decide and use"):
        grant(actor=None, user=user, role=toy_roles.DEPUTY, scope=scope, reason="no")
    grant(actor=None, user=user, role=toy_roles.DEPUTY, scope=engine.organization(), reason="elsewhere")


def test_an_ended_role_leaves_the_other_side_free():
    scope = engine.organization()
    user = engine.holder(toy_roles.USER, scope)
    end(actor=None, assignment_id=assignment_of(user).pk, reason="left")
    grant(actor=None, user=user, role=toy_roles.DEPUTY, scope=scope, reason="now decides")


def test_succession_ends_the_old_head_before_it_makes_the_new_one():
    scope = engine.organization()
    old, new = engine.holder(toy_roles.HEAD, scope), engine.person()
    with pytest.raises(Refused, match="one holder at a time"):
        grant(actor=None, user=new, role=toy_roles.HEAD, scope=scope, reason="too early")
    end(actor=None, assignment_id=assignment_of(old).pk, reason="hands over")
    grant(actor=None, user=new, role=toy_roles.HEAD, scope=scope, reason="takes over")
    assert list(who_may("toy_head", scope)) == [new]


def test_a_closed_account_gets_no_role():
    user = engine.person(is_active=False)
    with pytest.raises(Refused, match="closed"):
        engine.holder(toy_roles.DEPUTY, engine.organization(), user=user)


def test_a_role_of_the_desk_opens_its_site_and_its_end_closes_it():
    desk = engine.holder(toy_roles.DESK, engine.community())
    assert User.objects.get(pk=desk.pk).is_staff
    end(actor=None, assignment_id=assignment_of(desk).pk, reason="left")
    assert not User.objects.get(pk=desk.pk).is_staff


def test_a_role_is_held_in_its_kind_of_scope_and_needs_a_decision_or_a_reason():
    scope = engine.organization()
    with pytest.raises(ValueError, match="held in a community"):
        grant(actor=None, user=engine.person(), role=toy_roles.DESK, scope=scope, reason="no")
    with pytest.raises(ValueError, match="needs a reason"):
        grant(actor=None, user=engine.person(), role=toy_roles.DEPUTY, scope=scope)


def test_a_role_gives_one_to_four_permissions():
    with pytest.raises(ValueError, match="one to four"):
        Role("x", "x", ScopeKind.GROUP, ("a", "b", "c", "d", "e"))


def test_nobody_is_a_superuser():
    user = engine.person()
    with pytest.raises(IntegrityError, match="accounts_user_no_superusers"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)


def test_drift_is_reported_and_repaired():
    scope = engine.organization()
    head, deputy = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DEPUTY, scope)
    ScopePermission.objects.filter(user=head, permission__codename="toy_head").delete()
    ScopePermission.objects.filter(user=deputy).update(until=clock.now())
    stray = ScopePermission.objects.get(user=head)
    ScopePermission.objects.create(user=engine.person(), permission=stray.permission, content_object=scope, until=None)
    assert len(projection.drift()) == 3
    output = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_projection", stdout=output)
    assert output.getvalue().splitlines()[-1] == "check_projection: 3 differences"
    output = io.StringIO()
    call_command("rebuild_projection", stdout=output)
    assert output.getvalue() == "rebuild_projection: 3 rows changed\n"
    assert projection.drift() == []


def test_a_grant_writes_its_rights_in_one_statement(django_assert_num_queries):
    scope, user = engine.organization(), engine.person()
    RoleAssignment.objects.create(user=user, role="toy_head", scope=scope, organization=scope, side="decides")
    with django_assert_num_queries(1):
        projection.recompute(user.pk, scope.pk)


def test_each_change_of_an_assignment_is_kept_with_command_and_actor():
    from iacs_portal.roles.models import RoleAssignmentHistory  # made by the tracker, so no static import finds it

    actor, scope = engine.person(), engine.organization()
    user = engine.person()
    row = grant(actor=actor, user=user, role=toy_roles.DEPUTY, scope=scope, reason="given")
    end(actor=actor, assignment_id=row.pk, reason="taken")
    history = RoleAssignmentHistory.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert [(each.pgh_label, each.pgh_context["command"], each.pgh_context["actor"]) for each in history] == [
        ("insert", "grant", actor.pk),
        ("update", "end", actor.pk),
    ]
