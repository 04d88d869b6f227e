"""Roles in a group that exists: a further User Group Administrator, decided by SO or BSO, or by the practitioner; an End User.

Any administrator of the group decides on an End User (SE0753).
"""

from collections.abc import Sequence
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, StepPlan, register
from approvals.models import Request, Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from iacs_portal.roles.models import RoleRequest
from iacs_portal.roles.requests import RoleRequestKind
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import who_may
from registration.providers import provider_of, provider_rows
from registration.request_kinds.places import provider_checks
from registration.roles import DECIDE_AT_DESK, DECIDE_FOR_ORGANIZATION
from usergroups import roles
from usergroups.models import UserGroup

PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)


def group_of(scope: Scope) -> UserGroup:
    """The group whose scope this is. One query, unless it was read along with the scope."""
    row: UserGroup = scope.group_row  # type: ignore[attr-defined]  # the reverse of UserGroup.scope
    return row


def group_checks(scope: Scope) -> list[Check]:
    """The group is approved and open now, and so is its provider. Two queries: what was read along may be older."""
    row = UserGroup.objects.select_related("provider").get(pk=scope.pk)
    return [
        Check(
            row.company_id is None,
            _("It is a group of the provider."),
            _("This is the group of a surrogate company. Ask the company to let you into its team."),
        ),
        Check(
            row.closed_at is None,
            _("The group %(name)s is open.") % {"name": row.name},
            _("The group %(name)s is closed, so nobody gets a role there.") % {"name": row.name},
        ),
        *provider_checks(row.provider),
    ]


class GroupRoleKind(RoleRequestKind):
    """A role in a group that exists. `deciding` are the permissions of its offices from the first on: group, provider, desk."""

    place_page = "group"
    reads = ("scope__group_row", *provider_rows("scope__organization"))
    deciding: ClassVar[tuple[str, ...]]

    def place_name(self, scope: Scope) -> str:
        assert scope.organization is not None
        return _("%(group)s, %(organization)s") % {
            "group": group_of(scope).name,
            "organization": provider_of(scope.organization),
        }

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        return group_checks(scope)

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        scope = detail.scope
        assert scope.organization_id is not None
        assert scope.community_id is not None
        places = {
            roles.DECIDE_IN_GROUP: scope.pk,
            DECIDE_FOR_ORGANIZATION: scope.organization_id,
            DECIDE_AT_DESK: scope.community_id,
        }
        offices = [Office(permission, places[permission]) for permission in self.deciding]
        return [StepPlan("vouch", offices, promise=PROMISE)]

    def step_label(self, name: str) -> Sentence:
        return _("Word of somebody who knows the person")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])


class FurtherAdministratorKind(GroupRoleKind):
    """The officials of the organization decide; the other administrators are told."""

    slug = "further_administrator"
    label = gettext_lazy("User Group Administrator of a group that exists")
    role = roles.GROUP_ADMINISTRATOR
    deciding = (DECIDE_FOR_ORGANIZATION, DECIDE_AT_DESK)

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The administrators of the group."""
        return list(who_may(roles.DECIDE_IN_GROUP, detail.scope_id))


class EndUserKind(GroupRoleKind):
    """Any administrator of the group decides, who is expected to know each person (SE0753)."""

    slug = "end_user"
    label = gettext_lazy("End User of a group")
    role = roles.END_USER
    deciding = (roles.DECIDE_IN_GROUP, DECIDE_FOR_ORGANIZATION, DECIDE_AT_DESK)
    decide_template = "usergroups/_do_you_know.html"

    def decide_context(self, detail: RoleRequest, step: Step) -> dict[str, str]:
        """The name of the person to know."""
        return {"who": detail.request.requester.get_full_name()}


FURTHER_ADMINISTRATOR = register(FurtherAdministratorKind())
END_USER = register(EndUserKind())
