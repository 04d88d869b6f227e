"""An End User moves to another group of the same organization."""

import pytest
from django.urls import reverse

from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, engine, registration
from usergroups.commands.leaving import leave

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


@pytest.fixture
def billing(organization):
    return chain.group(organization)


@pytest.fixture
def front(organization):
    return chain.group(organization, "Front desk")


def asks_to_move(to, person):
    return chain.asked("move_member", person, find={"scope": to.provider_id}, group={"scope": to.pk})


def test_the_administrator_of_the_new_group_decides_and_the_old_role_ends(client, billing, front):
    member = chain.end_user_of(billing)
    of_front, of_billing = chain.administrator_of(front), chain.administrator_of(billing)
    request = asks_to_move(front, member)
    with pytest.raises(Refused):
        chain.approved(request, of_billing)
    client.force_login(of_front)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert f"{member.get_full_name()} leaves the group Billing." in page
    chain.approved(request, of_front)
    assert chain.roles_of(member) == {("end_user", front.pk)}
    old = RoleAssignment.objects.get(user=member, scope=billing.pk)
    assert (old.ended_at is not None, old.ended_by_step) == (True, request.steps.get())


def test_the_administrators_of_the_group_that_is_left_and_the_person_are_told(billing, front):
    member, of_front, of_billing = (
        chain.end_user_of(billing),
        chain.administrator_of(front),
        chain.administrator_of(billing),
    )
    chain.approved(asks_to_move(front, member), of_front)
    assert Message.objects.get(message="role_of_other_ended").to == of_billing.email
    mail = Message.objects.get(message="role_approved", to=member.email)
    assert "Your role in the group Billing has ended with it." in render(mail.message, mail.facts).text


def test_who_is_in_no_other_group_cannot_move(front):
    with pytest.raises(Refused, match="not an End User of another group here"):
        asks_to_move(front, registration.known_person())


def test_who_is_in_several_groups_is_asked_to_give_one_up(organization, billing, front):
    member = chain.end_user_of(chain.group(organization, "Claims"), chain.end_user_of(billing))
    with pytest.raises(Refused, match="is in several groups here"):
        asks_to_move(front, member)


def test_a_group_of_another_organization_is_no_place_to_move_to(billing):
    elsewhere = chain.group(registration.organization(), "Front desk")
    with pytest.raises(Refused, match="not an End User of another group here"):
        asks_to_move(elsewhere, chain.end_user_of(billing))


def test_a_role_that_ended_meanwhile_is_no_role_to_move_from(billing, front):
    member, of_front = chain.end_user_of(billing), chain.administrator_of(front)
    request = asks_to_move(front, member)
    leave(actor=member, assignment_id=RoleAssignment.objects.get(user=member).pk, reason="I work elsewhere.")
    with pytest.raises(Refused, match="not an End User of another group here"):
        chain.approved(request, of_front)
    assert chain.roles_of(member) == set()
