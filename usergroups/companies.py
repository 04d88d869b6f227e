"""Reads of surrogate companies: who acts for one, which one may be joined, who its people are."""

from collections.abc import Collection

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from approvals.models import Request
from approvals.states import UNDECIDED
from iacs_portal.accounts.models import User
from iacs_portal.core.remembered import remembered
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import may, scopes_for, who_may
from registration.identifiers import compact
from registration.provider_file.comparison import words
from registration.provider_file.queries import by_index_of_names
from usergroups.models import Company, LinkRequest, Team
from usergroups.roles import DECIDE_IN_COMPANY

UNCONFIRMED_LIMIT = 10  # undecided requests of somebody whose companies no provider has confirmed
FOUND = 10
SHORTEST_NAME = 2
PAGE = 25
# A draft's mark on its page `company`, of one that is new though the request follows an earlier one: the key of that request.
NEW_FOR = "new_for"
WORDS = 6  # of a name that are looked for


def acts_for(person: User, company: Company) -> bool:
    """Whether `person` acts for `company` now: an administrator, or who registered it while nobody has confirmed it. One query at most."""
    if company.closed_at is not None or not person.is_active:
        return False
    if company.confirmed_at is None:
        return company.founder_id == person.pk
    key = ("acts for", person.pk, company.pk)
    return remembered(key, lambda: may(person, DECIDE_IN_COMPANY, company.pk))


def companies_of(person: User) -> QuerySet[Company]:
    """The open companies that `person` acts for, by name."""
    if not person.is_active:
        return Company.objects.none()
    administered = Q(scope__in=scopes_for(person, DECIDE_IN_COMPANY).values("pk"), confirmed_at__isnull=False)
    founded = Q(founder=person, confirmed_at=None)
    return Company.objects.filter(administered | founded, closed_at=None).order_by("legal_name", "pk")


def page_of_companies(person: User, after_key: int | None) -> tuple[list[Company], bool]:
    """The first 25 of the companies that `person` acts for, behind the one with the key `after_key`; and whether there are more.

    Two queries at most.
    """
    companies = companies_of(person)
    last = companies.filter(pk=after_key).first() if after_key is not None else None
    if last is not None:
        companies = companies.filter(Q(legal_name__gt=last.legal_name) | Q(legal_name=last.legal_name, pk__gt=last.pk))
    found = list(companies[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def earlier_company(request: Request) -> Company | None:
    """The company of `request` as it was sent before, else of the denied or withdrawn one that it follows; or None. One query."""
    keys = [key for key in (request.pk, request.follows_id) if key is not None]
    details = LinkRequest.objects.filter(request__in=keys).select_related("company__founder").order_by("-request")
    detail = details.first()
    return detail.company if detail is not None else None


def administrators_of(company: Company) -> list[User]:
    """The people who act for `company` now, by key. One query."""
    if company.confirmed_at is None:
        return [company.founder] if company.founder.is_active else []
    return list(who_may(DECIDE_IN_COMPANY, company.pk))


def open_teams(company_key: int) -> QuerySet[Team]:
    """The open teams of a company, by name."""
    return Team.objects.filter(company=company_key, closed_at=None).order_by("name", "pk")


def people_of(company_key: int) -> QuerySet[User]:
    """The people who hold a live role in a company or one of its teams, in no order."""
    held = RoleAssignment.objects.filter(organization=company_key, ended_at=None)
    return User.objects.filter(pk__in=held.values("user"))


def undecided_requests_of(founder: User) -> QuerySet[LinkRequest]:
    """The undecided requests that `founder` has sent for companies of hers that nobody has confirmed."""
    return LinkRequest.objects.filter(
        request__requester=founder,
        request__status__in=UNDECIDED,
        company__founder=founder,
        company__confirmed_at=None,
    )


def confirmed_with_ein(ein: str, *, except_for: int | None = None) -> QuerySet[Company]:
    """The confirmed open company with this EIN, if there is one besides `except_for`; none for no EIN."""
    if not ein:
        return Company.objects.none()
    return Company.objects.filter(ein=ein, confirmed_at__isnull=False, closed_at=None).exclude(pk=except_for)


def joinable_companies(community: str) -> QuerySet[Company]:
    """The companies of a community (its slug) that people can join: confirmed, open, and no individual contractors."""
    return Company.objects.filter(
        confirmed_at__isnull=False, closed_at=None, is_individual=False, scope__community__community_row__slug=community
    )


def find_companies(text: str, *, community_key: int) -> list[Company]:
    """The first ten confirmed companies of a community that `text` may mean: by EIN, else by name, most alike first.

    For people who want to join one. Two statements at most.
    """
    confirmed = Company.objects.filter(
        confirmed_at__isnull=False, closed_at=None, is_individual=False, scope__community=community_key
    )
    digits = compact(text)
    if len(digits) == 9 and digits.isdigit():
        return list(confirmed.filter(ein=digits)[:FOUND])
    name = words(text)
    if len(name) < SHORTEST_NAME:
        return []
    alike = confirmed.filter(comparable_name__trigram_word_similar=name).annotate(
        likeness=TrigramSimilarity("comparable_name", name)
    )
    with by_index_of_names():
        return list(alike.order_by("-likeness", "pk")[:FOUND])


def teams_of(person: User) -> QuerySet[Team]:
    """The teams, closed ones too, of the open companies that `person` acts for."""
    return Team.objects.filter(company__in=companies_of(person).order_by())


def behind(last: User) -> Q:
    """Whether a person comes behind `last` by name: last name, first name, key."""
    same = Q(last_name=last.last_name)
    return (
        Q(last_name__gt=last.last_name)
        | (same & Q(first_name__gt=last.first_name))
        | (same & Q(first_name=last.first_name, pk__gt=last.pk))
    )


def people_by_name(people: QuerySet[User], text: str, after_key: int | None) -> QuerySet[User]:
    """Those of `people` whose name has each word of `text`, by name, behind the one with the key `after_key`. One query at once at most."""
    for word in text.split()[:WORDS]:
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    last = User.objects.filter(pk=after_key).first() if after_key is not None else None
    if last is not None:
        people = people.filter(behind(last))
    return people.order_by("last_name", "first_name", "pk")


def members_of(team_key: int) -> QuerySet[User]:
    """The people who hold a live role in a team, in no order."""
    held = RoleAssignment.objects.filter(scope=team_key, ended_at=None)
    return User.objects.filter(pk__in=held.values("user"))


def roles_in(company_key: int, person_keys: Collection[int]) -> QuerySet[RoleAssignment]:
    """The live roles of some people in a company and its teams: the company's first, then by the name of the team."""
    held = RoleAssignment.objects.filter(organization=company_key, user__in=person_keys, ended_at=None)
    return held.select_related("scope__team_row").order_by("scope__team_row__name", "pk")
