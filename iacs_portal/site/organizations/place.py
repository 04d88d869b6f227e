"""What one works for, a provider or a surrogate company: chosen by the person, kept in the session, drawn in the header."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from iacs_portal.accounts.models import User
from iacs_portal.core.expressions import IsAnyOf
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import held_rows, permission_key
from iacs_portal.site.organizations.queries import roles_at_providers
from registration.identifiers.kinds import SOLE_KINDS
from registration.models import Community, MedicareNumber
from registration.providers import Provider, provider_or_none, provider_rows
from registration.roles import VIEW_ORGANIZATION
from usergroups.companies import companies_of
from usergroups.links import links_of
from usergroups.models import Company, UserGroup
from usergroups.reach import newest_link_keys
from usergroups.roles import BELONG_TO_TEAM, SURROGATE_ADMINISTRATOR

PLACE = "works_in"
LINKS_READ = 2  # to tell whether there is another one


def company_url(key: int) -> str:
    """The page of the surrogate company with this key."""
    return reverse("companies:company", args=[key])


@dataclass(frozen=True)
class Place:
    """What a person works for: a provider where she holds a role, a provider for which she works through a link, or a company.

    `url` is its page, empty where that is not open to her; `community` is its own. `numbers` are those that the provider alone has
    (`SOLE_KINDS`): the kind and the value of each. `through` names the company of the link, which ends at `until`. `has_companies` and
    `has_links`: whether she acts for any company, and whether she runs links or is in a team, here or elsewhere.
    """

    key: int
    provider: Provider | None
    company: Company | None
    community: Community
    numbers: list[dict[str, str]]
    url: str
    is_practitioner: bool
    may_switch: bool
    through: str = ""
    until: datetime.datetime | None = None
    has_companies: bool = False
    has_links: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.provider or self.company)

    @property
    def title(self) -> str:
        """Its name, with the company through which she works for it."""
        if not self.through:
            return self.name
        return _("%(name)s, through %(company)s") % {"name": self.name, "company": self.through}


def present_place(http: HttpRequest, person: User) -> Place | None:
    """What `person` works for, or None when she holds no role anywhere. One query for each request to the portal.

    What the session names, as long as she may work there; else the first provider of her own by name, else her first company, else
    the provider of her newest link.
    """
    if not hasattr(http, "_present_place"):
        http._present_place = read_place(http.session.get(PLACE), person)  # type: ignore[attr-defined]  # kept for this request only
    return http._present_place  # type: ignore[attr-defined,no-any-return]


def read_place(chosen: Any, person: User) -> Place | None:
    """What `person` works for when she has `chosen` a key (None: nothing). One query, however many providers she reaches."""
    found = list(_candidates(chosen, person)[: LINKS_READ + 1])
    if not found:
        return None
    scope: Any = found[0]
    if scope.pk != chosen and scope.link:  # so there are only links
        scope = max(found, key=lambda each: each.link["key"])
    company = getattr(scope, "company_row", None)
    link = scope.link or {}
    return Place(
        key=scope.pk,
        provider=provider_or_none(scope),
        company=company,
        community=scope.community.community_row,
        numbers=scope.numbers,
        url=company_url(scope.pk) if company is not None else _page_of(scope),
        is_practitioner=scope.kind == ScopeKind.PRACTITIONER,
        may_switch=len(found) > 1,
        through=link.get("company", ""),
        until=parse_datetime(link["until"]) if link else None,
        has_companies=scope.has_companies,
        has_links=scope.has_links,
    )


def _page_of(scope: Any) -> str:
    return reverse("organizations:organization", args=[scope.pk]) if scope.is_visible else ""


def _candidates(chosen: Any, person: User) -> QuerySet[Any]:
    """What `person` may work for, the `chosen` one first: all of her own, of her links the newest and the chosen one alone."""
    own = roles_at_providers(person)
    companies = companies_of(person).order_by()
    links = links_of(person)
    newest = UserGroup.objects.filter(IsAnyOf("pk", ArraySubquery(newest_link_keys(person, size=LINKS_READ))))
    keys = own.values("organization").union(
        companies.values("pk"),
        newest.order_by("-pk").values("provider")[:LINKS_READ],
        links.filter(provider=chosen).values("provider"),
    )
    numbers = MedicareNumber.objects.filter(scope=OuterRef("pk"), kind__in=SOLE_KINDS, is_live=True).order_by("pk")
    seen = held_rows(person).filter(permission=permission_key(VIEW_ORGANIZATION), content_object=OuterRef("pk"))
    teams = held_rows(person).filter(permission=permission_key(BELONG_TO_TEAM))
    run = RoleAssignment.objects.filter(user=person, ended_at=None, role=SURROGATE_ADMINISTRATOR.slug)
    facts = {"key": "pk", "company": "company__legal_name", "until": "until"}
    through = links.filter(provider=OuterRef("pk")).order_by("-pk")
    return (
        Scope.objects.filter(IsAnyOf("pk", ArraySubquery(keys)))
        .select_related(*provider_rows(), "company_row", "community__community_row")
        .annotate(
            name=Coalesce("organization_row__legal_business_name", "practitioner_row__name", "company_row__legal_name"),
            is_own=Exists(own.filter(organization=OuterRef("pk"))),
            is_visible=Exists(seen),
            numbers=ArraySubquery(numbers.values(number=JSONObject(kind="kind", value="value"))),
            link=Case(When(is_own=False, then=Subquery(through.values(link=JSONObject(**facts))[:1]))),
            has_companies=Exists(companies),
            has_links=Exists(teams) | Exists(run),
        )
        .filter(name__isnull=False)
        .order_by(
            Case(When(pk=chosen, then=Value(0)), default=Value(1)),
            Case(When(is_own=True, then=Value(0)), When(kind=ScopeKind.COMPANY, then=Value(1)), default=Value(2)),
            "name",
            "pk",
        )
    )
