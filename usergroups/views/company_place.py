"""What the pages of a company's people and teams share: who may open them, and counts that stay bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from approvals.presentation import day
from approvals.views.requests import person
from iacs_portal.accounts.models import User
from iacs_portal.core.access import Rule
from iacs_portal.core.keys import read_key
from iacs_portal.roles.models import RoleAssignment
from usergroups import roles
from usergroups.companies import companies_of, people_by_name, roles_in, teams_of
from usergroups.forms.company_staff import PeopleSearchForm
from usergroups.models import Company, Team

PAGE = 25
COUNTED = 1000  # so far things are counted; above it the page says "more than"

RUNS_COMPANY = Rule(
    "acts for the company",
    "The administrators, now, of the open company, or who registered it while no provider has confirmed it; a 404 for anyone else.",
)


def company_or_404(http: HttpRequest, company_key: int) -> Company:
    """The company, if the reader acts for it."""
    return get_object_or_404(companies_of(person(http)), pk=company_key)


def team_or_404(http: HttpRequest, team_key: int) -> Team:
    """The team, closed or not, if the reader acts for its company."""
    return get_object_or_404(teams_of(person(http)).select_related("company", "scope"), pk=team_key)


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, counted no further than one above `COUNTED`. One query."""
    return rows.order_by().values("pk")[: COUNTED + 1].count()


def number_words(number: int) -> str:
    """A number from `counted`, for people."""
    return _("more than 1,000") if number > COUNTED else str(number)


@dataclass(frozen=True)
class PersonLine:
    """A person of a company with her live roles there."""

    person: User
    held: Sequence[RoleAssignment]

    @property
    def key(self) -> str:
        """Her key, as forms carry it."""
        return str(self.person.pk)

    @property
    def is_administrator(self) -> bool:
        """Whether she runs the company."""
        return any(each.role == roles.COMPANY_ADMINISTRATOR.slug for each in self.held)

    @property
    def teams(self) -> str:
        """The names of her teams."""
        return ", ".join(each.scope.team_row.name for each in self.held if each.role == roles.TEAM_MEMBER.slug)  # type: ignore[attr-defined]

    @property
    def now(self) -> str:
        """What she holds, in one line."""
        parts = [_("Runs the company (UGA)")] if self.is_administrator else []
        return ", ".join([*parts, self.teams] if self.teams else parts)

    @property
    def since(self) -> str:
        """The day of the oldest of these roles."""
        return day(min(each.since for each in self.held)) if self.held else ""


def page_of_people(http: HttpRequest, people: QuerySet[User], company_key: int) -> dict[str, Any]:
    """The context of a list of people by name, 25 to a page: filter (`q`) and place (`after`) are in the address. Four queries at most."""
    search = PeopleSearchForm({"q": http.GET.get("q", "")})
    words = search.cleaned_data["q"] if search.is_valid() else ""
    after = read_key(http.GET.get("after", ""))
    found = list(people_by_name(people, words, after)[: PAGE + 1])
    shown = found[:PAGE]
    held: dict[int, list[RoleAssignment]] = {}
    for each in roles_in(company_key, [each.pk for each in shown]) if shown else ():
        held.setdefault(each.user_id, []).append(each)
    follow = {"q": words} if words else {}
    return {
        "search": search,
        "words": words,
        "lines": [PersonLine(each, held.get(each.pk, [])) for each in shown],
        "next_url": "?" + urlencode(follow | {"after": shown[-1].pk}) if len(found) > PAGE else "",
        "first_url": "?" + urlencode(follow) if after is not None else "",
    }


def runs_at(who: User, company_key: int) -> int:
    """In how many of the company's links somebody is administrator, as `counted`."""
    slug = roles.SURROGATE_ADMINISTRATOR.slug
    return counted(
        RoleAssignment.objects.filter(user=who, role=slug, scope__group_row__company=company_key, ended_at=None)
    )
