"""The page on which a company begins: a list of providers, pasted or uploaded, or one provider found by name or number."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.requests import person
from iacs_portal.core.access import rule
from iacs_portal.core.bodies import BODY_LIMIT, takes_up_to
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from registration.models import Community
from registration.providers import Provider
from registration.search import Place, find_providers
from usergroups.commands.provider_lists import ask_one, show_list
from usergroups.companies import open_teams
from usergroups.forms.provider_list import AskOneForm, ListForm, SearchForm
from usergroups.models import Company, Team
from usergroups.provider_lists import SIZE_LIMIT
from usergroups.views.provider_lists import ACTS, company_of


@rule(ACTS)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_up_to(SIZE_LIMIT + BODY_LIMIT)
def new(http: HttpRequest, company_key: int) -> HttpResponse:
    """The list (POST), the search (GET with `q`), and one provider that was found (POST with `provider`).

    Lists are for companies that a provider has confirmed. Searching is throttled for each person and address.
    """
    company = company_of(http, company_key)
    teams = list(open_teams(company.pk))
    if http.method == "POST" and "provider" in http.POST:
        return _ask(http, company, teams)
    form = ListForm(http.POST or None, http.FILES or None, teams=teams)
    if http.method == "POST" and company.confirmed_at is not None and form.is_valid():
        try:
            shown = show_list(
                actor=person(http),
                company_key=company.pk,
                team_key=form.cleaned_data["team"],
                until=form.cleaned_data["until"],
                lines=form.lines,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return redirect("provider_lists:list", shown.pk)
    search = SearchForm(http.GET if "q" in http.GET else None, teams=teams)
    found, next_url = None, ""
    if search.is_bound and search.is_valid():
        too_many = ratelimit.consume_or_429(http, action="find_organization", user=person(http), limit_get=True)
        if too_many:
            return too_many
        found, next_url = _found(http, company, search)
    return _drawn(http, company, form, search, found=found, next_url=next_url)


def _found(http: HttpRequest, company: Company, search: SearchForm) -> tuple[list[Provider], str]:
    likeness, _tilde, key = http.GET.get("after", "").partition("~")
    alike, pk = read_key(likeness), read_key(key)
    after = Place(alike, pk) if alike is not None and pk is not None else None
    community = Community.objects.get(scope=company.scope.community_id).declaration
    text = search.cleaned_data["q"]
    rows, following = find_providers(text, community=community, practitioners=True, after=after)
    if following is None:
        return rows, ""
    asked = {"q": text, "team": search.cleaned_data["team"], "until": search.cleaned_data["until"].isoformat()}
    return rows, "?" + urlencode(asked | {"after": f"{following.likeness}~{following.pk}"}) + "#one"


def _ask(http: HttpRequest, company: Company, teams: list[Team]) -> HttpResponse:
    """Ask the provider that was chosen."""
    form = AskOneForm(http.POST, teams=teams)
    if form.is_valid():
        try:
            request = ask_one(
                actor=person(http),
                company_key=company.pk,
                team_key=form.cleaned_data["team"],
                until=form.cleaned_data["until"],
                provider_key=form.cleaned_data["provider"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The provider is asked. We mail you when it answers."))
            return redirect("approvals:request", request.tracking_number)
    return _drawn(http, company, ListForm(teams=teams), SearchForm(teams=teams), one=form)


def _drawn(
    http: HttpRequest, company: Company, form: ListForm, search: SearchForm, one: AskOneForm | None = None, **more: Any
) -> HttpResponse:
    has_errors = any(each.is_bound and each.errors for each in (form, search, one) if each is not None)
    is_refused = http.method == "POST" and (has_errors or company.confirmed_at is None)
    context = {
        "company": company,
        "company_url": reverse("companies:company", args=[company.pk]),
        "form": form,
        "search": search,
        "one": one,
        "has_errors": has_errors,
        "found": None,
        "next_url": "",
    }
    return render(http, "usergroups/new_list.html", context | more, status=422 if is_refused else 200)
