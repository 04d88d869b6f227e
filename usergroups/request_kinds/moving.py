"""An End User moves to another group of the same organization: decided by the new group's administrator."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Summary, register
from approvals.models import Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment, RoleRequest
from iacs_portal.scopes.queries import who_may
from registration.providers import provider_rows
from usergroups.commands.leaving import tell_others_of_end
from usergroups.request_kinds.membership import EndUserKind, group_of
from usergroups.roles import DECIDE_IN_GROUP


class MoveKind(EndUserKind):
    """From the one group of the organization in which the person is End User. Who is in several gives one up and asks for another."""

    slug = "move_member"
    label = gettext_lazy("Move of an End User to another group")

    def summary(self, detail: RoleRequest) -> Summary:
        return Summary(what=_("Move to another group, as End User"), for_whom=self.place_name(detail.scope))

    def checks(self, detail: RoleRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        return [*super().checks(detail, step=step, actor=actor), _one_group(detail)]

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester.get_full_name()
        left = [
            Effect("remove", _("%(who)s leaves the group %(name)s.") % {"who": who, "name": group_of(held.scope)})
            for held in _left(detail).select_related("scope__group_row")
        ]
        return [*super().effects(detail, step=step), *left]

    def on_approved(self, detail: RoleRequest, *, step: Step, actor: User | None) -> Mapping[str, str]:
        """The new role begins and the old one ends, in one transaction. Which one is asked again once the person is locked."""
        facts = super().on_approved(detail, step=step, actor=actor)
        one = _one_group(detail)
        if not one.passed:
            raise Refused(one.problem, code="problems")
        left = _left(detail).select_related("user", "scope__group_row", *provider_rows("scope__organization")).get()
        reason = _("Move to another group")
        end(actor=actor, assignment_id=left.pk, reason=reason, step=step)
        others = [each for each in who_may(DECIDE_IN_GROUP, left.scope_id) if each != actor]
        tell_others_of_end(left, actor=actor or left.user, others=others)
        return {**facts, "left": _left_words(group_of(left.scope).name)}

    def preview_facts(self, detail: RoleRequest) -> Mapping[str, Sentence]:
        left = _left(detail).select_related("scope__group_row").first()
        name = group_of(left.scope).name if left is not None else ""
        return {**super().preview_facts(detail), "left": _left_words(name)}


def _left_words(name: str) -> str:
    return _("Your role in the group %(name)s has ended with it.") % {"name": name}


def _left(detail: RoleRequest) -> QuerySet[RoleAssignment]:
    """The person's live roles of an End User in the other groups of the organization."""
    held = RoleAssignment.objects.filter(
        user=detail.request.requester_id, role=detail.role, organization=detail.scope.organization_id, ended_at=None
    )
    return held.exclude(scope=detail.scope_id).order_by("pk")


def _one_group(detail: RoleRequest) -> Check:
    number = _left(detail).count()
    several = _("This person is in several groups here. Give up the role in one, and ask for the other group.")
    none = _("This person is not an End User of another group here. Ask to become one instead.")
    return Check(number == 1, _("There is one group to move from."), several if number else none)


MOVE = register(MoveKind())
