"""Granting, ending, suspending and restoring roles: the only writers of assignments and of their projection.

Each locks the person first, writes the assignment, then recomputes that person's rows in that scope. Lock order: person, scope, role
assignment (docs/architecture.md). What waited for an office that this leaves empty is passed on after the commit.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.commands import recheck_offices
from approvals.models import Step
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles import declarations, projection
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope

CERTIFIED_FOR = datetime.timedelta(days=365)


def _lock_person(user_key: int) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user_key)


def _write_consequences(assignment: RoleAssignment, person: User) -> None:
    """The projection and the right to enter the help desk's site, after any change of `assignment`."""
    projection.recompute(assignment.user_id, assignment.scope_id)
    if declarations.role(assignment.role).staff:
        staff_roles = [role.slug for role in declarations.all_roles() if role.staff]
        held = RoleAssignment.objects.filter(user=person, role__in=staff_roles, ended_at=None, suspended_since=None)
        User.objects.filter(pk=person.pk).update(is_staff=held.exists())


@command
def grant(
    *,
    actor: User | None,
    user: User,
    role: declarations.Role,
    scope: Scope,
    until: datetime.datetime | None = None,
    step: Step | None = None,
    reason: str = "",
) -> RoleAssignment:
    """Give `user` the role in `scope`, at once, until an aware moment or without end.

    `step` is the decision that made it; without one (the first desk lead) `reason` is needed. Due for certification in a year.
    Raises Refused when the scope is of another kind, the person is not active, or one of the constraints of
    `RoleAssignment` is hit: held already, sole holder, two sides in one organization.
    """
    if scope.kind != role.scope_kind:
        raise ValueError(f"{role.slug} is held in a {role.scope_kind}, not in a {scope.kind}.")
    if step is None and not reason:
        raise ValueError("A role without a decision behind it needs a reason.")
    person = _lock_person(user.pk)
    if not person.is_active:
        raise Refused(_("This account is closed, so it cannot be given a role."), code="inactive")
    now = clock.now()
    assignment = RoleAssignment.objects.create(
        user=person,
        role=role.slug,
        scope=scope,
        organization_id=scope.organization_key,
        side=role.side,
        sole=role.sole,
        since=now,
        until=until,
        made_by_step=step,
        reason=reason,
        certify_by=now + CERTIFIED_FOR if role.certified_by else None,
    )
    _write_consequences(assignment, person)
    record(
        actor=actor,
        command="grant",
        scope_key=scope.pk,
        person=person,
        remark=reason,
        facts={"role": role.slug, "assignment": assignment.pk},
    )
    return assignment


def _locked_live(assignment_id: int) -> tuple[User, RoleAssignment]:
    """The person and the assignment, locked in this order. Raises Refused when it has ended, DoesNotExist when it never was."""
    user_key = RoleAssignment.objects.values_list("user_id", flat=True).get(pk=assignment_id)
    person = _lock_person(user_key)
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).select_related("scope").get(pk=assignment_id)
    if assignment.ended_at is not None:
        raise Refused(_("This role has ended already."), code="ended")
    return person, assignment


def _record_change(name: str, actor: User | None, person: User, assignment: RoleAssignment, reason: str) -> None:
    record(
        actor=actor,
        command=name,
        scope_key=assignment.scope_id,
        person=person,
        remark=reason,
        facts={"role": assignment.role, "assignment": assignment.pk},
    )


def _pass_on_after_commit(scope_key: int) -> None:
    # A named function: Django writes its name to the log when it fails, which a functools.partial does not have.
    def pass_on() -> None:
        recheck_offices(actor=None, scope_key=scope_key)

    transaction.on_commit(pass_on, robust=True)


@command
def end(*, actor: User | None, assignment_id: int, reason: str, step: Step | None = None) -> RoleAssignment:
    """End an assignment now. Nobody else's role ends with it (domain.md 15).

    Requests that waited for this person alone go on to the next office after the commit. Raises Refused when it has ended.
    """
    person, assignment = _locked_live(assignment_id)
    assignment.ended_at, assignment.ended_by_step, assignment.reason = clock.now(), step, reason
    assignment.save(update_fields=["ended_at", "ended_by_step", "reason"])
    _write_consequences(assignment, person)
    _record_change("end", actor, person, assignment, reason)
    _pass_on_after_commit(assignment.scope_id)
    return assignment


@command
def suspend(*, actor: User | None, assignment_id: int, reason: str) -> RoleAssignment:
    """Take the rights of an assignment away until it is restored. Suspending twice changes nothing. Raises Refused when it has ended."""
    person, assignment = _locked_live(assignment_id)
    if assignment.suspended_since is None:
        assignment.suspended_since = clock.now()
        assignment.save(update_fields=["suspended_since"])
        _write_consequences(assignment, person)
        _record_change("suspend", actor, person, assignment, reason)
        _pass_on_after_commit(assignment.scope_id)
    return assignment


@command
def restore(*, actor: User | None, assignment_id: int, reason: str) -> RoleAssignment:
    """Give a suspended assignment its rights back. Restoring a live one changes nothing. Raises Refused when it has ended."""
    person, assignment = _locked_live(assignment_id)
    if assignment.suspended_since is not None:
        assignment.suspended_since = None
        assignment.save(update_fields=["suspended_since"])
        _write_consequences(assignment, person)
        _record_change("restore", actor, person, assignment, reason)
    return assignment


@command
def prolong(*, actor: User | None, assignment_id: int, until: datetime.datetime, step: Step) -> RoleAssignment:
    """Let an assignment that ends by itself go on until another moment: the decision of `step` says so, and confirms it.

    Raises Refused when it has ended.
    """
    person, assignment = _locked_live(assignment_id)
    assignment.until, assignment.certified_at = until, clock.now()
    assignment.save(update_fields=["until", "certified_at"])
    _write_consequences(assignment, person)
    _record_change("prolong", actor, person, assignment, "")
    return assignment


@command
def end_at_once(*, actor: User | None, user: User, role: declarations.Role, scope_keys: Any, reason: str) -> int:
    """End every live assignment of `role` that `user` holds in one of the scopes (keys, or a query for them); how many.

    For a person with the same role in thousands of scopes: a handful of statements, one line in the trail, and the history has every
    row. Only for roles whose permissions are no office of a request: nothing that waits is looked for.
    """
    person = _lock_person(user.pk)
    held = RoleAssignment.objects.filter(user=person, role=role.slug, scope__in=scope_keys, ended_at=None)
    keys = list(held.order_by("pk").values_list("pk", flat=True))
    if not keys:
        return 0
    RoleAssignment.objects.filter(pk__in=keys).update(ended_at=clock.now(), reason=reason)
    projection.recompute_person(person.pk)
    record(
        actor=actor,
        command="end_at_once",
        person=person,
        remark=reason,
        facts={"role": role.slug, "assignments": keys},
    )
    return len(keys)
