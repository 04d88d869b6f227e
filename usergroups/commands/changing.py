"""Renaming and closing a group: by the Security Official or a backup of its organization."""

from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import may, who_may
from registration.identifiers import Problem
from registration.providers import provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import roles
from usergroups.commands.leaving import tell_of_end
from usergroups.ending import REASON_LENGTH
from usergroups.models import UserGroup
from usergroups.names import comparable, parse_group
from usergroups.queries import open_groups


def _locked(group_key: int, actor: User, people: set[int]) -> UserGroup:
    """The group with its scope locked, after `actor` and `people`. Raises Refused when it is closed, or not below `actor`."""
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={actor.pk, *people}).order_by("pk"))
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=group_key)
    group = UserGroup.objects.select_related("scope").get(pk=group_key, company=None)
    if not may(actor, DECIDE_FOR_ORGANIZATION, group.provider_id):
        raise Refused(_("Only the Security Official, a backup, or the practitioner changes a group."), code="not_below")
    if group.closed_at is not None:
        raise Refused(_("This group is closed already."), code="closed")
    return group


@command
def rename_group(*, actor: User, group_key: int, name: str) -> UserGroup:
    """Give an open group another name. Raises Refused for `name` when it cannot be one or an open group of the provider has it."""
    group = _locked(group_key, actor, set())
    try:
        parsed = parse_group(name)
    except Problem as problem:
        raise Refused(str(problem), code=problem.code, field="name") from None
    if not parsed:
        raise Refused(_("Name the group."), code="missing", field="name")
    others = open_groups(group.provider_id).exclude(pk=group.pk)
    if others.filter(comparable_name=comparable(parsed)).exists():
        raise Refused(_("There is a group with this name already. Choose another name."), code="taken", field="name")
    before, group.name, group.comparable_name = group.name, parsed, comparable(parsed)
    if before != parsed:
        group.save(update_fields=["name", "comparable_name"])
        record(actor=actor, command="rename_group", scope_key=group.pk, facts={"from": before, "to": parsed})
    return group


@command
def close_group(*, actor: User, group_key: int, reason: str) -> UserGroup:
    """Close a group: every role in it ends, its people are told, and officials of each administrator who ends.

    Requests that waited for its administrators go to the officials, who can only deny them: nobody gets a role in a closed group.
    Raises Refused without a reason, and when it is closed already or not below `actor`.
    """
    reason = reason.strip()[:REASON_LENGTH]
    live = RoleAssignment.objects.filter(scope=group_key, ended_at=None).order_by("user_id", "pk")
    group = _locked(group_key, actor, set(live.values_list("user_id", flat=True)))
    if not reason:
        raise Refused(_("Say in a few words why the group is closed."), code="reason_missing", field="reason")
    officials = [each for each in who_may(DECIDE_FOR_ORGANIZATION, group.provider_id) if each.pk != actor.pk]
    group.closed_at = clock.now()
    group.save(update_fields=["closed_at"])
    # Asked again under the scope's lock: whoever was let in meanwhile is among them, and nobody can be let in after.
    for held in live.select_related("user", "scope__group_row", *provider_rows("scope__organization")):
        end(actor=actor, assignment_id=held.pk, reason=reason)
        others = officials if held.role == roles.GROUP_ADMINISTRATOR.slug else []
        tell_of_end(held, actor=actor, reason=reason, others=others)
    record(actor=actor, command="close_group", scope_key=group.pk, remark=reason)
    return group
