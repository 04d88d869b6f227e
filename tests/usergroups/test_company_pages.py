"""The pages of a company: who sees them, what stands on them, and what they ask of the database."""

import datetime

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.commands.organization_change import ask_change
from registration.models import Organization
from tests.factories import chain, engine, practitioners, registration, surrogates
from tests.statements import counted
from usergroups import links
from usergroups.commands.companies import create_team
from usergroups.commands.links import end_link
from usergroups.company_queries import Place, page_of_links
from usergroups.models import Company, LinkRequest, UserGroup

pytestmark = pytest.mark.django_db
MOST = 12


def url(page, company, query=""):
    return reverse(f"companies:{page}", args=[company.pk]) + query


def words(response):
    return " ".join(response.content.decode().split())


def opened(client, page, company, query="", person=None):
    client.force_login(person or company.founder)
    response = client.get(url(page, company, query))
    assert response.status_code == 200
    return words(response)


def named(*names):
    return [registration.organization(legal_business_name=name) for name in names]


def unconfirmed():
    request = surrogates.asks_to_work()
    return LinkRequest.objects.select_related("company__founder").get(request=request).company


def test_the_page_of_a_company_tells_who_it_is_and_whom_it_works_for(client):
    company = surrogates.company()
    provider = named("Pine Street Clinic")[0]
    link = surrogates.link(company, provider)
    asked = surrogates.asks_to_work(company, named("Oak Hospital")[0])
    surrogates.member_of(surrogates.team_of(company))
    page = opened(client, "company", company)
    year = clock.today().year
    for fact in (
        company.legal_name,
        company.shown_ein,
        "Billing and claims",
        "3 Mill Lane",
        "Pine Street Clinic",
        "Oak Hospital",
        asked.tracking_number,
        "Main team",
        "Confirmed by 2 providers since",
        str(year),
    ):
        assert fact in page
    assert '<td data-label="People" class="pc-num">1</td>' in page
    assert url("correct", company) in page
    assert link.company_id == company.pk


def test_an_unconfirmed_company_says_what_it_can_do_and_what_comes_after(client):
    page = opened(client, "company", unconfirmed())
    assert "Not confirmed by anyone yet" in page
    assert "up to 10 requests can wait at a time" in page
    assert "Afterwards it asks as many providers as it likes" in page


def test_only_who_acts_for_the_company_and_the_help_desk_see_its_pages(client):
    company = surrogates.company()
    member = surrogates.member_of(surrogates.team_of(company))
    official = chain.head_of(Organization.objects.get(pk=company.links.get().provider_id))
    desk, further = registration.desk_agent(), surrogates.further_administrator_of(company)
    for person, status in ((member, 404), (official, 404), (further, 200), (desk, 200)):
        client.force_login(person)
        for page in ("company", "links", "requests"):
            assert client.get(url(page, company)).status_code == status
    assert url("correct", company) not in opened(client, "company", company, person=desk)
    assert client.get(url("correct", company)).status_code == 404
    assert client.get(reverse("companies:company", args=[10**30])).status_code == 404


def test_an_unconfirmed_company_is_seen_by_its_founder_alone(client):
    company = unconfirmed()
    client.force_login(registration.known_person())
    assert client.get(url("company", company)).status_code == 404
    assert opened(client, "links", company)


def test_links_are_in_the_order_of_providers_names_and_paged_by_key(client, monkeypatch):
    monkeypatch.setattr("usergroups.company_queries.PAGE", 2)
    company = surrogates.company()
    end_link(actor=company.founder, link_key=company.links.get().pk, reason="Over")
    for provider in named("Oak Hospital", "elm house", "Pine Street Clinic"):
        surrogates.link(company, provider)
    first, place = page_of_links(company.pk)
    assert [str(link.provider.organization_row) for link in first] == ["elm house", "Oak Hospital"]
    assert place == Place("oak hospital", first[1].pk)
    rest, place = page_of_links(company.pk, after=place)
    assert [str(link.provider.organization_row) for link in rest] == ["Pine Street Clinic"]
    assert place is None
    page = opened(client, "links", company)
    assert "elm house" in page
    assert "Pine Street Clinic" not in page
    follow = f"?after=oak+hospital&link={first[1].pk}"
    assert follow.replace("&", "&amp;") in page
    page = opened(client, "links", company, follow)
    assert "Pine Street Clinic" in page
    assert "elm house" not in page


