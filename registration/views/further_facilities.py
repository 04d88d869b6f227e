"""The page on which a Security Official sends further facilities of her organization in one form, and sees what was sent."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from approvals.presentation import STATES
from approvals.views.requests import person
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import scopes_for
from registration import queries, roles
from registration.commands.further_facilities import Facilities, register_facilities
from registration.forms.further_facilities import FacilitiesForm
from registration.models import Organization

PAGE = 25
HEAD = Rule("head of the organization", "The Security Official, now, of this organization; a 404 for anyone else.")


@rule(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def facilities(http: HttpRequest, scope_key: int) -> HttpResponse:
    """The form, what the provider file offers, and what was sent, newest first, 25 to a page, by key."""
    own = scopes_for(person(http), roles.DECIDE_BACKUP_OFFICIALS)
    found = Organization.objects.select_related("scope").filter(closed_at=None, scope__in=own.values("pk"))
    organization = get_object_or_404(found, pk=scope_key)
    if not has_accepted_terms(person(http)):
        query = urlencode({REDIRECT_FIELD_NAME: http.get_full_path()})
        return redirect(f"{reverse('registration:terms')}?{query}")
    offered = queries.facilities_to_offer(organization, person(http))
    form = FacilitiesForm(http.POST or None, offered=offered)
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
            offered = queries.facilities_to_offer(organization, person(http))
            form = FacilitiesForm({"npis": "\n".join(line.text for line in outcome.bad)}, offered=offered)
            form.add_error("npis", _left_out_words(outcome))
    return _drawn(http, organization, form, outcome)


def _sent_words(outcome: Facilities) -> str:
    count = len(outcome.sent)
    return ngettext("%(count)d request was sent.", "%(count)d requests were sent.", count) % {"count": count}


def _left_out_words(outcome: Facilities) -> str:
    count = len(outcome.bad)
    sentence = ngettext(
        "%(count)d line was left out. The list below says why.",
        "%(count)d lines were left out. The list below says why.",
        count,
    )
    return sentence % {"count": count}


def _drawn(
    http: HttpRequest, organization: Organization, form: FacilitiesForm, outcome: Facilities | None
) -> HttpResponse:
    rows = queries.sent_facilities(organization.pk)
    before = http.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    else:
        before = ""
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "organization": organization,
        "form": form,
        "bad": outcome.bad if outcome else [],
        "sent_words": _sent_words(outcome) if outcome and outcome.sent else "",
        "lines": [(each, STATES[each.request.status]) for each in shown],
        "is_first": not before,
        "next_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(http, "registration/facilities.html", context, status=status)
