"""Links: made by the provider's approval, lived through by the people of a team, ended by either side or by the clock."""

import datetime

import pytest

from approvals import commands
from approvals.models import Request
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import may
from tests.factories import chain, engine, practitioners, registration, surrogates
from usergroups import links
from usergroups.commands.links import (
    close_due_link,
    end_link,
    keep_out,
    let_in_again,
    renew_link,
    set_surrogate_rule,
)
from usergroups.models import Company, LinkRequest, UserGroup

pytestmark = pytest.mark.django_db


def names(people):
    return {person.pk for person in people}


def refused(act, **arguments):
    with pytest.raises(Refused) as caught:
        act(**arguments)
    return str(caught.value)


def test_the_first_approval_makes_the_link_and_confirms_the_company():
    organization = registration.organization()
    request = surrogates.asks_to_work(provider=organization)
    company = LinkRequest.objects.get(request=request).company
    assert company.confirmed_at is None
    link = surrogates.approved(request)
    company.refresh_from_db()
    assert company.confirmed_at is not None
    assert (link.provider_id, link.company_id, link.team_id) == (
        organization.pk,
        company.pk,
        surrogates.team_of(company).pk,
    )
    assert link.until == links.end_of_day(surrogates.next_year())
    assert chain.roles_of(request.requester) == {
        ("company_administrator", company.pk),
        ("surrogate_administrator", link.pk),
    }
    mail = Message.objects.get(message="link_approved")
    request.requester.refresh_from_db()
    assert mail.facts["user_id"] == request.requester.user_id


def test_each_provider_is_asked_by_itself_and_the_person_registers_once():
    company = surrogates.company()
    people = names([company.founder])
    for _number in range(2):
        surrogates.link(company)
    assert Company.objects.count() == 1
    assert UserGroup.objects.filter(company=company).count() == 3
    assert set(Request.objects.filter(kind="surrogate").values_list("requester", flat=True)) == people


def test_members_of_the_team_work_for_the_provider_while_the_link_lives():
    company = surrogates.company()
    link = surrogates.link(company)
    member = surrogates.member_of(surrogates.team_of(company))
    assert names(links.people_in(link)) == {company.founder_id, member.pk}
    assert link in links.links_of(member)
    official = chain.head_of(registration.organization())
    assert not links.works_through(official, link)
    end_link(actor=official_of(link), link_key=link.pk, reason="Over")
    link.refresh_from_db()
    assert names(links.people_in(link)) == set()
    assert not links.links_of(member).filter(pk=link.pk).exists()
    assert not may(company.founder, "belong_to_group", link.pk)


def official_of(link):
    return chain.head_of(link.provider.organization_row)


def test_a_link_never_reaches_somebody_who_decides_for_the_provider():
    company = surrogates.company()
    link = surrogates.link(company)
    backup = chain.backup_of(link.provider.organization_row)
    surrogates.member_of(surrogates.team_of(company), backup)
    assert backup.pk not in names(links.people_in(link))
    assert not links.links_of(backup).filter(pk=link.pk).exists()


def test_a_provider_keeps_a_person_out_and_lets_her_in_again():
    company = surrogates.company()
    link, other = surrogates.link(company), surrogates.link(company)
    member = surrogates.member_of(surrogates.team_of(company))
    kept = keep_out(actor=official_of(link), link_key=link.pk, person_key=member.pk)
    assert not links.works_through(member, link)
    assert links.works_through(member, other)
    assert set(Message.objects.filter(message="person_kept_out").values_list("to", flat=True)) == {
        member.email,
        company.founder.email,
    }
    let_in_again(actor=official_of(link), exclusion_id=kept.pk)
    assert links.works_through(member, link)


def test_a_company_has_one_link_with_a_provider_and_one_request_at_a_time():
    company, organization = surrogates.company(), registration.organization()
    surrogates.asks_to_work(company, organization)
    sentence = refused(surrogates.asks_to_work, company=company, provider=organization, person=None)
    assert "under way" in sentence
    link = surrogates.link(company)
    assert "already" in refused(surrogates.asks_to_work, company=company, provider=link.provider.organization_row)