@pytest.mark.parametrize("text", ["clinic pine", "PINE", "Pine-Street", "{npi}"])
def test_a_provider_is_found_by_words_of_its_name_or_by_its_npi(client, text):
    company, number = surrogates.company(), registration.npi()
    surrogates.link(company, registration.organization(legal_business_name="Pine Street Clinic", npi=number))
    surrogates.link(company, named("Oak Hospital")[0])
    for page in ("company", "links"):
        found = opened(client, page, company, f"?q={text.format(npi=number)}")
        assert "Pine Street Clinic" in found
        assert number in found
        assert "Oak Hospital" not in found
    assert "No such provider here" in opened(client, "links", company, "?q=nowhere")


def test_what_has_ended_stands_on_its_own_tab_with_its_day(client, time_machine):
    company = surrogates.company()
    soon = clock.today() + datetime.timedelta(days=30)
    by_clock, by_hand = named("Oak Hospital", "Pine Street Clinic")
    surrogates.approved(surrogates.asks_to_work(company, by_clock), soon)
    ended = surrogates.link(company, by_hand)
    end_link(actor=company.founder, link_key=ended.pk, reason="Over")
    today = clock.today()
    time_machine.move_to(links.end_of_day(soon) + datetime.timedelta(days=3))
    page = opened(client, "links", company, "?ended=1")
    for day in (soon, today):
        assert f'<td data-label="Ended">{day.strftime("%B")} {day.day}, {day.year}</td>' in page
    assert "Oak Hospital" in page
    assert "Oak Hospital" not in opened(client, "links", company)


def test_a_link_that_ends_soon_says_so(client):
    company = surrogates.company()
    surrogates.approved(surrogates.asks_to_work(company), clock.today() + datetime.timedelta(days=30))
    page = opened(client, "links", company)
    assert "Ends soon" in page
    assert "Active" in page


def test_a_practitioner_is_told_apart(client):
    company = surrogates.company()
    surrogates.link(company, practitioners.approved(practitioners.request()))
    assert "Individual practitioner" in opened(client, "links", company)


def test_an_organization_that_is_called_otherwise_stands_under_its_new_name(client):
    company, provider = surrogates.company(), named("Oak Hospital")[0]
    link = surrogates.link(company, provider)
    head = chain.head_of(provider)
    request = ask_change(
        actor=head,
        organization_key=provider.pk,
        names={"legal_business_name": "Zebra Hospital", "ein": provider.ein},
    )
    commands.approve(step_id=engine.open_step(request).pk, actor=registration.desk_agent(), remark="CP 575 of March 3")
    link.refresh_from_db()
    assert link.provider_name == "zebra hospital"
    assert "Zebra Hospital" in opened(client, "links", company, "?q=zebra")


def test_requests_are_listed_whoever_sent_them(client, monkeypatch):
    monkeypatch.setattr("usergroups.company_queries.PAGE", 2)
    company = surrogates.company()
    further = surrogates.further_administrator_of(company)
    mine = surrogates.asks_to_work(company, named("Oak Hospital")[0])
    other = surrogates.asks_to_work(company, named("Pine Street Clinic")[0], further)
    page = opened(client, "requests", company)
    assert mine.tracking_number in page
    assert other.tracking_number in page
    assert further.get_full_name() in page
    assert reverse("approvals:request", args=[mine.tracking_number]) in page
    assert reverse("approvals:request", args=[other.tracking_number]) not in page
    assert page.index("Pine Street Clinic") < page.index("Oak Hospital")
    assert f"?before={mine.pk}" in page
    assert "Approved" in opened(client, "requests", company, f"?before={mine.pk}")


def test_decided_requests_are_not_under_way(client):
    company = surrogates.company()
    provider = named("Oak Hospital")[0]
    request = surrogates.asks_to_work(company, provider)
    commands.deny(step_id=engine.open_step(request).pk, actor=chain.head_of(provider), reason="not_known")
    assert "Nothing is under way" in opened(client, "company", company)
    assert "Denied" in opened(client, "requests", company)


