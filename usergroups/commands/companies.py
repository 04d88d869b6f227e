"""Surrogate companies: registered with their first request, corrected, confirmed by the first approval of a provider."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from approvals.models import Step
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.roles.commands import grant
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.commands import create_scope
from iacs_portal.scopes.models import Scope, ScopeKind
from registration.provider_file.comparison import words
from usergroups import roles
from usergroups.companies import acts_for, confirmed_with_ein, undecided_requests_of
from usergroups.models import Company, Team
from usergroups.names import comparable


def _facts(given: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: given.get(name, "") for name in Company.FACTS}
    facts["is_individual"] = bool(facts["is_individual"])
    if facts["is_individual"]:
        facts["ein"] = ""
    return facts | {"comparable_name": words(str(facts["legal_name"]))}


def _refuse_taken_ein(ein: str, *, except_for: int | None = None) -> None:
    if confirmed_with_ein(ein, except_for=except_for).exists():
        raise Refused(
            _(
                "A company with this EIN is registered and confirmed. Ask one of its User Group Administrators to let you in."
            ),
            code="ein_taken",
            field="ein",
        )


def _refuse_own_ein(ein: str, company: Company) -> None:
    """One person does not register one company twice: what she asks for it would be of two."""
    own = Company.objects.filter(founder=company.founder_id, confirmed_at=None, closed_at=None, ein=ein)
    if ein != company.ein and own.exclude(pk=company.pk).exists():
        raise Refused(
            _(
                "You have registered another company with this EIN, or as an individual contractor. Go on with that one."
            ),
            code="ein_taken",
            field="ein",
        )


@command
def found_company(*, actor: User, community: Scope, facts: Mapping[str, Any]) -> Company:
    """The company that `actor` registers with her first request, not confirmed yet, with one team.

    Whoever has registered one with the same EIN, or as an individual contractor, that nobody has confirmed goes on with that one, its facts
    corrected to these. The caller has locked `actor`. Raises Refused for the EIN of a confirmed company, and as `correct_company` does.
    """
    given = _facts(facts)
    _refuse_taken_ein(given["ein"])
    same = Company.objects.filter(
        founder=actor, confirmed_at=None, closed_at=None, ein=given["ein"], scope__community=community
    )
    company = same.order_by("pk").first()
    if company is not None:
        return corrected(actor=actor, company=company, facts=facts)
    scope = create_scope(kind=ScopeKind.COMPANY, parent=community)
    company = Company.objects.create(scope=scope, founder=actor, **given)
    _new_team(company, _("Main team"))
    record(actor=actor, command="found_company", scope_key=scope.pk, facts={"name": company.legal_name})
    return company


def _new_team(company: Company, name: str) -> Team:
    scope = create_scope(kind=ScopeKind.TEAM, parent=company.scope)
    return Team.objects.create(scope=scope, company=company, name=name, comparable_name=comparable(name))


def corrected(*, actor: User, company: Company, facts: Mapping[str, Any]) -> Company:
    """The unconfirmed `company`, corrected to `facts` where they say something else. Raises Refused as `correct_company` does."""
    if all(getattr(company, name) == fact for name, fact in _facts(facts).items()):
        return company
    return correct_company(actor=actor, company_key=company.pk, facts=facts)


@command
def correct_company(*, actor: User, company_key: int, facts: Mapping[str, Any]) -> Company:
    """Change what a company says about itself. The EIN and whether it is an individual stay once a provider has confirmed it.

    Nothing changes while providers look at the requests of an unconfirmed one. Raises Refused when `actor` does not act for it,
    when it is looked at, and for the EIN of a confirmed company or of another one of hers; Company.DoesNotExist. Locks the company's scope.
    """
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=company_key)
    company = Company.objects.select_related("founder").get(pk=company_key)
    require_acts_for(actor, company)
    given = _facts(facts)
    if company.confirmed_at is not None:
        given |= {"ein": company.ein, "is_individual": company.is_individual}
    elif undecided_requests_of(actor).filter(company=company, request__status="under_review").exists():
        raise Refused(
            _(
                "Providers look at requests of this company now. Correct it when they have answered, or withdraw the requests."
            ),
            code="under_review",
        )
    else:
        _refuse_taken_ein(given["ein"], except_for=company.pk)
        _refuse_own_ein(given["ein"], company)
    Company.objects.filter(pk=company.pk).update(**given)
    record(actor=actor, command="correct_company", scope_key=company.pk)
    company.refresh_from_db()
    return company


def require_acts_for(actor: User, company: Company) -> None:
    """Raise Refused unless `actor` acts for `company` now."""
    if not acts_for(actor, company):
        raise Refused(_("Only an administrator of the company does this."), code="not_administrator")


@command
def confirm_company(*, actor: User | None, company: Company, step: Step) -> None:
    """One more provider has approved a link of `company`. By the first it is confirmed, and its founder becomes its administrator.

    Called by the approval, which holds the lock of the company's scope. Raises Refused when another company with the EIN was confirmed.
    """
    Company.objects.filter(pk=company.pk).update(confirmations=F("confirmations") + 1)
    if company.confirmed_at is not None:
        return
    _refuse_taken_ein(company.ein, except_for=company.pk)
    company.confirmed_at = clock.now()
    company.save(update_fields=["confirmed_at"])
    held = RoleAssignment.objects.filter(
        user=company.founder, role=roles.COMPANY_ADMINISTRATOR.slug, scope=company.pk, ended_at=None
    )
    if not held.exists():
        grant(actor=actor, user=company.founder, role=roles.COMPANY_ADMINISTRATOR, scope=company.scope, step=step)
    record(actor=actor, command="confirm_company", scope_key=company.pk)


@command
def create_team(*, actor: User, company_key: int, name: str) -> Team:
    """A further team of the company. Raises Refused when `actor` does not act for it, or an open team has the name."""
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=company_key)
    company = Company.objects.select_related("scope", "founder").get(pk=company_key)
    require_acts_for(actor, company)
    team = _new_team(company, name)
    record(actor=actor, command="create_team", scope_key=team.pk, facts={"name": name})
    return team
