"""The registration of an Individual Practitioner, page by page."""

from django.urls import reverse

from approvals import commands
from approvals.kinds import Office
from registration import roles
from tests.accessibility.listing import Visit, page, press, then
from tests.factories import chain, engine, practitioners, registration


def _at(name, request, act=None):
    return Visit(reverse(f"registration:{name}", args=[request.pk]), user=request.requester, act=act)


def _begun(npi="", **answers):
    person = registration.known_person(first_name="Alex", last_name="Physician")
    given = {"community": {"slug": "provider-supplier"}} | answers
    if npi:
        given["practitioner_npi"] = {"npi": npi}
    return commands.start(actor=person, kind="practitioner_registration", answers=given)


def _typed(npi):
    def act(browser_page):
        browser_page.locator("[name=npi]").fill(npi)

    return then(act, press("Save and continue"))


@page("registration:practitioner_npi", "empty")
def _():
    return _at("practitioner_npi", _begun())


@page("registration:practitioner_npi", "full")
def _():
    return _at("practitioner_npi", practitioners.draft())


@page("registration:practitioner_npi", "error")
def _():
    npi = registration.npi()
    registration.record(npi)
    return _at("practitioner_npi", _begun(), act=_typed(npi))


@page("registration:practice", "empty")
def _():
    return _at("practice", _begun(registration.npi()))


@page("registration:practice", "full")
def _():
    npi = registration.npi()
    practitioners.record(npi, last_name="OTHER")
    return _at("practice", _begun(npi))


@page("registration:practice", "error")
def _():
    return _at("practice", _begun(registration.npi()), act=press("Save and continue"))


@page("registration:review", "practitioner")
def _():
    return _at("review", practitioners.draft())


def _case(act=None):
    npi = registration.npi()
    practitioners.record(npi, last_name="OTHER")
    asked = practitioners.request(npi=npi)
    registration.registration(npi=npi)
    practitioners.approved(practitioners.request())
    registration.registration(asked.requester)
    return asked, Visit(reverse("desk:case", args=[asked.pk]), user=registration.desk_agent(), act=act)


@page("desk:case", "practitioner")
def _():
    return _case()[1]


@page("desk:case", "error: practitioner")
def _():
    def act(browser_page):
        browser_page.locator("summary", has_text="Deny").click()
        browser_page.locator("button[name=do][value=deny]").click()

    return _case(act)[1]


@page("desk:case", "practitioner, passed on")
def _():
    registration.desk_lead()
    asked, visit = _case()
    office = Office(roles.LEAD_DESK, registration.community().pk)
    commands.reassign(
        step_id=engine.open_step(asked).pk, actor=visit.user, office=office, remark="The name is another one."
    )
    return visit


@page("registration:find", "practitioners")
def _():
    practitioners.approved(practitioners.request())
    person = registration.known_person()
    draft = commands.start(actor=person, kind="end_user", answers={"community": {"slug": "provider-supplier"}})
    return Visit(reverse("registration:find", args=[draft.pk]) + "?q=alex+physician", user=person)


@page("organizations:organization", "practitioner")
def _():
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    chain.asks_for_group(practitioner, name="Front desk")
    chain.administrator_of(chain.group(practitioner))
    return Visit(reverse("organizations:organization", args=[practitioner.pk]), user=asked.requester)
