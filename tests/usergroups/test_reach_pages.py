"""What somebody of a company sees of the providers she works for: home, header, the list of places and its search."""

import datetime

import pytest
from django.urls import reverse

from approvals.kinds import Office
from iacs_portal.core import clock
from tests.factories import chain, practitioners, registration, surrogates
from tests.statements import counted
from usergroups.commands.links import end_link, keep_out, let_in_again
from usergroups.links import works_through
from usergroups.models import UserGroup
from usergroups.reach import companies_found
from usergroups.roles import BELONG_TO_GROUP, BELONG_TO_TEAM

pytestmark = pytest.mark.django_db
HOME, PLACES, ROLES = "home", "organizations:places", "organizations:roles"


def opened(client, name, **query):
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return response


def works_for(client, name, **query):
    """The names of the providers in the list of places that are reached through a company."""
    return [str(line.provider) for line in opened(client, PLACES, **query).context["links"]]


def linked(company, name, **fields):
    """A link of `company` at a new organization with this name."""
    return surrogates.link(company, registration.organization(legal_business_name=name, **fields))


def official_of(link):
    return chain.head_of(link.provider.organization_row)


def member_of(company):
    return surrogates.member_of(surrogates.team_of(company))


@pytest.fixture
def company():
    return surrogates.company(legal_name="Tidewater Billing, LLC")


def test_a_member_of_a_team_reads_for_whom_she_works_through_whom_until_when_and_whom_to_ask(client, company):
    link = linked(company, "Quayside Street Clinic")
    member = member_of(company)
    client.force_login(member)
    for name in (HOME, PLACES):
        page = opened(client, name).content.decode()
        assert "Quayside Street Clinic" in page
        assert "Tidewater Billing, LLC" in page
        assert f"Ask: {company.founder.get_full_name()}" in page
        assert f'datetime="{clock.business_date(link.until):%Y-%m-%d}' in page or str(link.until.year) in page
        assert reverse("organizations:organization", args=[link.provider_id]) not in page


def test_an_administrator_reads_her_company_for_how_many_it_works_and_which_links_end_soon(client, company):
    linked(company, "Quayside Street Clinic")
    soon = linked(company, "Mill Lane Dental")
    UserGroup.objects.filter(pk=soon.pk).update(until=clock.now() + datetime.timedelta(days=59))
    client.force_login(company.founder)
    page = opened(client, HOME)
    assert [line.links for line in page.context["page"].reach.companies] == ["for 3 providers"]
    assert [line.provider for line in page.context["page"].reach.ending] == ["Mill Lane Dental"]
    assert f"/companies/{company.pk}/" in page.content.decode()


def test_links_of_a_company_are_counted_up_to_a_bound(client, company, monkeypatch):
    monkeypatch.setattr("usergroups.reach.COUNTED", 2)
    monkeypatch.setattr("iacs_portal.site.home.COUNTED", 2)
    for number in range(3):
        linked(company, f"Quayside {number}")
    assert [each.links_counted for each in companies_found(company.founder, None)] == [3]
    client.force_login(company.founder)
    assert "for more than 2 providers" in opened(client, HOME).content.decode()


def test_who_registered_a_company_that_nobody_has_confirmed_sees_it_and_works_there(client):
    request = surrogates.asks_to_work(surrogates.facts(legal_name="Tidewater Billing, LLC"))
    client.force_login(request.requester)
    page = opened(client, HOME).content.decode()
    assert "Not confirmed by a provider yet" in page
    assert "You act for Tidewater Billing, LLC." in page


def test_a_further_administrator_sees_the_company_once_it_is_confirmed(client, company):
    further = surrogates.further_administrator_of(company)
    client.force_login(further)
    assert "Tidewater Billing, LLC" in opened(client, HOME).content.decode()
    assert [str(line.company) for line in opened(client, PLACES).context["companies"]] == ["Tidewater Billing, LLC"]


