"""Surrogate companies, their people and their links, made by the commands that pages call."""

import datetime
import itertools
from typing import Any

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.roles.commands import grant
from registration import roles as officials
from registration.models import Practitioner
from registration.providers import Provider
from tests.factories import chain, engine, registration
from usergroups import links, roles
from usergroups.commands.provider_lists import show_list
from usergroups.models import Company, LinkRequest, ProviderList, Team, UserGroup
from usergroups.provider_lists import read

_eins = itertools.count(100_000_000)
COMMUNITY = {"slug": "provider-supplier"}


def next_year() -> datetime.date:
    """The day until which a company ordinarily asks."""
    return links.in_years(clock.today(), links.ORDINARY_YEARS)


def facts(**changes: Any) -> dict[str, Any]:
    """Answers of the page about the company."""
    return {
        "legal_name": "Tidewater Billing, LLC",
        "is_individual": False,
        "ein": f"{next(_eins)}",
        "work": "billing",
        "line_1": "3 Mill Lane",
        "line_2": "",
        "city": "Port Ellery",
        "state": "ME",
        "zip": "04999",
        "telephone": "207-555-0190",
        "extension": "",
    } | changes


def answers(
    company: Company | dict[str, Any], provider: Provider, until: datetime.date | None = None
) -> dict[str, Any]:
    """The answers of a request, for a company that exists or from the facts of a new one."""
    given = {"scope": company.pk} if isinstance(company, Company) else company
    return {"find": {"scope": provider.pk}, "company": given, "link": {"until": (until or next_year()).isoformat()}}


def asks_to_work(
    company: Company | dict[str, Any] | None = None,
    provider: Provider | None = None,
    person: User | None = None,
    until: datetime.date | None = None,
) -> Request:
    """Somebody asks a provider to let a company work for it; without one she registers it."""
    asked = answers(company or facts(), provider or registration.organization(), until)
    return chain.asked("surrogate", person or administrator_of_new(company), **asked)


def administrator_of_new(company: Any) -> User:
    """Who acts for the company; a new person for one that is only being registered."""
    return company.founder if isinstance(company, Company) else registration.known_person()


def decider_of(provider: Provider) -> User:
    """The Security Official, or the practitioner."""
    if isinstance(provider, Practitioner):
        held = officials.INDIVIDUAL_PRACTITIONER.slug
        return User.objects.get(role_assignments__scope=provider.pk, role_assignments__role=held)
    return chain.head_of(provider)


def approved(request: Request, until: datetime.date | None = None) -> UserGroup:
    """The link that the provider's approval makes."""
    detail = LinkRequest.objects.select_related("provider__organization_row", "provider__practitioner_row").get(
        request=request
    )
    provider = getattr(detail.provider, "organization_row", None) or detail.provider.practitioner_row
    evidence = {"until": until} if until else None
    commands.approve(step_id=engine.open_step(request).pk, actor=decider_of(provider), evidence=evidence)
    detail.refresh_from_db()
    return links.with_names(links.all_links()).get(pk=detail.group_id)


def link(company: Company | None = None, provider: Provider | None = None, **options: Any) -> UserGroup:
    """A live link; of a new company unless one is given."""
    return approved(asks_to_work(company, provider, **options))


def company(**changes: Any) -> Company:
    """A company that a provider has confirmed, with its administrator as `founder`."""
    made = approved(asks_to_work(facts(**changes))).company
    assert made is not None
    return Company.objects.select_related("founder", "scope").get(pk=made.pk)


def provider_list(of: Company, *npis: str) -> ProviderList:
    """A list of these lines, not sent yet."""
    return show_list(
        actor=of.founder, company_key=of.pk, team_key=team_of(of).pk, until=next_year(), lines=read("\n".join(npis))
    )


def team_of(of: Company) -> Team:
    """Its first team."""
    return of.teams.order_by("pk").first() or Team()


def member_of(team: Team, user: User | None = None) -> User:
    """An End User of a team."""
    person = user or registration.known_person()
    grant(actor=None, user=person, role=roles.TEAM_MEMBER, scope=team.scope, reason="as the test says")
    return person


def further_administrator_of(of: Company, user: User | None = None) -> User:
    """A further User Group Administrator of a company."""
    person = user or registration.known_person()
    grant(actor=None, user=person, role=roles.COMPANY_ADMINISTRATOR, scope=of.scope, reason="as the test says")
    return person
