"""SE0753, the paragraphs on the BSO, UGA, End User and Approver guides."""

import pytest
from django.urls import reverse

from approvals import commands, queries
from iacs_portal.core.errors import Refused
from tests.factories import chain, engine, registration
from usergroups.models import UserGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization()


def decides(person, request):
    return queries.waiting_for(person).filter(request=request).exists()


def test_bsos_will_request_access_to_an_organization(organization):
    """ "BSOs will request access to an organization": one that is there already."""
    request = chain.asks_for_backup(organization)
    chain.approved(request, chain.head_of(organization))
    assert chain.roles_of(request.requester) == {("backup_security_official", organization.pk)}


def test_the_task_of_a_uga_is_to_create_a_provider_user_group_within_an_existing_provider_organization(organization):
    """ "A provider user group is a group that can be created by a UGA within an existing provider organization"."""
    request = chain.asks_for_group(organization)
    chain.approved(request, chain.head_of(organization))
    group = UserGroup.objects.get()
    assert group.provider_id == organization.pk
    assert chain.roles_of(request.requester) == {("user_group_administrator", group.pk)}


def test_or_to_associate_with_an_existing_provider_user_group(organization):
    """ "... or associate with an existing provider or surrogate user group"."""
    group = chain.group(organization)
    request = chain.asks_to_run(group)
    chain.approved(request, chain.head_of(organization))
    assert chain.roles_of(request.requester) == {("user_group_administrator", group.pk)}


@pytest.mark.parametrize("official", [chain.head_of, chain.backup_of])
def test_the_user_group_is_created_and_approved_by_the_so_or_bso(organization, official):
    """ "Once the user group is created and approved by the SO/BSO"."""
    decider = official(organization)
    request = chain.asks_for_group(organization)
    assert decides(decider, request)
    chain.approved(request, decider)
    assert UserGroup.objects.get().name == "Billing"


def test_end_users_can_then_submit_a_request_to_join_that_user_group(client, organization):
    """ "... end users can then submit a request": only once the group is approved is it there to choose."""
    asked = chain.asks_for_group(organization)
    person = registration.known_person()
    draft = commands.start(actor=person, kind="end_user", answers={"community": {"slug": "provider-supplier"}})
    commands.save_answers(actor=person, request_id=draft.pk, answers={"find": {"scope": organization.pk}})
    client.force_login(person)
    page = reverse("usergroups:group", args=[draft.pk])
    assert "Billing" not in client.get(page).content.decode()
    chain.approved(asked, chain.head_of(organization))
    assert "Billing" in client.get(page).content.decode()


def test_the_uga_will_either_approve_their_request_to_join_their_user_group(organization):
    """ "The UGA will either approve or deny their request to join their user group": approve."""
    group = chain.group(organization)
    administrator = chain.administrator_of(group)
    request = chain.asks_to_join(group)
    chain.approved(request, administrator)
    assert chain.roles_of(request.requester) == {("end_user", group.pk)}


def test_or_deny_their_request_to_join_their_user_group(organization):
    """ "The UGA will either approve or deny their request to join their user group": deny."""
    group = chain.group(organization)
    administrator = chain.administrator_of(group)
    request = chain.asks_to_join(group)
    commands.deny(step_id=engine.open_step(request).pk, actor=administrator, reason="not_known")
    assert chain.roles_of(request.requester) == set()


def test_users_form_groups_that_align_with_business_needs_or_any_other_logical_grouping(organization):
    """ "... any other logical grouping that is appropriate for that organization": the name is theirs to choose."""
    for name in ("Billing", "Second floor", "Night shift", "Équipe 3"):
        chain.approved(chain.asks_for_group(organization, name=name), chain.head_of(organization))
    assert UserGroup.objects.filter(provider=organization.pk).count() == 4


def test_the_uga_approves_the_end_users_of_the_user_group_for_which_she_is_responsible(organization):
    """ "The UGA will need to approve the end users in the user group for which s/he is responsible": in no other."""
    mine, other = chain.group(organization), chain.group(organization, "Front desk")
    administrator = chain.administrator_of(mine)
    chain.administrator_of(other)
    request = chain.asks_to_join(other)
    with pytest.raises(Refused, match="does not wait for you"):
        chain.approved(request, administrator)
    assert chain.roles_of(request.requester) == set()


def test_so_they_should_know_everyone_in_their_user_group(client, organization):
    """ "... so they should know everyone in their user group": the page asks before the button."""
    group = chain.group(organization)
    administrator = chain.administrator_of(group)
    request = chain.asks_to_join(group, registration.known_person(first_name="Robin", last_name="Reed"))
    client.force_login(administrator)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert "Do you know Robin Reed?" in page


def test_sos_bsos_and_ugas_approve_or_deny_user_requests(client, organization):
    """ "... instructions that SOs, BSOs and UGAs will use to approve or deny": each has both buttons on what waits for her."""
    group = chain.group(organization)
    waiting = (
        (chain.head_of(organization), chain.asks_for_backup(organization)),
        (chain.backup_of(organization), chain.asks_for_group(organization, name="Front desk")),
        (chain.administrator_of(group), chain.asks_to_join(group)),
    )
    for decider, request in waiting:
        client.force_login(decider)
        assert request.tracking_number in client.get(reverse("approvals:inbox")).content.decode()
        page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
        assert ('value="approve"' in page, 'value="deny"' in page) == (True, True)
