"""The form for a surrogate user group: a company is registered or chosen, and asks one provider until a day."""

import datetime

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Draft, Request
from iacs_portal.core import clock
from registration.models import Organization
from tests.factories import chain, engine, practitioners, registration, surrogates
from usergroups import links
from usergroups.commands.companies import create_team
from usergroups.models import Company, LinkRequest

pytestmark = pytest.mark.django_db
TYPED = {
    "sort": "company",
    "legal_name": "Tidewater Billing, LLC",
    "ein": "12-3456789",
    "work": "billing",
    "line_1": "3 Mill Lane",
    "line_2": "",
    "city": "Port Ellery",
    "state": "ME",
    "zip": "04999",
    "telephone": "207-555-0190",
    "extension": "",
}


def begun(client, person=None):
    """A draft of somebody who is signed in and has accepted the terms."""
    person = person or registration.known_person()
    client.force_login(person)
    draft = commands.start(actor=person, kind="surrogate", answers={"community": surrogates.COMMUNITY})
    client.post(
        reverse("registration:terms") + f"?next={reverse('registration:continue', args=[draft.pk])}", {"accept": "on"}
    )
    return draft


def company_url(request, query=""):
    return reverse("usergroups:wizard_company", args=[request.pk]) + query


def chooses(client, request, provider):
    return client.post(reverse("registration:find", args=[request.pk]), {"organization": provider.pk})


def until(client, request, day=None):
    day = day or surrogates.next_year()
    return client.post(reverse("usergroups:wizard_link", args=[request.pk]), {"until": day.isoformat()})


def sends(client, request):
    return client.post(reverse("registration:review", args=[request.pk]), {"true": "on"})


def sent(client, provider, **typed):
    """A first request, from the first page to the last."""
    draft = begun(client)
    client.post(company_url(draft), TYPED | typed)
    chooses(client, draft, provider)
    until(client, draft)
    sends(client, draft)
    return Request.objects.get(pk=draft.pk)


def returned(client, provider):
    request = sent(client, provider)
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=surrogates.decider_of(provider), reason="day"
    )
    return request


def words(response):
    return " ".join(response.content.decode().split())


def test_the_first_request_registers_the_company_and_asks_one_provider(client):
    provider = registration.organization()
    draft = begun(client)
    page = client.get(reverse("registration:continue", args=[draft.pk]), follow=True)
    assert "Your company" in words(page)
    assert "up to 10 of your requests can wait" in words(page)
    after = client.post(company_url(draft), TYPED)
    assert after.url == reverse("registration:find", args=[draft.pk])
    after = chooses(client, draft, provider)
    assert after.url == reverse("usergroups:wizard_link", args=[draft.pk])
    assert f'value="{surrogates.next_year().isoformat()}"' in words(client.get(after.url))
    assert until(client, draft).url == reverse("registration:review", args=[draft.pk])
    review = words(client.get(reverse("registration:review", args=[draft.pk])))
    for fact in ("Tidewater Billing, LLC", "12-3456789", "Billing and claims", "3 Mill Lane", str(provider), "5 of 5"):
        assert fact in review
    assert "Tidewater Billing, LLC does Medicare work for" in review
    sends(client, draft)
    detail = LinkRequest.objects.get(request=draft.pk)
    assert detail.request.status == "under_review"
    assert (detail.provider_id, detail.asked_until) == (provider.pk, surrogates.next_year())
    company = detail.company
    assert (company.ein, company.legal_name, company.confirmed_at) == ("123456789", "Tidewater Billing, LLC", None)
    assert (company.founder_id, company.state, company.telephone) == (detail.request.requester_id, "ME", "207-555-0190")


def test_the_path_stands_on_the_page_of_roles(client):
    registration.community()
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    assert "You work for a provider from outside" in words(client.get(reverse("registration:who")))


