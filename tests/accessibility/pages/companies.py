"""The pages of surrogate companies, and the form for a surrogate user group."""

import datetime

from django.urls import reverse

from approvals import commands
from iacs_portal.core import clock
from tests.accessibility.listing import Visit, fill_and_press, page, press
from tests.factories import engine, practitioners, registration, surrogates
from usergroups.commands.companies import create_team
from usergroups.commands.links import end_link
from usergroups.models import LinkRequest


def _begun(person=None, **answers):
    """A draft for a surrogate user group, of somebody who has accepted the terms."""
    person = person or registration.known_person()
    return commands.start(actor=person, kind="surrogate", answers={"community": surrogates.COMMUNITY} | answers)


def _of(draft, url_name, act=None, query=""):
    return Visit(reverse(url_name, args=[draft.pk]) + query, user=draft.requester, act=act)


@page("usergroups:wizard_company", "new company")
def _():
    return _of(_begun(), "usergroups:wizard_company")


@page("usergroups:wizard_company", "new individual contractor")
def _():
    given = surrogates.facts(legal_name="Alex Example", is_individual=True, ein="")
    return _of(_begun(company=given), "usergroups:wizard_company")


@page("usergroups:wizard_company", "errors")
def _():
    return _of(_begun(), "usergroups:wizard_company", press("Save and continue"))


@page("usergroups:wizard_company", "error: EIN of a confirmed company")
def _():
    given = surrogates.facts()
    surrogates.company(ein=given["ein"])
    return _of(_begun(company=given), "usergroups:wizard_company", press("Save and continue"))


@page("usergroups:wizard_company", "existing companies")
def _():
    company = surrogates.company()
    surrogates.asks_to_work(
        surrogates.facts(legal_name="Alex Example", is_individual=True, ein=""), person=company.founder
    )
    return _of(_begun(company.founder, company={"scope": company.pk}), "usergroups:wizard_company")


@page("usergroups:wizard_company", "another company")
def _():
    return _of(_begun(surrogates.company().founder), "usergroups:wizard_company", query="?new=1")


@page("usergroups:wizard_company", "returned, confirmed")
def _():
    company = surrogates.company()
    return _of(_returned(company), "usergroups:wizard_company")


@page("usergroups:wizard_company", "returned, not confirmed")
def _():
    return _of(_returned(None), "usergroups:wizard_company")


def _returned(company):
    provider = registration.organization()
    request = surrogates.asks_to_work(company, provider)
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=surrogates.decider_of(provider), reason="day"
    )
    return request


@page("usergroups:wizard_link", "full")
def _():
    draft = _begun(company=surrogates.facts(), find={"scope": registration.organization().pk})
    return _of(draft, "usergroups:wizard_link")


@page("usergroups:wizard_link", "several teams")
def _():
    company = surrogates.company()
    create_team(actor=company.founder, company_key=company.pk, name="Enrollments")
    given = {"company": {"scope": company.pk}, "find": {"scope": registration.organization().pk}}
    return _of(_begun(company.founder, **given), "usergroups:wizard_link")


@page("usergroups:wizard_link", "error: too late")
def _():
    draft = _begun(company=surrogates.facts(), find={"scope": registration.organization().pk})
    return _of(draft, "usergroups:wizard_link", fill_and_press({"Last day": "2099-01-01"}, "Save and continue"))


@page("registration:review", "surrogate")
def _():
    given = surrogates.answers(surrogates.facts(), practitioners.approved(practitioners.request()))
    return _of(_begun(**given), "registration:review")


@page("registration:find", "surrogate")
def _():
    return _of(_begun(company=surrogates.facts()), "registration:find")


def _at(company, name, act=None, query="", user=None):
    return Visit(reverse(f"companies:{name}", args=[company.pk]) + query, user=user or company.founder, act=act)


def _grown():
    """A company with providers, one of which is near its end, requests of two people and two teams."""
    company = surrogates.company()
    for name in ("Pine Street Clinic", "Oak Hospital", "Elm House"):
        surrogates.link(company, registration.organization(legal_business_name=name, npi=registration.npi()))
    soon = clock.today() + datetime.timedelta(days=20)
    surrogates.approved(surrogates.asks_to_work(company, practitioners.approved(practitioners.request())), soon)
    for person in (company.founder, surrogates.further_administrator_of(company)):
        surrogates.asks_to_work(company, person=person)
    create_team(actor=company.founder, company_key=company.pk, name="Enrollments")
    surrogates.member_of(surrogates.team_of(company))
    return company


def _unconfirmed():
    request = surrogates.asks_to_work()
    return LinkRequest.objects.select_related("company__founder").get(request=request).company


@page("companies:company", "confirmed")
def _():
    return _at(_grown(), "company")


@page("companies:company", "not confirmed")
def _():
    return _at(_unconfirmed(), "company")


@page("companies:company", "help desk")
def _():
    return _at(_grown(), "company", user=registration.desk_agent())


@page("companies:company", "nothing found")
def _():
    return _at(_grown(), "company", query="?q=nowhere")


@page("companies:company", "30 of everything")
def _():
    company = surrogates.company()
    for number in range(30):
        surrogates.link(company)
        surrogates.asks_to_work(company)
        create_team(actor=company.founder, company_key=company.pk, name=f"Team {number}")
    return _at(company, "company")


@page("companies:links", "live")
def _():
    return _at(_grown(), "links")


@page("companies:links", "ended")
def _():
    company = _grown()
    for link in company.links.order_by("pk")[:2]:
        end_link(actor=company.founder, link_key=link.pk, reason="The work is over.")
    return _at(company, "links", query="?ended=1")


@page("companies:links", "nothing ended")
def _():
    return _at(surrogates.company(), "links", query="?ended=1")


@page("companies:requests", "full")
def _():
    return _at(_grown(), "requests")


@page("companies:requests", "nothing on this page")
def _():
    return _at(surrogates.company(), "requests", query="?before=1")


@page("companies:correct", "confirmed")
def _():
    return _at(surrogates.company(), "correct")


@page("companies:correct", "error: under review")
def _():
    return _at(_unconfirmed(), "correct", press("Save"))


@page("companies:mine", "several")
def _():
    company = surrogates.company()
    surrogates.asks_to_work(
        surrogates.facts(legal_name="Alex Example", is_individual=True, ein=""), person=company.founder
    )
    return Visit(reverse("companies:mine"), user=company.founder)


@page("companies:mine", "none")
def _():
    return Visit(reverse("companies:mine"), user=registration.known_person())


@page("approvals:request", "surrogate, approved")
def _():
    request = surrogates.asks_to_work()
    surrogates.approved(request, clock.today() + datetime.timedelta(days=40))
    return Visit(reverse("approvals:request", args=[request.tracking_number]), user=request.requester)
