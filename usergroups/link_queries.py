"""What the pages of links show, already limited to what the reader may see, ready to be paged by key."""

from typing import Any

from django.db.models import Q, QuerySet

from approvals.states import UNDECIDED
from iacs_portal.accounts.models import User
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope, ScopeKind
from iacs_portal.scopes.queries import scopes_for
from registration.providers import provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION, VIEW_COMMUNITY, VIEW_ORGANIZATION
from usergroups import links
from usergroups.companies import behind, companies_of
from usergroups.models import Exclusion, LinkRequest, UserGroup
from usergroups.roles import SURROGATE_ADMINISTRATOR

PAGE = 25
PROVIDERS = (ScopeKind.ORGANIZATION, ScopeKind.PRACTITIONER)


def visible_links(person: User) -> QuerySet[UserGroup]:
    """The links, ended ones too, that `person` may look at: who decides for the provider, who acts for the company, and the help desk."""
    seen = (
        Q(provider__in=scopes_for(person, DECIDE_FOR_ORGANIZATION).values("pk"))
        | Q(company__in=companies_of(person).order_by().values("pk"))
        | Q(scope__community__in=scopes_for(person, VIEW_COMMUNITY).values("pk"))
    )
    return links.with_names(links.all_links().filter(seen)).select_related("company__founder")


def visible_providers(person: User) -> QuerySet[Scope]:
    """The scopes of providers whose links `person` may look at: those of its page (officials, the practitioner, the help desk)."""
    seen = Q(pk__in=scopes_for(person, VIEW_ORGANIZATION).values("pk")) | Q(
        community__in=scopes_for(person, VIEW_COMMUNITY).values("pk")
    )
    return Scope.objects.filter(seen, kind__in=PROVIDERS).select_related(*provider_rows())


def page_of_people(link: UserGroup, after_key: int | None) -> tuple[list[Any], bool]:
    """The first 25 people of the company who serve the link, by name, behind the one with this key; and whether there are more."""
    people = links.people_of_link(link)
    last = people.filter(pk=after_key).first() if after_key is not None else None
    if last is not None:
        people = people.filter(behind(last))
    found = list(people[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def administrator_of(link: UserGroup) -> RoleAssignment | None:
    """The last role of an administrator of the link, ended or not, with person and decision."""
    held = RoleAssignment.objects.filter(scope=link.pk, role=SURROGATE_ADMINISTRATOR.slug)
    return held.select_related("user", "made_by_step__request").order_by("-pk").first()


def renewal_of(link: UserGroup) -> LinkRequest | None:
    """The renewal of the link that is undecided, or None."""
    return LinkRequest.objects.filter(renews=link, request__status__in=UNDECIDED).select_related("request").first()


def page_of_provider(provider_key: int, *, ended: bool, after: UserGroup | None) -> tuple[list[UserGroup], bool]:
    """The first 25 links of a provider by the company's name, behind `after`: those that live, or those that have ended."""
    some = (links.ended_links() if ended else links.live_links()).filter(provider=provider_key)
    found = list(links.by_name(some, after).select_related("company", "team")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def kept_out_by(
    provider_key: int, company_key: int | None = None, before_key: int | None = None
) -> tuple[list[Exclusion], bool]:
    """The last 25 people whom a provider keeps out now, of one company or of all, newest first, before the row with this key.

    And whether there are more.
    """
    rows = Exclusion.objects.filter(provider=provider_key, lifted_at=None)
    if company_key is not None:
        rows = rows.filter(company=company_key)
    if before_key is not None:
        rows = rows.filter(pk__lt=before_key)
    found = list(rows.select_related("person", "company", "made_by").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