TYPED = {
    "sort": "company",
    "legal_name": "Tidewater Works, Inc.",
    "ein": "22-3456789",
    "work": "consulting",
    "line_1": "4 Mill Lane",
    "city": "Port Ellery",
    "state": "ME",
    "zip": "04999",
    "telephone": "207-555-0191",
}


def test_the_ein_of_a_confirmed_company_stays_and_all_else_changes(client):
    company = surrogates.company()
    page = opened(client, "correct", company)
    assert f"The EIN {company.shown_ein} stays" in page
    assert 'name="ein"' not in page
    response = client.post(url("correct", company), TYPED)
    assert response.url == url("company", company)
    ein = company.ein
    company.refresh_from_db()
    assert (company.legal_name, company.ein, company.line_1) == ("Tidewater Works, Inc.", ein, "4 Mill Lane")


def test_an_unconfirmed_company_is_corrected_once_nobody_looks_at_it(client):
    company = unconfirmed()
    client.force_login(company.founder)
    response = client.post(url("correct", company), TYPED)
    assert response.status_code == 422
    assert "Providers look at requests of this company now" in words(response)
    commands.withdraw(request_id=company.link_requests.get().request_id, actor=company.founder)
    client.post(url("correct", company), TYPED)
    company.refresh_from_db()
    assert (company.ein, company.legal_name) == ("223456789", "Tidewater Works, Inc.")


def test_one_company_is_opened_at_once_and_several_are_listed(client):
    founder = registration.known_person()
    client.force_login(founder)
    assert "You act for no company" in words(client.get(reverse("companies:mine")))
    surrogates.asks_to_work(surrogates.facts(), person=founder)
    company = Company.objects.get()
    assert client.get(reverse("companies:mine")).url == url("company", company)
    surrogates.asks_to_work(surrogates.facts(legal_name="Other Works"), person=founder)
    page = words(client.get(reverse("companies:mine")))
    assert "Other Works" in page
    assert "Not confirmed yet" in page


def grown(company, count):
    """`count` more links and undecided requests of the company, and as many teams."""
    made = [surrogates.link(company) for _number in range(count)]
    for number in range(count):
        surrogates.asks_to_work(company)
        surrogates.member_of(create_team(actor=company.founder, company_key=company.pk, name=f"Team {number}"))
    return made


@pytest.mark.parametrize("page", ["company", "links", "requests", "company?q=providence", "links?ended=1"])
def test_a_page_asks_the_same_of_the_database_for_1_and_for_30_links(client, page):
    name, _mark, query = page.partition("?")
    few, many = surrogates.company(), surrogates.company()
    grown(few, 1)
    for link in grown(many, 30)[:15]:
        end_link(actor=many.founder, link_key=link.pk, reason="Over")
    end_link(actor=few.founder, link_key=few.links.order_by("pk").first().pk, reason="Over")
    asked = []
    for company in (few, many):
        client.force_login(company.founder)
        client.get(url(name, company, f"?{query}"))
        with counted() as statements:
            assert client.get(url(name, company, f"?{query}")).status_code == 200
        asked.append(statements)
    assert len(asked[0]) == len(asked[1]), f"{asked[0]}\n\n{asked[1]}"
    assert len(asked[1]) <= MOST, str(asked[1])
    assert UserGroup.objects.filter(company=many).count() == 31
    assert Request.objects.filter(kind="surrogate").count() == 64
    assert User.objects.exists()


def test_the_page_of_a_request_tells_both_days_and_leads_to_the_company(client):
    request = surrogates.asks_to_work()
    soon = clock.today() + datetime.timedelta(days=40)
    company = surrogates.approved(request, soon).company
    client.force_login(request.requester)
    page = words(client.get(reverse("approvals:request", args=[request.tracking_number])))
    for day in (soon, surrogates.next_year()):
        assert f"{day.strftime('%B')} {day.day}, {day.year}" in page
    assert "Asked until" in page
    assert "Granted until" in page
    assert url("company", company) in page


def test_who_does_not_act_for_the_company_any_more_is_not_led_to_it(client):
    request = surrogates.asks_to_work()
    company = surrogates.approved(request).company
    held = RoleAssignment.objects.get(user=request.requester, role="company_administrator", ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="As the test says")
    client.force_login(request.requester)
    page = words(client.get(reverse("approvals:request", args=[request.tracking_number])))
    assert url("company", company) not in page
    assert client.get(url("company", company)).status_code == 404
