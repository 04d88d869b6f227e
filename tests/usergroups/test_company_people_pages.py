"""Pages of a company's people and teams: what they show, and the same statements for one person and for thirty."""

import pytest
from django.urls import reverse

from tests.factories import registration, surrogates
from tests.statements import counted
from usergroups.commands.companies import create_team

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def company(client):
    made = surrogates.company()
    client.force_login(made.founder)
    return made


def read(client, name, *keys, **query):
    with counted() as statements:
        answer = client.get(reverse(name, args=keys), query)
    assert answer.status_code == 200
    return answer.content.decode(), statements


@pytest.mark.parametrize("name", ["companies:people", "companies:team", "companies:pick"])
def test_lists_ask_the_same_for_one_person_and_for_thirty(client, company, name):
    team = surrogates.team_of(company)
    other = create_team(actor=company.founder, company_key=company.pk, name="Claims")
    key = {"companies:people": company.pk, "companies:team": team.pk, "companies:pick": other.pk}[name]
    surrogates.member_of(team)
    read(client, name, key)
    few = read(client, name, key)[1]
    for _number in range(29):
        surrogates.member_of(team)
    many = read(client, name, key)[1]
    assert len(few) == len(many), f"{few}\n\n{many}"
    assert len(many) <= MOST, str(many)


def test_people_are_found_by_name_and_paged_by_key(client, company):
    team = surrogates.team_of(company)
    members = [surrogates.member_of(team) for _number in range(30)]
    sought = members[7]
    sought.first_name, sought.last_name = "Zelda", "Quincey"
    sought.save(update_fields=["first_name", "last_name"])
    page = read(client, "companies:people", company.pk, q="quinc zel")[0]
    assert page.count("Zelda Quincey") == 1
    seen, after = [], ""
    for _page in range(2):
        answer = client.get(reverse("companies:people", args=[company.pk]) + after)
        seen += [line.person.pk for line in answer.context["lines"]]
        after = answer.context["next_url"]
    assert (len(seen), len(set(seen)), after) == (31, 31, "")


def test_one_person_shows_what_ended_too(client, company):
    team = surrogates.team_of(company)
    member = surrogates.member_of(team)
    address = reverse("roles:end", args=[member.role_assignments.get().pk])
    client.post(address, {"reason": "The work is over."})
    page, statements = read(client, "companies:person", company.pk, member.pk)
    assert "Ended" in page
    assert len(statements) <= MOST, str(statements)
    stranger = registration.known_person()
    assert client.get(reverse("companies:person", args=[company.pk, stranger.pk])).status_code == 404


def test_ending_a_person_is_told_before_it_is_done(client, company):
    second = surrogates.further_administrator_of(company)
    client.force_login(second)
    address = reverse("companies:end_person", args=[company.pk, company.founder_id])
    page = client.get(address).content.decode()
    assert "Runs the surrogate user group at providers: 1" in page
    assert "Providers worked for until now: 1" in page
    assert company.founder.role_assignments.filter(ended_at=None).count() == 2
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Left"}).url == reverse("companies:people", args=[company.pk])
    assert not company.founder.role_assignments.filter(ended_at=None).exists()


def test_giving_up_the_role_of_an_administrator_tells_what_follows(client, company):
    surrogates.further_administrator_of(company)
    surrogates.asks_to_work(company)
    held = company.founder.role_assignments.get(role="company_administrator")
    page = client.get(reverse("roles:end", args=[held.pk])).content.decode()
    assert "at providers: 1." in page
    assert "withdrawn: 1." in page


def test_the_preview_of_an_end_asks_the_same_for_one_link_and_for_four(client, company):
    client.force_login(surrogates.further_administrator_of(company))
    keys = (company.pk, company.founder_id)
    read(client, "companies:end_person", *keys)
    one = read(client, "companies:end_person", *keys)[1]
    for _number in range(3):
        surrogates.link(company)
    four = read(client, "companies:end_person", *keys)[1]
    assert len(one) == len(four), f"{one}\n\n{four}"