def test_an_individual_contractor_has_no_ein_and_may_ask_a_practitioner(client):
    provider = practitioners.approved(practitioners.request())
    request = sent(client, provider, sort="individual", legal_name="Alex Doe", ein="")
    detail = LinkRequest.objects.get(request=request)
    assert (detail.company.is_individual, detail.company.ein, detail.provider_id) == (True, "", provider.pk)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ein": ""}, "EIN is missing"),
        ({"sort": "individual"}, "An individual contractor has no EIN here"),
        ({"ein": "12"}, "EIN"),
        ({"legal_name": ""}, "Legal name is missing"),
        ({"work": ""}, "Choose one"),
        ({"state": "Bavaria"}, "State"),
    ],
)
def test_what_is_missing_is_told_at_its_field(client, typed, sentence):
    draft = begun(client)
    page = client.post(company_url(draft), TYPED | typed)
    assert page.status_code == 422
    assert sentence in words(page)
    assert "company" not in Draft.objects.get(request=draft).answers


def test_the_ein_of_a_confirmed_company_is_refused_at_its_field_with_the_way_to_join_it(client):
    company = surrogates.company()
    draft = begun(client)
    page = client.post(company_url(draft), TYPED | {"ein": company.ein})
    assert page.status_code == 422
    assert "Ask one of its User Group Administrators to let you in." in words(page)
    assert f'<a class="usa-link" href="{reverse("registration:start")}">Ask to join the company</a>' in words(page)


def test_who_acts_for_companies_chooses_one_or_registers_another(client):
    company, provider = surrogates.company(), registration.organization()
    draft = begun(client, company.founder)
    page = words(client.get(company_url(draft)))
    assert company.legal_name in page
    assert "Confirmed" in page
    assert "can also ask many at once, by a list of NPIs" in page
    after = client.post(company_url(draft), {"company": company.pk})
    assert after.url == reverse("registration:find", args=[draft.pk])
    assert "You chose Tidewater Billing, LLC" in words(client.get(company_url(draft)))
    assert "Legal name" in words(client.get(company_url(draft, "?new=1")))
    chooses(client, draft, provider)
    until(client, draft)
    sends(client, draft)
    assert LinkRequest.objects.get(request=draft.pk).company == company
    assert Company.objects.count() == 1


def test_a_company_that_she_does_not_act_for_cannot_be_chosen(client):
    mine, other = surrogates.company(), surrogates.company()
    draft = begun(client, mine.founder)
    page = client.post(company_url(draft), {"company": other.pk})
    assert page.status_code == 422
    assert "Choose a company from the list." in words(page)


def test_another_company_is_a_new_one(client):
    company, provider = surrogates.company(), registration.organization()
    draft = begun(client, company.founder)
    client.post(company_url(draft, "?new=1"), TYPED | {"legal_name": "Other Works, Inc."})
    chooses(client, draft, provider)
    until(client, draft)
    sends(client, draft)
    other = LinkRequest.objects.get(request=draft.pk).company
    assert (other.pk == company.pk, other.legal_name) == (False, "Other Works, Inc.")


def test_the_team_is_asked_for_where_there_are_several(client):
    company, provider = surrogates.company(), registration.organization()
    team = create_team(actor=company.founder, company_key=company.pk, name="Enrollments")
    draft = begun(client, company.founder)
    client.post(company_url(draft), {"company": company.pk})
    chooses(client, draft, provider)
    page = reverse("usergroups:wizard_link", args=[draft.pk])
    assert "Enrollments" in words(client.get(page))
    client.post(page, {"until": surrogates.next_year().isoformat(), "team": team.pk})
    sends(client, draft)
    assert LinkRequest.objects.get(request=draft.pk).team == team


@pytest.mark.parametrize(("days", "sentence"), [(0, "tomorrow or later"), (1100, "three years at most")])
def test_a_last_day_out_of_range_is_refused(client, days, sentence):
    draft = begun(client)
    client.post(company_url(draft), TYPED)
    chooses(client, draft, registration.organization())
    page = until(client, draft, clock.today() + datetime.timedelta(days=days))
    assert page.status_code == 422
    assert sentence in words(page)


def test_a_day_that_has_come_meanwhile_is_asked_for_again(client, time_machine):
    draft = begun(client)
    client.post(company_url(draft), TYPED)
    chooses(client, draft, registration.organization())
    until(client, draft, clock.today() + datetime.timedelta(days=1))
    time_machine.move_to(links.end_of_day(clock.today() + datetime.timedelta(days=2)))
    client.force_login(draft.requester)
    page = client.get(reverse("registration:review", args=[draft.pk]))
    assert page.url == reverse("usergroups:wizard_link", args=[draft.pk])


