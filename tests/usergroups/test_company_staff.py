"""People of a company: they ask or are invited, an administrator decides, and everything of them ends by one act."""

import pytest
from django.urls import reverse

from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from tests.factories import chain, engine, invitations, registration, surrogates
from usergroups import links
from usergroups.commands.companies import create_team
from usergroups.commands.company_people import end_person_at_company
from usergroups.commands.leaving import end_below, leave
from usergroups.commands.links import change_team_of_link, keep_out, renew_link
from usergroups.commands.teams import close_team, put_in_team, rename_team
from usergroups.models import LinkRequest

pytestmark = pytest.mark.django_db


def refused(act, **arguments):
    with pytest.raises(Refused) as caught:
        act(**arguments)
    return str(caught.value)


def asks_to_run(company, person=None):
    return chain.asked("company_administrator", person, find_company={"scope": company.pk})


def asks_to_join(team, person=None):
    return chain.asked("team_member", person, find_company={"scope": team.company_id}, team={"scope": team.pk})


def role_of(person, slug):
    return person.role_assignments.get(role=slug, ended_at=None).pk


@pytest.fixture
def company():
    return surrogates.company()


@pytest.fixture
def team(company):
    return surrogates.team_of(company)


def test_a_further_administrator_is_let_in_by_one_and_the_others_are_told(company):
    second = surrogates.further_administrator_of(company)
    request = asks_to_run(company)
    chain.approved(request, company.founder)
    assert chain.roles_of(request.requester) == {("company_administrator", company.pk)}
    told = Message.objects.filter(message="role_given_to_other")
    assert list(told.values_list("to", flat=True)) == [second.email]
    request.requester.refresh_from_db()
    assert request.requester.user_id


def test_a_member_is_let_in_by_an_administrator_and_works_for_what_the_team_serves(company, team):
    request = asks_to_join(team)
    link = surrogates.link(company)
    chain.approved(request, company.founder)
    assert chain.roles_of(request.requester) == {("team_member", team.pk)}
    assert links.works_through(request.requester, link)


def test_without_an_administrator_who_may_decide_it_goes_to_the_desk(company, team):
    company.founder.is_active = False
    company.founder.save(update_fields=["is_active"])
    request = asks_to_join(team)
    office = engine.open_step(request).offices.select_related("permission").get(since__isnull=False)
    assert office.permission.codename == "decide_at_desk"


def test_nobody_joins_an_unconfirmed_company_or_a_contractor():
    unconfirmed = LinkRequest.objects.get(request=surrogates.asks_to_work()).company
    assert "No provider has confirmed" in refused(asks_to_run, company=unconfirmed)
    contractor = surrogates.company(is_individual=True, ein="", legal_name="Pat Quill")
    assert "works alone" in refused(asks_to_join, team=surrogates.team_of(contractor))


def test_nobody_joins_a_closed_team(company, team):
    other = create_team(actor=company.founder, company_key=company.pk, name="Claims")
    request_of = registration.known_person()
    close_team(actor=company.founder, team_key=other.pk, reason="moved")
    assert "is closed" in refused(asks_to_join, team=other, person=request_of)


# INVITATIONS


@pytest.mark.parametrize("role", ["company_administrator", "team_member"])
def test_an_invited_person_gets_the_role_at_once(company, team, role, client):
    scope = company if role == "company_administrator" else team
    person = invitations.invited_person()
    row = invitations.invitation(company.founder, scope.pk, role, person.email)
    mail = Message.objects.get(key=f"invitation:{row.pk}")
    assert company.legal_name in mail.facts["for_whom"]
    client.force_login(person)
    shown = client.get(reverse("usergroups:invitation", args=[invitations.token_of(row)]))
    assert company.legal_name in shown.content.decode()
    key = invitations.begun(row, person)
    assert client.get(reverse("registration:review", args=[key])).status_code == 200
    client.post(reverse("registration:review", args=[key]), {"true": "on"})
    assert chain.roles_of(person) == {(role, scope.pk)}


