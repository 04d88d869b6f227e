"""Further people of a community's help desk: decided by a lead of that desk (domain.md)."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, StepPlan, register
from approvals.models import Request, Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.core.pieces import Effect
from iacs_portal.roles.models import RoleRequest
from iacs_portal.roles.requests import RoleRequestKind
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import who_may
from registration import roles
from registration.models import Community

PROMISE = 10  # business days, promised by the desk (domain.md 14)
PAGE = "desk"


class DeskAgentKind(RoleRequestKind):
    """The leads decide and nobody else: who decides at a desk does not choose who decides beside her.

    Roles in organizations of the community are no obstacle: the record is silent, and nobody decides a request of her own.
    """

    slug = "desk_agent"
    label = gettext_lazy("Help desk agent")
    role = roles.DESK_AGENT
    place_page = PAGE
    reads = ("scope__community_row",)

    def place_name(self, scope: Scope) -> str:
        return str(community_of(scope))

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        """None: a desk answers questions also while its community is closed for registration."""
        return ()

    def checks(self, detail: RoleRequest, *, step: Step | None, actor: User | None) -> Sequence[Check]:
        """As for every role. It is not sent where nobody could decide it (domain.md 14)."""
        checks = list(super().checks(detail, step=step, actor=actor))
        if step is None:
            leads = who_may(roles.LEAD_DESK, detail.scope_id).exclude(pk=detail.request.requester_id)
            checks.append(
                Check(
                    leads.exists(),
                    _("The help desk has a lead who can decide."),
                    _("The help desk has no other lead now, so nobody could decide this. Ask when there is one."),
                )
            )
        return checks

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        who = detail.request.requester.get_full_name()
        may = Effect("check", _("%(who)s may enter the help desk’s site and decide requests there.") % {"who": who})
        return [*super().effects(detail, step=step), may]

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The other leads."""
        return list(who_may(roles.LEAD_DESK, detail.scope_id))

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        return [StepPlan("lead", [Office(roles.LEAD_DESK, detail.scope_id)], promise=PROMISE)]

    def step_label(self, name: str) -> Sentence:
        return _("Word of a lead of the help desk")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def help_desk(self, detail: RoleRequest) -> str:
        """The desk itself."""
        return community_of(detail.scope).desk_line

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])


def community_of(scope: Scope) -> Community:
    """The community whose scope this is. One query, unless it was read along with the scope."""
    row: Community = scope.community_row  # type: ignore[attr-defined]  # the reverse of Community.scope
    return row


DESK_AGENT = register(DeskAgentKind())
