"""What the pages of a company list, already limited to what the reader may see, ready to be paged by key."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from approvals.states import UNDECIDED
from iacs_portal.accounts.models import User
from iacs_portal.scopes.queries import holder_rows, permission_key, scopes_for
from registration.identifiers import Problem, npi
from registration.identifiers.kinds import NumberKind
from registration.models import MedicareNumber
from registration.provider_file.comparison import words
from registration.providers import provider_rows
from registration.roles import VIEW_COMMUNITY
from usergroups import links
from usergroups.companies import companies_of, open_teams
from usergroups.models import Company, LinkRequest, ProviderList, Team, UserGroup
from usergroups.roles import BELONG_TO_TEAM

PAGE = 25
WORDS = 6  # of a name that are looked for
UNDER_WAY = 10
LISTS = 5


def visible_companies(person: User) -> QuerySet[Company]:
    """The companies that `person` may look at: she acts for it, or works at the help desk of its community."""
    seen = Q(pk__in=companies_of(person).order_by().values("pk")) | Q(
        scope__community__in=scopes_for(person, VIEW_COMMUNITY).values("pk")
    )
    return Company.objects.filter(seen).select_related("founder")


@dataclass(frozen=True)
class Place:
    """Where a page of links begins: behind the link with this key, whose provider has this name as compared."""

    name: str
    pk: int


def _about(company_links: QuerySet[UserGroup], text: str) -> QuerySet[UserGroup]:
    """Those of `company_links` whose provider `text` means: by its NPI, or with each word of `text` in its name."""
    try:
        number = npi.parse(text) if text else ""
    except Problem:
        number = ""
    if number:
        holders = MedicareNumber.objects.filter(value=number, kind=NumberKind.NPI, is_live=True)
        return company_links.filter(provider__in=holders.values("scope"))
    for word in words(text).split()[:WORDS]:
        company_links = company_links.filter(provider_name__contains=word)
    return company_links


def page_of_links(
    company_key: int, *, ended: bool = False, text: str = "", after: Place | None = None
) -> tuple[list[UserGroup], Place | None]:
    """The first 25 links of a company that live, or that have ended, by the provider's name, from `after` on; and the next page's place.

    Each has `npi`, empty for a provider without one. Two queries.
    """
    which = links.ended_links() if ended else links.live_links()
    rows = _about(which.filter(company=company_key), text)
    if after is not None:
        rows = rows.filter(Q(provider_name__gt=after.name) | Q(pk__gt=after.pk), provider_name__gte=after.name)
    found = list(links.with_names(rows).order_by("provider_name", "pk")[: PAGE + 1])
    shown = found[:PAGE]
    numbers = MedicareNumber.objects.filter(
        scope__in=[link.provider_id for link in shown], kind=NumberKind.NPI, is_live=True
    ).order_by("-pk")
    held = dict(numbers.values_list("scope", "value"))
    for link in shown:
        link.npi = held.get(link.provider_id, "")  # type: ignore[attr-defined]  # read by the page
    more = len(found) > PAGE
    return shown, Place(shown[-1].provider_name, shown[-1].pk) if more else None


def requests_of(company_key: int) -> QuerySet[LinkRequest]:
    """The requests of a company, whoever sent them, newest first, with what a line of a list tells."""
    rows = LinkRequest.objects.filter(company=company_key).order_by("-request")
    return rows.select_related("request__requester", "company", "team", *provider_rows("provider"))


def undecided_requests(company_key: int) -> QuerySet[LinkRequest]:
    """Those of `requests_of` that nobody has decided yet."""
    return requests_of(company_key).filter(request__status__in=UNDECIDED)


def teams_with_people(company_key: int) -> QuerySet[Team]:
    """The open teams of a company by name, each with `people`: how many belong to it now."""
    members = holder_rows().filter(permission=permission_key(BELONG_TO_TEAM), content_object=OuterRef("pk"))
    counted = members.order_by().values("content_object").annotate(count=Count("user", distinct=True)).values("count")
    return open_teams(company_key).annotate(people=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def recent_lists(company_key: int) -> QuerySet[ProviderList]:
    """The last five lists of providers that a company has made."""
    return ProviderList.objects.filter(company=company_key).select_related("made_by", "team").order_by("-pk")[:LISTS]