def test_invitations_of_a_company_have_their_page_and_their_limit(company, team, client, settings):
    settings.INVITATIONS_PER_DAY = 1
    client.force_login(company.founder)
    for scope in (company, team):
        assert client.get(reverse("usergroups:invitations", args=[scope.pk])).status_code == 200
    address = reverse("usergroups:invitations", args=[team.pk])
    answer = client.post(address, {"role": "team_member", "emails": "a@example.org\nb@example.org"})
    assert "Your company has sent its 1 invitations" in answer.content.decode()


# THE FORM


def test_a_person_finds_the_company_chooses_a_team_and_asks(company, team, client):
    person = registration.known_person()
    client.force_login(person)
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    client.post(reverse("registration:who"), {"role": "team_member"})
    client.post(reverse("registration:terms"), {"accept": "on"})
    key = Request.objects.get(requester=person).pk
    find = reverse("usergroups:find_company", args=[key])
    assert "not yet registered or approved" in client.get(find, {"q": "Nowhere"}).content.decode()
    for words in ("tidewatr billing", company.shown_ein):
        assert company.legal_name in client.get(find, {"q": words}).content.decode()
    answer = client.post(find, {"company": company.pk})
    assert answer.url == reverse("usergroups:choose_team", args=[key])
    assert client.post(answer.url, {"team": "0"}).status_code == 422
    answer = client.post(answer.url, {"team": team.pk})
    client.post(answer.url, {"justification": "I send the bills."})
    client.post(reverse("registration:review", args=[key]), {"true": "on"})
    request = Request.objects.get(pk=key)
    assert request.status == "under_review"
    client.force_login(company.founder)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert "Do you know" in page
    assert "your company" in page


# TEAMS


def test_an_administrator_puts_people_of_the_company_and_herself_in_a_team(company, team):
    other = create_team(actor=company.founder, company_key=company.pk, name="Claims")
    member = surrogates.member_of(team)
    new = put_in_team(actor=company.founder, team_key=other.pk, person_keys=[member.pk, company.founder_id])
    assert {person.pk for person in new} == {member.pk, company.founder_id}
    held = member.role_assignments.get(scope=other.pk)
    assert held.reason == f"Put in the team by {company.founder.get_full_name()}"
    assert list(Message.objects.filter(message="put_in_team").values_list("to", flat=True)) == [member.email]
    assert put_in_team(actor=company.founder, team_key=other.pk, person_keys=[member.pk]) == []


def test_nobody_from_outside_is_put_in_a_team(company, team):
    stranger = registration.known_person()
    sentence = refused(put_in_team, actor=company.founder, team_key=team.pk, person_keys=[stranger.pk])
    assert "left the company" in sentence
    member = surrogates.member_of(team)
    assert "administrator" in refused(put_in_team, actor=member, team_key=team.pk, person_keys=[member.pk])


def test_a_team_is_renamed_and_closed_only_when_it_serves_nobody(company, team):
    founder = company.founder
    link = surrogates.link(company)
    other = create_team(actor=founder, company_key=company.pk, name="Claims")
    assert "already" in refused(rename_team, actor=founder, team_key=other.pk, name=team.name.upper())
    rename_team(actor=founder, team_key=other.pk, name="Denials")
    member = surrogates.member_of(team)
    assert "serves providers" in refused(close_team, actor=founder, team_key=team.pk, reason="over")
    for each in links.live_links().filter(company=company.pk):
        change_team_of_link(actor=founder, link_key=each.pk, team_key=other.pk)
    request = asks_to_join(team)
    assert "waits to get into" in refused(close_team, actor=founder, team_key=team.pk, reason="over")
    chain.approved(request, founder)
    close_team(actor=founder, team_key=team.pk, reason="over")
    assert chain.roles_of(member) == set()
    assert "one team at least" in refused_last(founder, other, link)


def refused_last(founder, team, link):
    for each in links.live_links().filter(team=team.pk):
        each.closed_at = each.approved_at
        each.save(update_fields=["closed_at"])
    return refused(close_team, actor=founder, team_key=team.pk, reason="over")


# WHO ENDS WHAT


def test_the_last_administrator_does_not_leave_links_behind(company):
    held = role_of(company.founder, "company_administrator")
    assert "only administrator" in refused(leave, actor=company.founder, assignment_id=held, reason="I go")
    surrogates.further_administrator_of(company)
    leave(actor=company.founder, assignment_id=held, reason="I go")
    assert chain.roles_of(company.founder) == set()