@pytest.mark.parametrize("who", ["administrator", "member"])
@pytest.mark.parametrize("name", [HOME, PLACES, ROLES, "approvals:inbox", "approvals:requests"])
def test_a_page_takes_the_same_number_of_statements_for_1_and_30_links(client, company, name, who):
    client.force_login(company.founder if who == "administrator" else member_of(company))
    opened(client, name)
    counts = []
    for more in (0, 29):
        for number in range(more):
            linked(company, f"Quayside {number}")
        for query in ({}, {"q": "quayside"}) if name == PLACES and more else ({},):
            with counted() as statements:
                opened(client, name, **query)
            counts.append(len(statements) - (1 if query else 0))  # found providers are read along with their links
    assert len(set(counts)) == 1, str(statements)
    assert counts[0] <= 12, str(statements)


def test_a_provider_is_found_by_words_with_which_those_of_its_name_begin(client, company):
    linked(company, "Quayside Street Clinic")
    linked(company, "St. Luke's Dental")
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    surrogates.link(company, practitioner)
    client.force_login(member_of(company))
    assert works_for(client, PLACES, q="clin quay") == ["Quayside Street Clinic"]
    assert works_for(client, PLACES, q="LUKES d") == ["St. Luke's Dental"]
    assert works_for(client, PLACES, q="uayside") == []
    assert works_for(client, PLACES, q=practitioner.name) == [practitioner.name]
    assert "No provider of yours matches" in opened(client, PLACES, q="uayside").content.decode()
    assert works_for(client, PLACES, q="%%") == []


def test_a_provider_is_found_by_its_npi(client, company):
    number = registration.npi()
    linked(company, "Quayside Street Clinic", npi=number)
    client.force_login(member_of(company))
    assert works_for(client, PLACES, q=f" {number} ") == ["Quayside Street Clinic"]
    assert works_for(client, PLACES, q=registration.npi()) == []


def test_nothing_is_found_that_is_of_others(client, company):
    number = registration.npi()
    other = surrogates.company(legal_name="Quayside Billing, Inc")
    linked(other, "Quayside Street Clinic", npi=number)
    client.force_login(member_of(company))
    for query in ({}, {"q": "quayside"}, {"q": number}):
        page = opened(client, PLACES, **query)
        assert "Quayside" not in page.content.decode().replace('value="quayside"', "")


def test_all_links_are_reached_page_by_page(client, company):
    names = {f"Quayside {number:02}" for number in range(29)}
    for name in sorted(names):
        linked(company, name)
    client.force_login(member_of(company))
    for query in ({}, {"q": "quayside"}):
        first = opened(client, PLACES, **query)
        assert len(first.context["links"]) == 25
        rest = client.get(reverse(PLACES) + first.context["links_next_url"])
        assert rest.context["links_next_url"] == ""
        assert rest.context["first_url"]
        found = [str(line.provider) for page in (first, rest) for line in page.context["links"]]
        assert len(found) == len(set(found))
        assert names <= set(found)
    assert works_for(client, PLACES, q="quayside")[:2] == ["Quayside 00", "Quayside 01"]


def test_who_is_kept_out_does_not_see_the_provider_until_she_is_let_in_again(client, company):
    link = linked(company, "Quayside Street Clinic")
    member = member_of(company)
    client.force_login(member)
    kept = keep_out(actor=official_of(link), link_key=link.pk, person_key=member.pk)
    for query in ({}, {"q": "quayside"}):
        assert "Quayside Street Clinic" not in opened(client, PLACES, **query).content.decode()
    assert "Quayside Street Clinic" not in opened(client, HOME).content.decode()
    assert client.post(reverse("organizations:work_here", args=[link.provider_id])).status_code == 404
    let_in_again(actor=official_of(link), exclusion_id=kept.pk)
    assert "Quayside Street Clinic" in works_for(client, PLACES)


def test_a_provider_that_ended_the_link_is_gone_at_once(client, company):
    link = linked(company, "Quayside Street Clinic")
    for person in (company.founder, member_of(company)):
        client.force_login(person)
        assert "Quayside Street Clinic" in opened(client, HOME).content.decode()
    end_link(actor=official_of(link), link_key=link.pk, reason="Over")
    for person in (company.founder, member_of(company)):
        client.force_login(person)
        assert "Quayside Street Clinic" not in works_for(client, PLACES)
        assert "Quayside Street Clinic" not in works_for(client, PLACES, q="quayside")
        assert [str(line.provider) for line in opened(client, HOME).context["page"].reach.links] != []


