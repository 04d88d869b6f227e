"""Roles in a surrogate company: a further User Group Administrator of it, and an End User of one of its teams.

An administrator of the company decides both, who is expected to know each person (SE0753; domain.md, "Who may decide what").
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
from iacs_portal.core.pieces import Effect
from iacs_portal.roles.models import RoleRequest
from iacs_portal.roles.requests import RoleRequestKind
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import who_may
from registration.roles import DECIDE_AT_DESK
from usergroups import roles
from usergroups.models import Company, Team

PROMISE = 14  # business days; after them the next office up may decide too (domain.md 14)


def company_key_of(scope: Scope) -> int:
    """The key of the company whose scope this is, or whose team's."""
    key = scope.organization_key
    assert key is not None
    return key


def company_checks(company: Company) -> list[Check]:
    """Whether people can get a role in `company` now: a provider has confirmed it, and it is open; a contractor works alone."""
    words = {"company": company}
    return [
        Check(
            not company.is_individual,
            _("It is a company."),
            _("%(company)s is an individual contractor, who works alone: nobody else gets a role there.") % words,
        ),
        Check(
            company.confirmed_at is not None,
            _("%(company)s is confirmed by a provider.") % words,
            _("No provider has confirmed %(company)s yet, so nobody gets a role there.") % words,
        ),
        Check(
            company.closed_at is None,
            _("%(company)s is open.") % words,
            _("%(company)s is closed, so nobody gets a role there.") % words,
        ),
    ]


class CompanyRoleKind(RoleRequestKind):
    """A role in a company or one of its teams: for its administrators, else for the help desk."""

    reads: ClassVar[tuple[str, ...]] = ("scope__organization__company_row", "scope__company_row", "scope__team_row")
    decide_template = "usergroups/_do_you_know_company.html"

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        """One query: what was read along may be older."""
        return company_checks(Company.objects.get(pk=company_key_of(scope)))

    def chain(self, detail: RoleRequest) -> Sequence[StepPlan]:
        scope = detail.scope
        assert scope.community_id is not None
        company = company_key_of(scope)
        offices = [Office(roles.DECIDE_IN_COMPANY, company), Office(DECIDE_AT_DESK, scope.community_id)]
        return [StepPlan("vouch", offices, promise=PROMISE)]

    def decide_context(self, detail: RoleRequest, step: Step) -> dict[str, str]:
        """The name of the person to know."""
        return {"who": detail.request.requester.get_full_name()}

    def step_label(self, name: str) -> Sentence:
        return _("Word of somebody who knows the person")

    def office_label(self, permission: str, scope_kind: str) -> Sentence:
        return roles.office_label(permission, scope_kind)

    def draft_url(self, request: Request) -> str:
        return reverse("registration:continue", args=[request.pk])


class CompanyAdministratorKind(CompanyRoleKind):
    """A further administrator; the others are told."""

    slug = "company_administrator"
    label = gettext_lazy("Further User Group Administrator of a company")
    role = roles.COMPANY_ADMINISTRATOR
    place_page = "find_company"

    def place_name(self, scope: Scope) -> str:
        return str(_row(scope, "company_row"))

    def people_to_tell(self, detail: RoleRequest) -> Sequence[User]:
        """The administrators of the company."""
        return list(who_may(roles.DECIDE_IN_COMPANY, detail.scope_id))

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        who = {"who": detail.request.requester.get_full_name()}
        acts = _("%(who)s can ask providers, let people in and end their roles, as you can.") % who
        return [*super().effects(detail, step=step), Effect("groups", acts)]


class TeamMemberKind(CompanyRoleKind):
    """An End User of a team, who works for every provider that the team serves."""

    slug = "team_member"
    label = gettext_lazy("End User of a company's team")
    role = roles.TEAM_MEMBER
    place_page = "team"

    def place_name(self, scope: Scope) -> str:
        assert scope.organization is not None
        return _("%(team)s, %(company)s") % {
            "team": _row(scope, "team_row"),
            "company": _row(scope.organization, "company_row"),
        }

    def place_checks(self, scope: Scope) -> Sequence[Check]:
        """Two queries: what was read along may be older."""
        team = Team.objects.get(pk=scope.pk)
        return [
            *super().place_checks(scope),
            Check(
                team.closed_at is None,
                _("The team %(name)s is open.") % {"name": team},
                _("The team %(name)s is closed, so nobody gets a role there.") % {"name": team},
            ),
        ]

    def effects(self, detail: RoleRequest, *, step: Step) -> Sequence[Effect]:
        who = {"who": detail.request.requester.get_full_name()}
        works = _(
            "%(who)s works for every provider that the team serves. Each provider is told and can keep a person out."
        )
        return [*super().effects(detail, step=step), Effect("groups", works % who)]


def _row(scope: Scope, name: str) -> Company | Team:
    """The company or team whose scope this is. One query, unless it was read along."""
    row: Company | Team = getattr(scope, name)
    return row


COMPANY_ADMINISTRATOR = register(CompanyAdministratorKind())
TEAM_MEMBER = register(TeamMemberKind())