def test_a_provider_ends_no_role_of_a_link_but_an_administrator_does(company):
    link = links.with_names(links.live_links()).get(company=company.pk)
    head = chain.head_of(link.provider.organization_row)
    held = role_of(company.founder, "surrogate_administrator")
    assert "keep the person out" in refused(end_below, actor=head, assignment_id=held, reason="no")
    end_below(actor=surrogates.further_administrator_of(company), assignment_id=held, reason="mine now")
    assert chain.roles_of(company.founder) == {("company_administrator", company.pk)}


def test_what_a_leaver_has_asked_is_withdrawn_and_her_successor_asks_again(company, django_capture_on_commit_callbacks):
    link = links.live_links().get(company=company.pk)
    organization = registration.organization()
    asked = surrogates.asks_to_work(company, organization)
    link.until = links.clock.now() + links.RENEWABLE / 2
    link.save(update_fields=["until"])
    renewal = renew_link(actor=company.founder, link_key=link.pk)
    second = surrogates.further_administrator_of(company)
    with django_capture_on_commit_callbacks(execute=True):
        leave(actor=company.founder, assignment_id=role_of(company.founder, "company_administrator"), reason="I go")
    for request in (asked, renewal):
        request.refresh_from_db()
        assert request.status == "withdrawn"
    last = asked.events.order_by("pk").last()
    assert (last.entry.actor, last.entry.command) == (None, "withdrawn")
    assert "does not act for the company" in last.entry.remark
    again = surrogates.asks_to_work(company, organization, second)
    assert surrogates.approved(again).company_id == company.pk
    assert renew_link(actor=second, link_key=link.pk).status == "under_review"


def test_ending_a_person_ends_her_everywhere_in_the_company(company, team, django_capture_on_commit_callbacks):
    surrogates.link(company)
    put_in_team(actor=company.founder, team_key=team.pk, person_keys=[company.founder_id])
    asked = surrogates.asks_to_work(company)
    second, third = surrogates.further_administrator_of(company), surrogates.further_administrator_of(company)
    elsewhere = chain.group()
    chain.end_user_of(elsewhere, company.founder)
    with django_capture_on_commit_callbacks(execute=True):
        ended = end_person_at_company(
            actor=second, company_key=company.pk, person_key=company.founder_id, reason="Left the company"
        )
    assert ended == 4
    assert chain.roles_of(company.founder) == {("end_user", elsewhere.pk)}
    assert not links.links_of(company.founder).exists()
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    told = set(Message.objects.filter(message="company_person_ended").values_list("to", flat=True))
    assert told == {company.founder.email, third.email}


def test_who_may_end_a_person(company, team):
    member = surrogates.member_of(team)
    end = {"company_key": company.pk, "reason": "over"}
    assert "administrator" in refused(end_person_at_company, actor=member, person_key=company.founder_id, **end)
    assert "one by one" in refused(end_person_at_company, actor=company.founder, person_key=company.founder_id, **end)
    stranger = registration.known_person()
    assert "no role" in refused(end_person_at_company, actor=company.founder, person_key=stranger.pk, **end)


def test_picking_tells_whom_a_provider_keeps_out_and_who_decides_there(company, team, client):
    link = links.with_names(links.live_links()).get(company=company.pk)
    head = chain.head_of(link.provider.organization_row)
    other = create_team(actor=company.founder, company_key=company.pk, name="Claims")
    kept, decides = surrogates.member_of(team), surrogates.member_of(team)
    keep_out(actor=head, link_key=link.pk, person_key=kept.pk)
    chain.backup_of(link.provider.organization_row, decides)
    change_team_of_link(actor=company.founder, link_key=link.pk, team_key=other.pk)
    client.force_login(company.founder)
    address = reverse("companies:pick", args=[other.pk])
    page = client.post(address, {"person": [kept.pk, decides.pk]}).content.decode()
    assert "keeps this person out" in page
    assert "decides there" in page
    assert not other.scope.role_assignments.exists()
    answer = client.post(address, {"person": [kept.pk, decides.pk], "sure": "yes"})
    assert answer.url == reverse("companies:team", args=[other.pk])
    assert other.scope.role_assignments.count() == 2
    assert client.post(address, {"sure": "yes"}).status_code == 422
