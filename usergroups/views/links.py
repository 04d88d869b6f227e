"""The pages of one link: who of the company is in, and what provider and company can do about it."""

import copy
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.presentation import day_with_year
from approvals.views.requests import person
from iacs_portal.core import clock, keys
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.forms import PortalForm
from iacs_portal.core.keys import read_key
from iacs_portal.core.pieces import Fact, Row
from iacs_portal.roles.preview import consequences_of
from iacs_portal.scopes.queries import may
from registration.providers import provider_of
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import link_queries as queries
from usergroups import links
from usergroups.commands.links import change_team_of_link, end_link, keep_out, let_in_again, renew_link
from usergroups.companies import acts_for
from usergroups.forms.link_changes import ChangeTeamForm, EndLinkForm
from usergroups.models import Exclusion, Team, UserGroup

SIDES = Rule(
    "provider or company of the link",
    "Who decides for the provider, who acts for the company, and the help desk, which reads only; a 404 for anyone else.",
)
PROVIDER = Rule(
    "decides for the link's provider",
    "The officials of the provider, or the practitioner, now; a 404 for anyone else.",
)
COMPANY = Rule("acts for the link's company", "Whoever acts for the company now; a 404 for anyone else.")


def _link(http: HttpRequest, link_key: int) -> UserGroup:
    return get_object_or_404(queries.visible_links(person(http)), pk=min(link_key, keys.LARGEST))


def _of_provider(http: HttpRequest, link_key: int) -> UserGroup:
    link = _link(http, link_key)
    if not may(person(http), DECIDE_FOR_ORGANIZATION, link.provider_id):
        raise Http404
    return link


def _of_company(http: HttpRequest, link_key: int) -> UserGroup:
    link = _link(http, link_key)
    assert link.company is not None
    if not acts_for(person(http), link.company):
        raise Http404
    return link


@rule(SIDES)
@require_safe
def link(http: HttpRequest, link_key: int) -> HttpResponse:
    """One link: its two sides, its last day, who of the company is in, and what the reader can do."""
    return _drawn(http, _link(http, link_key))


def _drawn(http: HttpRequest, shown: UserGroup, problem: str = "") -> HttpResponse:
    reader = person(http)
    assert shown.company is not None
    decides, acts = may(reader, DECIDE_FOR_ORGANIZATION, shown.provider_id), acts_for(reader, shown.company)
    people, more = queries.page_of_people(shown, read_key(http.GET.get("after", "")))
    kept_out, more_kept = queries.kept_out_by(shown.provider_id, shown.company_id) if decides else ([], False)
    lives, run_by = links.is_live(shown), queries.administrator_of(shown)
    renewal = queries.renewal_of(shown) if lives else None
    context = {
        "link": shown,
        "provider": provider_of(shown.provider),
        "lives": lives,
        "decides": decides,
        "acts": acts,
        "facts": _facts(shown),
        "rows": [
            Row(_("Kind of work"), shown.company.get_work_display()),
            Row(_("Team"), str(shown.team)),
            Row(_("Run by"), run_by.user.get_full_name() if run_by is not None else ""),
            Row(_("By request"), _number(run_by)),
            Row(_("Why it ended"), run_by.reason if run_by is not None and run_by.ended_at is not None else ""),
        ],
        "people": people,
        "next_url": f"?after={people[-1].pk}" if more else "",
        "first_url": reverse("links:link", args=[shown.pk]) if "after" in http.GET else "",
        "kept_out": kept_out,
        "more_kept_url": reverse("links:of_provider", args=[shown.provider_id]) + "#kept-out" if more_kept else "",
        "renewal": renewal,
        "renewable": shown.until is not None and shown.until <= clock.now() + links.RENEWABLE,
        "renewable_from": _day(shown.until - links.RENEWABLE) if shown.until is not None else "",
        "problem": problem,
    }
    return render(http, "links/link.html", context, status=409 if problem else 200)


def _number(run_by: Any) -> str:
    step = run_by.made_by_step if run_by is not None else None
    return step.request.tracking_number if step is not None else ""


def _day(moment: Any) -> str:
    return day_with_year(clock.business_date(moment))


def _facts(shown: UserGroup) -> list[Fact]:
    ended = links.ended_at(shown)
    last = Fact(_("Ended"), _day(ended)) if ended is not None else Fact(_("Last day"), _day(shown.until))
    return [
        Fact(_("Provider"), str(provider_of(shown.provider))),
        Fact(_("Company"), str(shown.company)),
        Fact(_("Since"), _day(shown.approved_at)),
        last,
    ]


