"""The pages of a company: who it is, the providers it works for, what is under way, and what it says about itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from approvals.presentation import day_with_year
from approvals.views.requests import person
from iacs_portal.core import clock, keys
from iacs_portal.core.access import SIGNED_IN, Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from iacs_portal.core.pieces import Fact, Tab
from usergroups import company_queries as queries
from usergroups.commands.companies import correct_company
from usergroups.companies import UNCONFIRMED_LIMIT, acts_for, companies_of, page_of_companies
from usergroups.forms.company import CompanyForm, initial_of
from usergroups.forms.group import FilterForm
from usergroups.models import Company
from usergroups.views.company_lines import link_lines, request_lines
from usergroups.wizard.company import facts_of
from usergroups.wizard.surrogate import company_rows

VIEWS_COMPANY = Rule(
    "views the company",
    "Who acts for the company, and the help desk of its community, which reads only; a 404 for anyone else.",
)
ACTS_FOR_COMPANY = Rule(
    "acts for the company",
    "The company's administrators, or who registered it while nobody has confirmed it; a 404 for anyone else.",
)


def _visible(http: HttpRequest, company_key: int) -> Company:
    return get_object_or_404(queries.visible_companies(person(http)), pk=min(company_key, keys.LARGEST))


def _confirmed(company: Company) -> str:
    """Who has confirmed the company, and since when."""
    if company.confirmed_at is None:
        return _("Not confirmed by anyone yet")
    sentence = ngettext(
        "Confirmed by %(count)d provider since %(day)s",
        "Confirmed by %(count)d providers since %(day)s",
        company.confirmations,
    )
    return sentence % {
        "count": company.confirmations,
        "day": day_with_year(clock.business_date(company.confirmed_at)),
    }


def _search(http: HttpRequest) -> tuple[FilterForm, str]:
    """The search for a provider, and the words that are looked for."""
    form = FilterForm({"q": http.GET.get("q", "")})
    form.fields["q"].label = _("Name or NPI of the provider")
    return form, form.cleaned_data["q"] if form.is_valid() else ""


def _place(http: HttpRequest) -> queries.Place | None:
    """Where the page of links begins, or None for the start and for anything that no page wrote."""
    key = read_key(http.GET.get("link", ""))
    name = "".join(sign for sign in http.GET.get("after", "")[:400] if sign.isprintable())
    return queries.Place(name, key) if key is not None else None


def _links(http: HttpRequest, company: Company, *, ended: bool = False) -> dict[str, Any]:
    """The links of the company that the reader looks for, 25 to a page. Two queries."""
    search, words = _search(http)
    place = _place(http)
    found, following = queries.page_of_links(company.pk, ended=ended, text=words, after=place)
    follow = ({"ended": "1"} if ended else {}) | ({"q": words} if words else {})
    then = {"after": following.name, "link": str(following.pk)} if following is not None else {}
    return {
        "search": search,
        "words": words,
        "ended": ended,
        "lines": link_lines(found),
        "next_url": "?" + urlencode(follow | then) if then else "",
        "first_url": "?" + urlencode(follow) if place is not None else "",
        "searches": bool(words) or bool(then) or place is not None or bool(search.errors),
    }


@rule(VIEWS_COMPANY)
@require_safe
def company(http: HttpRequest, company_key: int) -> HttpResponse:
    """One company: the providers it works for, what is under way, its lists and teams, and what it says about itself."""
    shown, reader = _visible(http, company_key), person(http)
    acts = acts_for(reader, shown)
    under_way = list(queries.undecided_requests(shown.pk)[: queries.UNDER_WAY + 1])
    teams = list(queries.teams_with_people(shown.pk)[: queries.PAGE + 1])
    context = {
        "company": shown,
        "acts": acts,
        "correct_url": reverse("companies:correct", args=[shown.pk]) if acts else "",
        "confirmed": _confirmed(shown),
        "limit": UNCONFIRMED_LIMIT,
        "facts": [
            Fact(_("EIN"), shown.shown_ein or _("None"), "" if shown.ein else _("an individual contractor")),
            Fact(_("Kind of work"), shown.get_work_display()),
            Fact(
                _("Registered by"),
                shown.founder.get_full_name(),
                day_with_year(clock.business_date(shown.registered_at)),
            ),
        ],
        "rows": company_rows(shown),
        "requests": request_lines(under_way[: queries.UNDER_WAY], reader),
        "more_requests": len(under_way) > queries.UNDER_WAY,
        "teams": teams[: queries.PAGE],
        "more_teams": len(teams) > queries.PAGE,
        "lists": list(queries.recent_lists(shown.pk)),
    }
    return render(http, "companies/company.html", context | _links(http, shown))


@rule(VIEWS_COMPANY)
@require_safe
def links(http: HttpRequest, company_key: int) -> HttpResponse:
    """Every provider that the company works for, by name, 25 to a page, by key; those that have ended on a tab of their own."""
    shown, ended = _visible(http, company_key), http.GET.get("ended") == "1"
    tabs = [Tab(_("Now"), "?", current=not ended), Tab(_("Ended"), "?ended=1", current=ended)]
    return render(http, "companies/links.html", {"company": shown, "tabs": tabs} | _links(http, shown, ended=ended))


@rule(VIEWS_COMPANY)
@require_safe
def requests(http: HttpRequest, company_key: int) -> HttpResponse:
    """Every request of the company, whoever sent it, newest first, 25 to a page, by key."""
    shown = _visible(http, company_key)
    rows, before = queries.requests_of(shown.pk), read_key(http.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(request__lt=before)
    found = list(rows[: queries.PAGE + 1])
    context = {
        "company": shown,
        "requests": request_lines(found[: queries.PAGE], person(http)),
        "next_url": f"?before={found[queries.PAGE - 1].pk}" if len(found) > queries.PAGE else "",
        "first_url": reverse("companies:requests", args=[shown.pk]) if before is not None else "",
    }
    return render(http, "companies/requests.html", context)


@rule(ACTS_FOR_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(http: HttpRequest, company_key: int) -> HttpResponse:
    """What the company says about itself; its EIN stays once a provider has confirmed it."""
    acted_for = companies_of(person(http)).select_related("founder")
    shown = get_object_or_404(acted_for, pk=min(company_key, keys.LARGEST))
    form = CompanyForm(http.POST if http.method == "POST" else None, initial=initial_of(facts_of(shown)), of=shown)
    if http.method == "POST" and form.is_valid():
        try:
            correct_company(actor=person(http), company_key=shown.pk, facts=form.facts)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("What the company says about itself is changed."))
            return redirect("companies:company", shown.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(http, "companies/correct.html", {"company": shown, "form": form}, status=status)


@rule(SIGNED_IN)
@require_safe
def mine(http: HttpRequest) -> HttpResponse:
    """The companies that the reader acts for, by name, 25 to a page; the only one is opened at once."""
    after = read_key(http.GET.get("after", ""))
    companies, more = page_of_companies(person(http), after)
    if len(companies) == 1 and not more and after is None:
        return redirect("companies:company", companies[0].pk)
    context = {
        "companies": companies,
        "next_url": f"?after={companies[-1].pk}" if more else "",
        "first_url": reverse("companies:mine") if after is not None else "",
    }
    return render(http, "companies/mine.html", context)