def test_a_changed_ein_on_a_returned_first_request_changes_the_same_company(client):
    provider = registration.organization()
    request = returned(client, provider)
    before = LinkRequest.objects.get(request=request).company
    page = words(client.get(company_url(request)))
    assert "12-3456789" in page
    client.post(company_url(request), TYPED | {"ein": "22-3456789", "legal_name": "Tidewater Billing, Inc."})
    assert "22-3456789" in words(client.get(reverse("registration:review", args=[request.pk])))
    sends(client, request)
    request.refresh_from_db()
    assert request.status == "under_review"
    company = Company.objects.get()
    assert (company.pk, company.ein, company.legal_name) == (before.pk, "223456789", "Tidewater Billing, Inc.")
    assert LinkRequest.objects.get(request=request).company == company


def test_facts_stay_while_another_provider_looks_at_them(client):
    request = returned(client, registration.organization())
    company = LinkRequest.objects.get(request=request).company
    surrogates.asks_to_work(company, registration.organization())
    client.post(company_url(request), TYPED | {"ein": "22-3456789"})
    page = sends(client, request)
    assert page.status_code == 422
    assert "Providers look at requests of this company now" in words(page)
    company.refresh_from_db()
    assert company.ein == "123456789"


def test_a_returned_request_of_a_confirmed_company_stays_with_it(client):
    provider = registration.organization()
    request = returned(client, provider)
    company = LinkRequest.objects.get(request=request).company
    surrogates.link(company)
    other = registration.known_person()
    page = words(client.get(company_url(request)))
    assert "This request stays with this company" in page
    client.post(company_url(request))
    sends(client, request)
    request.refresh_from_db()
    assert (request.status, LinkRequest.objects.get(request=request).company) == ("under_review", company)
    client.force_login(other)
    assert client.get(company_url(request)).status_code == 404


def asks_again(client, request):
    number = request.tracking_number
    assert "Begin a new request from these answers" in words(client.get(reverse("approvals:request", args=[number])))
    client.post(reverse("registration:again", args=[number]))
    return Request.objects.get(follows=request)


def test_asking_again_goes_on_with_the_company_of_the_denied_request(client):
    provider = registration.organization()
    request = sent(client, provider)
    commands.deny(step_id=engine.open_step(request).pk, actor=chain.head_of(provider), reason="not_known")
    again = asks_again(client, request)
    client.post(company_url(again), TYPED | {"ein": "22-3456789"})
    chooses(client, again, registration.organization())
    sends(client, again)
    assert Company.objects.get().ein == "223456789"
    assert LinkRequest.objects.get(request=again).company == LinkRequest.objects.get(request=request).company


def test_asking_again_goes_on_with_the_company_when_it_was_confirmed_meanwhile(client):
    provider = registration.organization()
    request = sent(client, provider)
    company = LinkRequest.objects.get(request=request).company
    commands.withdraw(request_id=request.pk, actor=request.requester)
    surrogates.link(company)
    again = asks_again(client, request)
    assert "You chose Tidewater Billing, LLC" in words(client.get(company_url(again)))
    sends(client, again)
    assert LinkRequest.objects.get(request=again).company == company
    assert Company.objects.count() == 1


def test_a_further_company_is_another_one_though_the_request_follows_an_earlier_one(client):
    provider = registration.organization()
    request = sent(client, provider)
    commands.withdraw(request_id=request.pk, actor=request.requester)
    again = asks_again(client, request)
    client.post(company_url(again, "?new=1"), TYPED | {"ein": "33-3456789", "legal_name": "Other Works, Inc."})
    sends(client, again)
    assert sorted(Company.objects.values_list("ein", flat=True)) == ["123456789", "333456789"]
    assert LinkRequest.objects.get(request=again).company.ein == "333456789"


def test_the_eleventh_undecided_request_of_an_unconfirmed_company_gets_the_sentence(client):
    person, given = registration.known_person(), surrogates.facts()
    for _number in range(10):
        surrogates.asks_to_work(given, registration.organization(), person)
    company = Company.objects.get()
    draft = begun(client, person)
    client.post(company_url(draft), {"company": company.pk})
    chooses(client, draft, registration.organization())
    until(client, draft)
    page = sends(client, draft)
    assert page.status_code == 422
    assert "No provider has confirmed your company yet, so 10 requests can wait at a time." in words(page)
    assert Organization.objects.count() == 11
