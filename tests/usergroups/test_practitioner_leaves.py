"""A practitioner gives up her role: not while groups of her staff are open, and her practice is closed with it."""

import datetime

import pytest
from django.urls import reverse

from approvals.models import StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from registration.models import MedicareNumber
from tests.factories import chain, practitioners, registration, surrogates
from usergroups import links
from usergroups.commands.changing import close_group
from usergroups.commands.leaving import leave
from usergroups.commands.links import renew_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def practitioner():
    return practitioners.approved(practitioners.request())


@pytest.fixture
def held(practitioner):
    return RoleAssignment.objects.get(scope=practitioner.pk, ended_at=None)


def address(held):
    return reverse("roles:end", args=[held.pk])


def test_while_a_group_is_open_she_is_told_to_close_it_first_and_where(client, practitioner, held):
    group = chain.group(practitioner, "Front desk")
    client.force_login(held.user)
    page = client.get(address(held)).content.decode()
    assert "Groups of your staff are open below you. Close them first" in page
    assert reverse("group_changes:close", args=[group.pk]) in page
    assert "Give up this role" not in page
    assert client.post(address(held), {"reason": "I retire."}).status_code == 409
    with pytest.raises(Refused) as refused:
        leave(actor=held.user, assignment_id=held.pk, reason="I retire.")
    assert refused.value.code == "open_groups"
    held.refresh_from_db()
    assert held.ended_at is None


def test_once_her_groups_are_closed_she_leaves_and_nobody_gets_a_role_there_any_more(client, practitioner, held):
    group = chain.group(practitioner, "Front desk")
    waiting = chain.asks_for_group(practitioner, name="Billing")
    close_group(actor=held.user, group_key=group.pk, reason="I retire.")
    client.force_login(held.user)
    page = client.get(address(held))
    assert "Your practice is closed here" in page.content.decode()
    assert [line.number for line in page.context["changes"].passed_on] == [waiting.tracking_number]
    practitioner.refresh_from_db()
    assert practitioner.closed_at is None
    client.post(address(held), {"reason": "I retire."})
    practitioner.refresh_from_db()
    assert practitioner.closed_at is not None
    assert chain.roles_of(held.user) == set()
    with pytest.raises(Refused, match="is closed, so nobody gets a role there"):
        chain.asks_for_group(practitioner, name="Other")


def test_what_waited_for_her_goes_to_the_desk_which_cannot_approve_it(
    practitioner, held, django_capture_on_commit_callbacks
):
    waiting = chain.asks_for_group(practitioner)
    with django_capture_on_commit_callbacks(execute=True):
        leave(actor=held.user, assignment_id=held.pk, reason="I retire.")
    office = StepOffice.objects.select_related("permission").get(step__request=waiting, since__isnull=False, until=None)
    assert office.permission.codename == "decide_at_desk"
    with pytest.raises(Refused, match="is closed, so nobody gets a role there"):
        chain.approved(waiting, registration.desk_agent())


def test_she_may_register_the_same_npi_again(practitioner, held):
    npi = MedicareNumber.objects.get(scope=practitioner.pk)
    leave(actor=held.user, assignment_id=held.pk, reason="I pause.")
    again = practitioners.approved(practitioners.request(held.user, npi=npi.value))
    assert chain.roles_of(held.user) == {("individual_practitioner", again.pk)}
    npi.refresh_from_db()
    assert not npi.is_live


def test_who_asks_for_a_group_of_her_staff_reads_that_the_practitioner_has_it(client, practitioner, held):
    request = chain.asks_for_group(practitioner)
    client.force_login(request.requester)
    page = client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert "The practitioner" in page
    assert "officials of the organization" not in page
    assert "official of the organization" not in page
    assert "The practitioner" in client.get(reverse("approvals:requests")).content.decode()


def test_what_waited_for_an_administrator_of_her_staff_goes_to_the_practitioner_by_that_name(client, practitioner):
    group = chain.group(practitioner, "Front desk")
    administrator = chain.administrator_of(group)
    chain.asks_to_join(group)
    client.force_login(administrator)
    mine = RoleAssignment.objects.get(user=administrator)
    changes = client.get(address(mine)).context["changes"]
    assert [str(line.office) for line in changes.passed_on] == ["the practitioner"]


def test_the_links_of_companies_end_with_her_practice_as_the_page_says(client, practitioner, held):
    company = surrogates.company()
    link = surrogates.link(company, practitioner)
    elsewhere = surrogates.link(company)
    member = surrogates.member_of(surrogates.team_of(company))
    client.force_login(held.user)
    page = client.get(address(held))
    words = page.content.decode()
    assert "Nobody of a company works for you any more" in words
    assert [ended.user for ended in page.context["changes"].ended] == [held.user, company.founder]
    assert [mail.person for mail in page.context["changes"].mails] == [company.founder]
    assert links.works_through(member, link)
    client.post(address(held), {"reason": "I retire."})
    assert set(links.links_of(member)) & {link, elsewhere} == {elsewhere}
    link.refresh_from_db()
    assert link.closed_at is not None
    assert not RoleAssignment.objects.filter(scope=link.pk, ended_at=None).exists()
    mail = Message.objects.get(message="link_ended")
    assert (mail.person, mail.facts["remark"]) == (company.founder, "The practice was closed.")


def test_without_links_the_page_says_nothing_of_companies(client, held):
    client.force_login(held.user)
    assert "of a company" not in client.get(address(held)).content.decode()


def test_a_renewal_under_way_at_a_practice_that_closes_is_not_approved(practitioner, held, time_machine):
    link = surrogates.link(surrogates.company(), practitioner)
    time_machine.move_to(link.until - datetime.timedelta(days=20))
    request = renew_link(actor=link.company.founder, link_key=link.pk)
    leave(actor=held.user, assignment_id=held.pk, reason="I retire.")
    with pytest.raises(Refused):
        surrogates.approved(request)
    with pytest.raises(Refused, match="has ended"):
        renew_link(actor=link.company.founder, link_key=link.pk)
