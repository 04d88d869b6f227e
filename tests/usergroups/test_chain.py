"""The chain of trust below the Security Official: who decides whom, what comes of it, and what never does (SE0753; domain.md)."""

import pytest
from django.core.exceptions import ObjectDoesNotExist

from approvals import commands, queries
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import may
from tests.factories import chain, engine, registration
from usergroups.models import UserGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


def waits_for(request):
    step = engine.open_step(request)
    office = step.offices.get(since__isnull=False, until=None)
    return office.permission.codename, office.scope_id


def may_decide(person, request):
    return queries.waiting_for(person).filter(request=request).exists()


def test_a_backup_official_is_approved_by_the_security_official_and_not_by_another_backup(organization):
    head, other = chain.head_of(organization), chain.backup_of(organization)
    request = chain.asks_for_backup(organization)
    assert (may_decide(head, request), may_decide(other, request)) == (True, False)
    chain.approved(request, head)
    assert chain.roles_of(request.requester) == {("backup_security_official", organization.pk)}
    request.requester.refresh_from_db()
    mail = Message.objects.get(message="role_approved", to=request.requester.email)
    assert mail.facts["user_id"] == request.requester.user_id
    assert Message.objects.filter(message="role_given_to_other").values_list("to", flat=True).get() == other.email


def test_a_group_comes_into_being_with_the_approval_of_a_backup_official(organization):
    backup = chain.backup_of(organization)
    request = chain.asks_for_group(organization)
    assert not UserGroup.objects.exists()
    chain.approved(request, backup)
    group = UserGroup.objects.get()
    assert (group.name, group.purpose, group.provider_id) == ("Billing", "Sends the bills", organization.pk)
    assert chain.roles_of(request.requester) == {("user_group_administrator", group.pk)}
    assert may(request.requester, "decide_in_group", group.pk)


def test_an_end_user_is_approved_by_any_administrator_of_that_group_alone(organization):
    group, other = chain.group(organization), chain.group(organization, "Front desk")
    first, second, elsewhere = (chain.administrator_of(each) for each in (group, group, other))
    request = chain.asks_to_join(group)
    deciders = [may_decide(person, request) for person in (first, second, elsewhere, chain.head_of(organization))]
    assert deciders == [True, True, False, False]
    chain.approved(request, second)
    assert chain.roles_of(request.requester) == {("end_user", group.pk)}
    with pytest.raises(Refused, match="Already approved by"):
        chain.commands.approve(step_id=request.steps.get().pk, actor=first)


def test_a_further_administrator_is_approved_by_the_officials_and_the_other_administrators_are_told(organization):
    group = chain.group(organization)
    first = chain.administrator_of(group)
    request = chain.asks_to_run(group)
    assert not may_decide(first, request)
    chain.approved(request, chain.head_of(organization))
    assert Message.objects.get(message="role_given_to_other").to == first.email


def test_a_group_without_administrator_sends_its_requests_to_the_officials_and_an_organization_without_those_to_the_desk(
    organization,
):
    group = chain.group(organization)
    assert waits_for(chain.asks_to_join(group)) == ("decide_for_organization", organization.pk)
    held = RoleAssignment.objects.get(scope=organization.pk)
    end(actor=None, assignment_id=held.pk, reason="left")
    assert waits_for(chain.asks_to_join(group)) == ("decide_at_desk", organization.scope.community_id)


def test_those_who_decide_do_not_use_and_those_who_use_do_not_decide(organization):
    group = chain.group(organization)
    head, user = chain.head_of(organization), chain.end_user_of(group)
    with pytest.raises(Refused, match="Those who approve access do not use it"):
        chain.asks_for_group(organization, head)
    with pytest.raises(Refused, match="Those who use access do not approve it"):
        chain.asks_for_backup(organization, user)
    elsewhere = registration.organization()
    chain.approved(chain.asks_for_backup(elsewhere, user), chain.head_of(elsewhere))
    assert chain.roles_of(user) == {("end_user", group.pk), ("backup_security_official", elsewhere.pk)}


def test_several_roles_of_one_side_are_fine(organization):
    billing, front = chain.group(organization), chain.group(organization, "Front desk")
    person, decider = chain.administrator_of(billing), chain.administrator_of(front)
    chain.approved(chain.asks_to_join(front, person), decider)
    assert chain.roles_of(person) == {("user_group_administrator", billing.pk), ("end_user", front.pk)}
    with pytest.raises(Refused, match="holds this role here already"):
        chain.asks_to_join(front, person)


def test_a_side_taken_meanwhile_is_seen_by_the_decider_and_refused(organization):
    group = chain.group(organization)
    administrator, person = chain.administrator_of(group), registration.known_person()
    request = chain.asks_to_join(group, person)
    chain.backup_of(organization, person)
    with pytest.raises(Refused, match="Those who approve access do not use it"):
        chain.approved(request, administrator)
    assert chain.roles_of(person) == {("backup_security_official", organization.pk)}


def test_names_of_groups_are_unique_in_an_organization_regardless_of_case_and_spacing(organization):
    chain.group(organization, "Front Desk")
    with pytest.raises(Refused, match="There is a group with this name already"):
        chain.asks_for_group(organization, name="front  DESK")
    chain.asks_for_group(registration.organization(), name="Front Desk")


def test_of_two_people_who_ask_for_one_name_the_first_to_be_approved_gets_it(organization):
    head = chain.head_of(organization)
    first, second = (chain.asks_for_group(organization, name=name) for name in ("Billing", " BILLING "))
    chain.approved(second, head)
    with pytest.raises(Refused, match="There is a group with this name already"):
        chain.approved(first, head)
    with pytest.raises(Refused, match="There is a group with this name already"):
        chain.asks_for_group(organization)


def test_nobody_gets_a_role_in_what_was_closed_meanwhile(organization):
    group = chain.group(organization)
    administrator = chain.administrator_of(group)
    request = chain.asks_to_join(group)
    UserGroup.objects.filter(pk=group.pk).update(closed_at=group.approved_at)
    with pytest.raises(Refused, match="The group Billing is closed"):
        chain.approved(request, administrator)


def test_nobody_who_has_not_told_who_she_is_can_ask(organization):
    with pytest.raises(Refused, match="Fill in the page about you first"):
        chain.asks_for_backup(organization, engine.person())


def test_a_foreign_scope_in_the_answers_is_refused(organization):
    group = chain.group(organization)
    for key in (organization.pk, organization.scope.community_id, 10**9, None):
        with pytest.raises(Refused, match="Choose where you want this role first"):
            chain.asked("end_user", find={"scope": organization.pk}, group={"scope": key})
    with pytest.raises(ObjectDoesNotExist):
        commands.approve(step_id=10**9, actor=chain.administrator_of(group))