def test_a_link_past_its_last_day_counts_no_more_before_anybody_closed_it(client, company):
    link = linked(company, "Quayside Street Clinic")
    client.force_login(member_of(company))
    UserGroup.objects.filter(pk=link.pk).update(until=clock.now() - datetime.timedelta(seconds=1))
    assert "Quayside Street Clinic" not in works_for(client, PLACES)


def test_a_person_chooses_the_provider_of_a_link_and_falls_back_when_it_ends(client, company):
    link, other = linked(company, "Quayside Street Clinic"), linked(company, "Mill Lane Dental")
    client.force_login(member_of(company))
    page = client.post(reverse("organizations:work_here", args=[link.provider_id]), follow=True).content.decode()
    assert "You work for Quayside Street Clinic, through Tidewater Billing, LLC now." in page
    assert "You work for Quayside Street Clinic through Tidewater Billing, LLC until" in page
    end_link(actor=official_of(link), link_key=link.pk, reason="Over")
    page = opened(client, HOME)
    assert page.context["frame"].place == "Mill Lane Dental, through Tidewater Billing, LLC"
    assert "Quayside Street Clinic" not in page.content.decode()
    assert str(other.provider.organization_row) == "Mill Lane Dental"


def test_a_role_of_the_house_comes_before_what_is_reached_through_a_company(client, company):
    linked(company, "Aardvark Clinic")
    own = registration.organization(legal_business_name="Zebra Clinic")
    member = member_of(company)
    chain.end_user_of(chain.group(own), member)
    client.force_login(member)
    assert opened(client, HOME).context["frame"].place == "Zebra Clinic"


def test_an_administrator_works_for_her_company_until_she_chooses_another_place(client, company):
    link = linked(company, "Quayside Street Clinic")
    client.force_login(company.founder)
    assert opened(client, HOME).context["frame"].place == "Tidewater Billing, LLC"
    client.post(reverse("organizations:work_here", args=[link.provider_id]))
    assert opened(client, HOME).context["frame"].place == "Quayside Street Clinic, through Tidewater Billing, LLC"
    client.post(reverse("organizations:work_here", args=[company.pk]))
    assert opened(client, HOME).context["frame"].place == "Tidewater Billing, LLC"


def test_nobody_works_for_a_provider_or_company_of_others(client, company):
    other = linked(surrogates.company(), "Quayside Street Clinic")
    client.force_login(member_of(company))
    for key in (other.provider_id, other.company_id, company.pk, other.pk):
        assert client.post(reverse("organizations:work_here", args=[key])).status_code == 404


def test_roles_in_links_are_a_list_of_their_own(client, company):
    for number in range(29):
        linked(company, f"Quayside {number}")
    client.force_login(company.founder)
    page = opened(client, ROLES)
    assert {line.assignment.role for line, _end in page.context["lines"]} == {"company_administrator"}
    first = opened(client, ROLES, **{"in": "links"})
    rest = client.get(reverse(ROLES) + first.context["next_url"])
    places = [line.place for page in (first, rest) for line, _end in page.context["lines"]]
    assert len(places) == len(set(places)) == 30
    assert all(end for _line, end in first.context["lines"])
    member = member_of(company)
    client.force_login(member)
    assert opened(client, ROLES).context["tabs"] == []


@pytest.mark.parametrize("permission", [BELONG_TO_GROUP, BELONG_TO_TEAM])
def test_nobody_decides_by_what_she_belongs_to(permission):
    with pytest.raises(ValueError, match="no office"):
        Office(permission, 1)


def test_a_request_waits_for_an_administrator_who_runs_links_too(client, company):
    link = linked(company, "Quayside Clinic")
    group = chain.group(registration.organization())
    chain.administrator_of(group, company.founder)
    asked = chain.asks_to_join(group)
    client.force_login(company.founder)
    assert asked.requester.get_full_name() in opened(client, "approvals:inbox").content.decode()
    assert works_through(company.founder, link)
