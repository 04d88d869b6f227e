"""Backup Security Official of an organization: decided by its Security Official, not by another BSO (domain.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import Check, Office, StepPlan, register
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.roles.models import RoleRequest
from iacs_portal.roles.requests import RoleRequestKind
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import who_may
from registration import roles
from registration.request_kinds.places import ORGANIZATION_OF_SCOPE, organization_of, provider_checks

NO_OFFICIALS = gettext_lazy(
    "This is an individual practitioner, who answers for the practice alone, without Security Official or backups. Choose an"
    " organization."
)
PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)


class BackupOfficialKind(RoleRequestKind):
    """The Security Official decides; where there is none, the help desk."""

    slug = "backup_official"
    label = gettext_lazy("Backup Security Official")
    role = roles.BACKUP_OFFICIAL
    reads = (ORGANIZATION_OF_SCOPE,)

    def write_detail(self, request: Request, answers: Mapping[str, Any], *, actor: User) -> RoleRequest:
        """Officials are of organizations only. Raises Refused for a practitioner, and as for every role."""
        chosen = Scope.objects.filter(pk=answers.get(self.place_page, {}).get("scope"), kind=ScopeKind.PRACTITIONER)
        if chosen.exists():
            raise Refused(NO_OFFICIALS, code="practitioner")
        return super().write_detail(request, answers, actor=actor)

    def place_name(self, scope: Scope) -> str:
        return str(organization_of(scope))

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        return provider_checks(scope)

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The other officials."""
        return list(who_may(roles.DECIDE_FOR_ORGANIZATION, detail.scope_id))

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        community = detail.scope.community_id
        assert community is not None
        offices = [Office(roles.DECIDE_BACKUP_OFFICIALS, detail.scope_id), Office(roles.DECIDE_AT_DESK, community)]
        return [StepPlan("official", offices, promise=PROMISE)]

    def step_label(self, name: str) -> Sentence:
        return _("Word of the Security Official")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])


BACKUP_OFFICIAL = register(BackupOfficialKind())