@rule(SIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def end(http: HttpRequest, link_key: int) -> HttpResponse:
    """What the end will change, and the button that ends it: for provider and company."""
    shown, reader = _link(http, link_key), person(http)
    form = EndLinkForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            end_link(actor=reader, link_key=shown.pk, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            words = {"company": shown.company, "provider": provider_of(shown.provider)}
            messages.success(http, _("%(company)s does not work for %(provider)s any more.") % words)
            return redirect("links:link", shown.pk)
    changes, refusal = None, None
    try:
        changes = consequences_of(lambda: end_link(actor=reader, link_key=shown.pk, reason="-"), scope_key=shown.pk)
    except Refused as refused:
        refusal = refused
    people = list(links.people_in(shown)[: queries.PAGE + 1])
    return _page(
        http,
        "links/end.html",
        shown,
        form,
        changes=changes,
        refusal=refusal,
        people=people[: queries.PAGE],
        more_people=len(people) > queries.PAGE,
    )


def _page(http: HttpRequest, template: str, shown: UserGroup, form: PortalForm | None, **context: Any) -> HttpResponse:
    status = 422 if form is not None and form.is_bound and form.errors else 200
    base = {"link": shown, "provider": provider_of(shown.provider), "form": form}
    return render(http, template, base | context, status=status)


@rule(COMPANY)
@require_POST
def renew(http: HttpRequest, link_key: int) -> HttpResponse:
    """Ask the provider to let the link go on for a year: one click."""
    shown = _of_company(http, link_key)
    try:
        request = renew_link(actor=person(http), link_key=shown.pk)
    except Refused as refused:
        return _drawn(http, shown, str(refused))
    messages.success(http, _("The provider is asked: %(number)s.") % {"number": request.tracking_number})
    return redirect("links:link", shown.pk)


@rule(PROVIDER)
@require_http_methods(["GET", "HEAD", "POST"])
def keep_person_out(http: HttpRequest, link_key: int, person_key: int) -> HttpResponse:
    """What keeping a person out means, and the button that does it."""
    shown = _of_provider(http, link_key)
    who = get_object_or_404(links.people_of_link(shown), pk=min(person_key, keys.LARGEST))
    problem = ""
    if http.method == "POST":
        try:
            keep_out(actor=person(http), link_key=shown.pk, person_key=who.pk)
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(http, _("%(who)s is kept out.") % {"who": who.get_full_name()})
            return redirect("links:link", shown.pk)
    context = {"link": shown, "provider": provider_of(shown.provider), "who": who, "problem": problem}
    return render(http, "links/keep_out.html", context, status=409 if problem else 200)


@rule(PROVIDER)
@require_POST
def let_person_in(http: HttpRequest, exclusion_id: int) -> HttpResponse:
    """Let a person in again whom the provider kept out."""
    kept = get_object_or_404(Exclusion.objects.select_related("person"), pk=min(exclusion_id, keys.LARGEST))
    if not may(person(http), DECIDE_FOR_ORGANIZATION, kept.provider_id):
        raise Http404
    try:
        let_in_again(actor=person(http), exclusion_id=kept.pk)
    except Refused as refused:
        messages.info(http, str(refused))
    else:
        messages.success(http, _("%(who)s is not kept out any more.") % {"who": kept.person.get_full_name()})
    return redirect("links:of_provider", kept.provider_id)


@rule(COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def change_team(http: HttpRequest, link_key: int) -> HttpResponse:
    """Choose another team of the company (GET); then who comes in and who goes out, and the button that changes it."""
    shown = _of_company(http, link_key)
    given = http.POST if http.method == "POST" else http.GET if "team" in http.GET else None
    form = ChangeTeamForm(given, link=shown)
    team = form.teams[form.cleaned_data["team"]] if form.is_bound and form.is_valid() else None
    if http.method == "POST" and team is not None:
        try:
            change_team_of_link(actor=person(http), link_key=shown.pk, team_key=team.pk)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The team %(team)s works for this provider now.") % {"team": team})
            return redirect("links:link", shown.pk)
    changes = _changes_by(shown, team) if team is not None else {"team": None}
    return _page(http, "links/change_team.html", shown, form, lives=links.is_live(shown), **changes)


def _changes_by(shown: UserGroup, team: Team) -> dict[str, Any]:
    """Who comes in and who goes out when `team` serves the link: the first 25 of each. Two queries."""
    then = copy.copy(shown)
    then.team = team
    before, after = links.people_of_link(shown), links.people_of_link(then)
    return {
        "team": team,
        "coming": _first(after.exclude(pk__in=before.order_by().values("pk"))),
        "going": _first(before.exclude(pk__in=after.order_by().values("pk"))),
    }


def _first(people: QuerySet[Any]) -> dict[str, Any]:
    """The first of `people`, and whether there are more. One query."""
    found = list(people[: queries.PAGE + 1])
    return {"people": found[: queries.PAGE], "more": len(found) > queries.PAGE}
