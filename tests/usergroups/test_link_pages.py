"""The pages of links: what each side sees and does, and the same statements for one person or company and for thirty."""

import datetime

import pytest
from django.urls import reverse

from approvals.presentation import day_with_year
from iacs_portal.core import clock
from tests.factories import chain, registration, surrogates
from tests.statements import counted
from usergroups import links
from usergroups.commands.companies import create_team
from usergroups.models import Exclusion, LinkRequest, SurrogateRule

pytestmark = pytest.mark.django_db
MOST = 12


@pytest.fixture
def link():
    made = surrogates.link(surrogates.company())
    surrogates.member_of(surrogates.team_of(made.company))
    return made


def head_of(link):
    return chain.head_of(link.provider.organization_row)


def read(client, name, *keys, **query):
    with counted() as statements:
        answer = client.get(reverse(name, args=keys), query)
    assert answer.status_code == 200
    return answer.content.decode(), statements


def test_both_sides_see_who_is_in_and_nobody_else_sees_the_link(client, link):
    member = links.people_in(link).exclude(pk=link.company.founder_id).get()
    for reader in (head_of(link), link.company.founder):
        client.force_login(reader)
        page = read(client, "links:link", link.pk)[0]
        assert member.get_full_name() in page
        assert ("Keep out" in page) == (reader == head_of(link))
        assert ("Let another team work here" in page) == (reader == link.company.founder)
    for stranger in (member, registration.known_person(), chain.head_of(registration.organization())):
        client.force_login(stranger)
        assert client.get(reverse("links:link", args=[link.pk])).status_code == 404


def test_the_provider_keeps_a_person_out_and_lets_her_in_again_by_its_pages(client, link):
    member = links.people_in(link).exclude(pk=link.company.founder_id).get()
    client.force_login(head_of(link))
    answer = client.post(reverse("links:keep_out", args=[link.pk, member.pk]), follow=True)
    assert "No: kept out by the provider" in answer.content.decode()
    assert not links.works_through(member, link)
    kept = Exclusion.objects.get()
    client.post(reverse("links:let_in", args=[kept.pk]))
    assert links.works_through(member, link)


def test_the_end_is_shown_before_it_is_done_and_takes_effect_at_once(client, link):
    member = links.people_in(link).exclude(pk=link.company.founder_id).get()
    client.force_login(head_of(link))
    page = read(client, "links:end", link.pk)[0]
    assert f"{member.get_full_name()} does not get in here any more" in page
    assert links.works_through(member, link)
    assert client.post(reverse("links:end", args=[link.pk]), {"reason": ""}).status_code == 422
    answer = client.post(reverse("links:end", args=[link.pk]), {"reason": "The work is over."}, follow=True)
    assert "Nobody gets in through it any more." in answer.content.decode()
    assert not links.works_through(member, link)


def test_a_renewal_is_one_click_in_the_last_sixty_days(client, link, time_machine):
    client.force_login(link.company.founder)
    address = reverse("links:renew", args=[link.pk])
    assert "It can be renewed from" in read(client, "links:link", link.pk)[0]
    assert client.post(address).status_code == 409
    time_machine.move_to(link.until - datetime.timedelta(days=40))
    client.force_login(link.company.founder)
    assert "Ask to renew it for a year" in read(client, "links:link", link.pk)[0]
    assert client.post(address, follow=True).status_code == 200
    detail = LinkRequest.objects.get(renews=link)
    assert detail.asked_until == links.in_years(clock.business_date(link.until), 1)
    assert "A renewal is under way" in read(client, "links:link", link.pk)[0]


def test_the_standing_rule_is_set_by_the_provider_alone(client, link):
    address = reverse("links:of_provider", args=[link.provider_id])
    client.force_login(registration.desk_agent())
    assert client.get(address).status_code == 200
    assert client.post(address, {"rule": "never"}).status_code == 404
    client.force_login(head_of(link))
    assert client.post(address, {}).status_code == 422
    client.post(address, {"rule": "never"})
    assert SurrogateRule.objects.get().never
    page = read(client, "links:of_provider", link.provider_id)[0]
    assert f"Set by {head_of(link).get_full_name()}" in page
    assert str(link.company) in page


def test_an_ended_link_says_the_day_on_which_it_ended_and_not_when_the_clock_closed_it(client, link, time_machine):
    time_machine.move_to(link.until + datetime.timedelta(hours=30))
    client.force_login(head_of(link))
    day = day_with_year(clock.business_date(link.until))
    assert day in read(client, "links:of_provider", link.provider_id, ended="1")[0]
    assert day in read(client, "links:link", link.pk)[0]


def test_a_request_from_a_list_shows_no_mail_that_is_not_sent(client, link):
    organization = registration.organization()
    request = surrogates.asks_to_work(link.company, organization)
    client.force_login(chain.head_of(organization))
    step = request.steps.get()
    address = reverse("approvals:decide", args=[step.pk])
    assert "The mail" in client.get(address).content.decode()
    shown = surrogates.provider_list(link.company, registration.npi())
    LinkRequest.objects.filter(request=request).update(provider_list=shown)
    page = client.get(address).content.decode()
    assert "in one mail a day" in page
    assert "The mail" not in page
    assert "Show the mail" not in page


def test_another_team_is_shown_with_who_comes_and_goes_before_it_works_there(client, link):
    leaving = links.people_in(link).exclude(pk=link.company.founder_id).get()
    team = create_team(actor=link.company.founder, company_key=link.company_id, name="Claims")
    coming = surrogates.member_of(team)
    client.force_login(link.company.founder)
    address = reverse("links:change_team", args=[link.pk])
    page = client.get(address, {"team": team.pk}).content.decode()
    assert page.index("Who comes in") < page.index(coming.get_full_name()) < page.index("Who goes out")
    assert page.index("Who goes out") < page.index(leaving.get_full_name())
    assert links.works_through(leaving, link)
    client.post(address, {"team": team.pk})
    assert links.works_through(coming, link)
    assert not links.works_through(leaving, link)
    assert client.get(address, {"team": 0}).status_code == 422


@pytest.mark.parametrize("name", ["links:link", "links:end"])
def test_a_link_asks_the_same_of_the_database_for_1_and_for_30_people(client, link, name):
    client.force_login(head_of(link))
    read(client, name, link.pk)
    few = read(client, name, link.pk)[1]
    for _number in range(29):
        surrogates.member_of(surrogates.team_of(link.company))
    many = read(client, name, link.pk)[1]
    assert len(few) == len(many), f"{few}\n\n{many}"
    if name == "links:link":
        assert len(many) <= MOST, str(many)


def test_a_provider_with_30_companies_is_read_by_as_many_statements_as_one_with_1(client, link):
    client.force_login(head_of(link))
    few = read(client, "links:of_provider", link.provider_id)[1]
    for _number in range(29):
        surrogates.link(surrogates.company(), link.provider.organization_row)
    page, many = read(client, "links:of_provider", link.provider_id)
    assert len(few) == len(many) <= MOST, f"{few}\n\n{many}"
    assert "after=" in page
