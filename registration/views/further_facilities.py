"""The page on which a Security Official sends further facilities of her organization in one form, and sees what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from approvals.presentation import STATES
from approvals.views.requests import person
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.keys import read_key
from iacs_portal.core.pasted import BadLine, left_out
from iacs_portal.scopes.queries import scopes_for
from registration import queries, roles
from registration.commands.further_facilities import LINES, Facilities, register_facilities
from registration.communities.declarations import FURTHER_FACILITIES
from registration.forms.further_facilities import FacilitiesForm
from registration.models import Organization, ProviderRecord
from registration.providers import COMMUNITY_ROW, community_of

PAGE = 25
HEAD = Rule("head of the organization", "The Security Official, now, of this organization; a 404 for anyone else.")


@rule(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def facilities(http: HttpRequest, scope_key: int) -> HttpResponse:
    """The form, what the provider file offers by number, and what was sent, newest first, 25 to a page each, by key.

    With `all` in the address the list of the form is filled with what the file offers, as many as fit.
    """
    own = scopes_for(person(http), roles.DECIDE_BACKUP_OFFICIALS)
    found = Organization.objects.select_related(COMMUNITY_ROW).filter(closed_at=None, scope__in=own.values("pk"))
    organization = get_object_or_404(found, pk=scope_key)
    if not community_of(organization).declaration.offers(FURTHER_FACILITIES):
        raise Http404
    if not has_accepted_terms(person(http)):
        query = urlencode({REDIRECT_FIELD_NAME: http.get_full_path()})
        return redirect(f"{reverse('registration:terms')}?{query}")
    offers = queries.facilities_to_offer(organization, person(http))
    after = _npi(http.GET.get("offered_after", ""))
    offered = _first(offers, after)
    filled = {"npis": "\n".join(offers.values_list("npi", flat=True)[:LINES])} if "all" in http.GET else {}
    form = FacilitiesForm(http.POST or None, offered=offered.shown, initial=filled)
    outcome = None
    if http.method == "POST" and form.is_valid():
        try:
            outcome = register_facilities(actor=person(http), organization_key=organization.pk, lines=form.lines)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if not outcome.bad:
                messages.success(http, _sent_words(outcome))
                return redirect("registration:facilities", organization.pk)
            offered = _first(offers.all(), after)
            form = FacilitiesForm({"npis": "\n".join(line.text for line in outcome.bad)}, offered=offered.shown)
            form.add_error("npis", left_out(len(outcome.bad)))
    return _drawn(http, organization, form, offered, outcome)


@dataclass(frozen=True)
class Offered:
    """A page of what the provider file offers: its rows, the NPI behind which it begins, and the one behind which the next does."""

    shown: list[ProviderRecord]
    after: str
    following: str


def _first(offers: QuerySet[ProviderRecord], after: str) -> Offered:
    found = list((offers.filter(npi__gt=after) if after else offers)[: PAGE + 1])
    return Offered(found[:PAGE], after, found[PAGE - 1].npi if len(found) > PAGE else "")


def _npi(text: str) -> str:
    """The NPI that a link names; empty for anything that no page wrote."""
    return text if text.isascii() and text.isdigit() and len(text) == 10 else ""


def _sent_words(outcome: Facilities) -> str:
    count = len(outcome.sent)
    return ngettext("%(count)d request was sent.", "%(count)d requests were sent.", count) % {"count": count}


def _by_reason(bad: Sequence[BadLine]) -> list[tuple[Sentence, str]]:
    """Lines that were left out, by why, in the order of the first of each: the reason and the numbers of its lines."""
    numbers: dict[Sentence, list[str]] = {}
    for line in bad:
        numbers.setdefault(line.why, []).append(str(line.number))
    return [(why, ", ".join(found)) for why, found in numbers.items()]


def _drawn(
    http: HttpRequest, organization: Organization, form: FacilitiesForm, offered: Offered, outcome: Facilities | None
) -> HttpResponse:
    rows = queries.sent_facilities(organization.pk)
    before = read_key(http.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "organization": organization,
        "form": form,
        "offered": offered,
        "bad": outcome.bad[:PAGE] if outcome else [],
        "more_bad": _by_reason(outcome.bad[PAGE:]) if outcome else [],
        "sent_words": _sent_words(outcome) if outcome and outcome.sent else "",
        "lines": [(each, STATES[each.request.status]) for each in shown],
        "is_first": before is None,
        "next_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(http, "registration/facilities.html", context, status=status)