def test_the_standing_rule_never_is_respected():
    company, organization = surrogates.company(), registration.organization()
    set_surrogate_rule(actor=chain.head_of(organization), provider_key=organization.pk, never=True)
    assert "never takes surrogates" in refused(surrogates.asks_to_work, company=company, provider=organization)
    set_surrogate_rule(actor=chain.head_of(organization), provider_key=organization.pk, never=False)
    surrogates.asks_to_work(company, organization)


def test_an_unconfirmed_company_has_ten_undecided_requests_at_most():
    person, given = registration.known_person(), surrogates.facts()
    organizations = [registration.organization() for _number in range(11)]
    for organization in organizations[:10]:
        surrogates.asks_to_work(given, organization, person)
    assert Company.objects.count() == 1
    other = surrogates.facts()
    for facts in (given, other):
        assert "No provider has confirmed" in refused(
            surrogates.asks_to_work, company=facts, provider=organizations[10], person=person
        )


def test_the_ein_of_a_confirmed_company_is_its_own():
    company = surrogates.company()
    assert "EIN" in refused(
        surrogates.asks_to_work, company=surrogates.facts(ein=company.ein), person=registration.known_person()
    )


def test_the_second_of_two_unconfirmed_companies_with_one_ein_is_not_approved():
    ein = surrogates.facts()["ein"]
    first = surrogates.asks_to_work(surrogates.facts(ein=ein))
    second = surrogates.asks_to_work(surrogates.facts(ein=ein))
    surrogates.approved(first)
    assert "confirmed meanwhile" in refused(surrogates.approved, request=second)


def test_a_practitioner_decides_herself_and_an_individual_contractor_has_no_ein():
    practitioner = practitioners.approved(practitioners.request())
    link = surrogates.link(provider=practitioner, company=surrogates.facts(is_individual=True, ein=""))
    assert link.provider_id == practitioner.pk
    assert link.company.ein == ""


def test_the_provider_may_grant_a_shorter_time_but_no_longer_one():
    company = surrogates.company()
    soon = clock.today() + datetime.timedelta(days=30)
    request = surrogates.asks_to_work(company)
    later = surrogates.next_year() + datetime.timedelta(days=1)
    assert "so long" in refused(surrogates.approved, request=request, until=later)
    assert surrogates.approved(request, soon).until == links.end_of_day(soon)


def test_a_link_ends_on_its_day_and_is_closed_by_the_clock(time_machine):
    company = surrogates.company()
    soon = clock.today() + datetime.timedelta(days=30)
    link = surrogates.approved(surrogates.asks_to_work(company), soon)
    assert close_due_link(actor=None, link_key=link.pk) is False
    time_machine.move_to(links.end_of_day(soon) + datetime.timedelta(seconds=1))
    assert not links.works_through(company.founder, link)
    assert close_due_link(actor=None, link_key=link.pk) is True
    assert close_due_link(actor=None, link_key=link.pk) is False
    assert not RoleAssignment.objects.filter(scope=link.pk, ended_at=None).exists()
    link.refresh_from_db()
    assert links.ended_at(link) == links.end_of_day(soon)
    assert Message.objects.filter(message="link_ended").count() == 2


def test_a_renewal_is_one_request_and_one_approval(time_machine):
    company = surrogates.company()
    link = surrogates.link(company)
    assert "60 days" in refused(renew_link, actor=company.founder, link_key=link.pk)
    time_machine.move_to(link.until - datetime.timedelta(days=40))
    request = renew_link(actor=company.founder, link_key=link.pk)
    renewed = surrogates.approved(request)
    assert renewed.pk == link.pk
    assert renewed.until == links.end_of_day(links.in_years(clock.business_date(link.until), 1))
    held = RoleAssignment.objects.get(scope=link.pk, ended_at=None)
    assert held.until == renewed.until
    assert held.certified_at is not None


def test_nobody_of_the_company_decides_its_request():
    company = surrogates.company()
    request = surrogates.asks_to_work(company)
    sentence = refused(
        commands.approve, step_id=engine.open_step(request).pk, actor=surrogates.further_administrator_of(company)
    )
    assert "does not wait for you" in sentence
