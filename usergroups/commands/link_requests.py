"""From the answers of the form, or of a list, to the detail of a request for a link."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.core.remembered import remembered
from iacs_portal.scopes.models import Scope, ScopeKind
from registration.models import Community
from registration.providers import provider_rows
from usergroups import links
from usergroups.commands.companies import corrected, found_company, require_acts_for
from usergroups.companies import (
    NEW_FOR,
    UNCONFIRMED_LIMIT,
    acts_for,
    earlier_company,
    open_teams,
    undecided_requests_of,
)
from usergroups.models import Company, LinkRequest, ProviderList, Team, UserGroup

PROVIDERS = (ScopeKind.ORGANIZATION, ScopeKind.PRACTITIONER)


@command
def write_link_request(*, actor: User, request: Request, answers: Mapping[str, Any]) -> LinkRequest:
    """Write the detail of `request` from the pages `company` (its key, or the facts of a new one), `find` and `link` (last day, team, and
    what it renews).

    Raises Refused when one is missing, when `actor` does not act for the company, and for the eleventh undecided request of a company
    that nobody has confirmed. Locks `actor`, except for a company that is confirmed, which has no such limit.
    """
    _lock_unless_confirmed(actor, answers)
    missing = []
    if not remembered(("identity", actor.pk), Identity.objects.filter(user=actor).exists):
        missing.append(_("Fill in the page about you first."))
    providers = Scope.objects.select_related(*provider_rows()).filter(kind__in=PROVIDERS)
    provider = providers.filter(pk=answers.get("find", {}).get("scope")).first()
    if provider is None:
        missing.append(_("Choose the organization or practitioner first."))
    if not answers.get("company"):
        missing.append(_("Fill in the page about your company first."))
    until = _day(answers.get("link", {}).get("until"))
    if until is None:
        missing.append(_("Choose the last day first."))
    if missing or provider is None or until is None:
        raise Refused(*missing, code="incomplete")
    company = _company(answers, request, actor)
    _refuse_too_many(company, request, actor)
    before = LinkRequest.objects.filter(request=request).first() if request.status == RequestStatus.RETURNED else None
    detail = before or LinkRequest(request=request)
    detail.company, detail.provider = company, provider
    detail.team = _team(company, answers["link"].get("team"))
    detail.asked_until, detail.granted_until = until, None
    detail.renews = _renewed(answers["link"].get("renews"), company, provider)
    detail.provider_list = _list(answers.get("list", {}).get("key"), company)
    detail.told_status = ""
    detail.save(force_insert=before is None)
    return detail


def _day(text: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def _company(answers: Mapping[str, Any], request: Request, actor: User) -> Company:
    """The company that is named, or the new one.

    A request that is sent again stays with its own, and one that follows a denied or withdrawn one goes on with that one's, unless
    another is named. The facts of such a one are corrected while nobody has confirmed it.
    """
    given = answers["company"]
    is_sent_again = request.status == RequestStatus.RETURNED
    is_other = not is_sent_again and ("scope" in given or given.get(NEW_FOR) == request.pk)
    before = None if is_other else earlier_company(request)
    if before is not None and (is_sent_again or acts_for(actor, before)):
        require_acts_for(actor, before)
        corrects = before.confirmed_at is None and "scope" not in given
        return corrected(actor=actor, company=before, facts=given) if corrects else before
    if "scope" not in given:
        return _founded(answers, actor)
    company = _known(given["scope"])
    if company is None:
        raise Refused(_("Fill in the page about your company first."), code="incomplete")
    require_acts_for(actor, company)
    return company


def _founded(answers: Mapping[str, Any], actor: User) -> Company:
    slug = answers.get("community", {}).get("slug", "")
    community = Community.objects.select_related("scope").filter(slug=slug).first()
    if community is None:
        raise Refused(_("Choose your community first."), code="incomplete")
    return found_company(actor=actor, community=community.scope, facts=answers["company"])


def _known(key: Any) -> Company | None:
    companies = Company.objects.select_related("founder").filter(pk=key)
    return remembered(("company", key), companies.first)


def _lock_unless_confirmed(actor: User, answers: Mapping[str, Any]) -> None:
    """Lock `actor`, so that her undecided requests and her new companies are counted one after the other."""
    key = answers.get("company", {}).get("scope")
    company = _known(key) if key else None
    if company is None or company.confirmed_at is None:
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)


def _refuse_too_many(company: Company, request: Request, actor: User) -> None:
    if company.confirmed_at is not None:
        return
    if undecided_requests_of(actor).exclude(request=request).count() >= UNCONFIRMED_LIMIT:
        raise Refused(
            _(
                "No provider has confirmed your company yet, so %(limit)d requests can wait at a time. Go on when one is answered."
            )
            % {"limit": UNCONFIRMED_LIMIT},
            code="unconfirmed",
        )


def _team(company: Company, key: Any) -> Team:
    teams = open_teams(company.pk)
    chosen = teams.filter(pk=key) if isinstance(key, int) else teams.order_by("pk")
    team = remembered(("team", company.pk, key), chosen.first)
    if team is None:
        raise Refused(_("This team was closed meanwhile. Choose another one."), code="team")
    return team


def _renewed(key: Any, company: Company, provider: Scope) -> UserGroup | None:
    if not isinstance(key, int):
        return None
    return links.all_links().get(pk=key, company=company, provider=provider)


def _list(key: Any, company: Company) -> ProviderList | None:
    if not isinstance(key, int):
        return None
    return remembered(("list", key), lambda: ProviderList.objects.get(pk=key, company=company))
