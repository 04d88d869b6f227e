"""Teams of a company: one team with its people, a new one, another name, its end, and picking people for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from approvals.views.requests import person
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.forms import PortalForm
from iacs_portal.core.keys import read_key
from iacs_portal.roles.preview import consequences_of
from usergroups import links
from usergroups.commands.companies import create_team
from usergroups.commands.teams import AT_ONCE, close_team, put_in_team, rename_team, why_not_close
from usergroups.companies import members_of, people_of
from usergroups.forms.company_staff import CloseTeamForm, TeamNameForm
from usergroups.models import Team
from usergroups.views.company_place import (
    RUNS_COMPANY,
    company_or_404,
    counted,
    number_words,
    page_of_people,
    team_or_404,
)

NOT_REACHED_SHOWN = 25


@rule(RUNS_COMPANY)
@require_safe
def team(http: HttpRequest, team_key: int) -> HttpResponse:
    """Its people by name, how many providers it serves, and what the reader can do."""
    found = team_or_404(http, team_key)
    served = counted(links.served_by(found.pk))
    context = page_of_people(http, members_of(found.pk), found.company_id)
    roles_there = {
        each.user_id: each.pk for line in context["lines"] for each in line.held if each.scope_id == found.pk
    }
    return render(
        http,
        "companies/team.html",
        context
        | {
            "team": found,
            "served": served,
            "served_words": number_words(served),
            "lines": [(line, roles_there.get(line.person.pk, 0)) for line in context["lines"]],
        },
    )


@rule(RUNS_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(http: HttpRequest, company_key: int) -> HttpResponse:
    """Name a further team."""
    company = company_or_404(http, company_key)
    form = TeamNameForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            made = create_team(actor=person(http), company_key=company.pk, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(http, _("The team %(name)s is there. Put people in it.") % {"name": made.name})
            return redirect("companies:team", made.pk)
    return _drawn(http, "companies/new_team.html", form, company=company)


def _drawn(http: HttpRequest, template: str, form: PortalForm, **context: object) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(http, template, {"form": form} | context, status=status)


@rule(RUNS_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(http: HttpRequest, team_key: int) -> HttpResponse:
    """Another name for the team."""
    found = team_or_404(http, team_key)
    form = TeamNameForm(http.POST or None, initial={"name": found.name})
    if http.method == "POST" and form.is_valid():
        try:
            renamed = rename_team(actor=person(http), team_key=found.pk, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The team is called %(name)s now.") % {"name": renamed.name})
            return redirect("companies:team", found.pk)
    return _drawn(http, "companies/rename_team.html", form, team=found)


@rule(RUNS_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def close(http: HttpRequest, team_key: int) -> HttpResponse:
    """What the closing will change, and the button that closes; or why it cannot be closed."""
    found, reader = team_or_404(http, team_key), person(http)
    form = CloseTeamForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            close_team(actor=reader, team_key=found.pk, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The team %(name)s is closed.") % {"name": found.name})
            return redirect("companies:people", found.company_id)
    changes, refusal = None, None
    if found.closed_at is None:
        refusal = why_not_close(found)
    if found.closed_at is None and refusal is None:
        try:
            changes = consequences_of(
                lambda: close_team(actor=reader, team_key=found.pk, reason="-"), scope_key=found.pk
            )
        except Refused as refused:  # closed, or asked for, in this moment
            refusal = refused
    return _drawn(http, "companies/close_team.html", form, team=found, changes=changes, refusal=refusal)


@rule(RUNS_COMPANY)
@require_http_methods(["GET", "HEAD", "POST"])
def pick(http: HttpRequest, team_key: int) -> HttpResponse:
    """Tick people of the company (GET), see what it changes (POST), put them in (POST with `sure`)."""
    found = team_or_404(http, team_key)
    if http.method != "POST":
        return _list_to_pick(http, found)
    keys = {key for text in http.POST.getlist("person")[: AT_ONCE + 1] if (key := read_key(text)) is not None}
    if "sure" not in http.POST and keys:
        return _what_it_changes(http, found, keys)
    try:
        new = put_in_team(actor=person(http), team_key=found.pk, person_keys=keys)
    except Refused as refused:
        return _list_to_pick(http, found, str(refused))
    words = ngettext("%(count)d person is new in the team.", "%(count)d people are new in the team.", len(new))
    messages.success(http, words % {"count": len(new)})
    return redirect("companies:team", found.pk)


def _list_to_pick(http: HttpRequest, found: Team, problem: str = "") -> HttpResponse:
    """The people of the company who are not in the team, with tick boxes."""
    others = people_of(found.company_id).exclude(pk__in=members_of(found.pk).values("pk"))
    context = page_of_people(http, others, found.company_id)
    context |= {"team": found, "problem": problem, "has_errors": bool(problem)}
    return render(http, "companies/pick.html", context, status=422 if problem else 200)


def _what_it_changes(http: HttpRequest, found: Team, keys: set[int]) -> HttpResponse:
    """Who gets in, at how many providers, and which ones somebody will not reach."""
    who = list(people_of(found.company_id).filter(pk__in=keys).order_by("last_name", "first_name", "pk")[:AT_ONCE])
    if not who:
        return _list_to_pick(http, found, _("Somebody of these left the company meanwhile. Look at the list again."))
    served = counted(links.served_by(found.pk))
    missed = links.not_reached(found, who, NOT_REACHED_SHOWN + 1)
    context = {
        "team": found,
        "who": who,
        "served": served,
        "served_words": number_words(served),
        "missed": missed[:NOT_REACHED_SHOWN],
        "more_missed": len(missed) > NOT_REACHED_SHOWN,
    }
    return render(http, "companies/pick_preview.html", context)
