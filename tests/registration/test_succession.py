"""Another person becomes Security Official: on the word of the one who leaves, or where nobody is there, by the desk alone."""

import pytest
from django.urls import reverse

from approvals.models import StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, engine, registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


def asks(organization, person=None):
    return chain.asked("succession", person, find={"scope": organization.pk})


def office(request):
    live = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    return live.permission.codename


def test_the_official_who_leaves_gives_her_word_then_the_desk_decides_and_the_old_role_ends(client, organization):
    head, backup, desk = chain.head_of(organization), chain.backup_of(organization), registration.desk_agent()
    request = asks(organization)
    assert office(request) == "decide_backup_officials"
    client.force_login(head)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert "The help desk decides next. Your role stays yours until then." in page
    chain.approved(request, head)
    assert (office(request), chain.head_of(organization)) == ("decide_at_desk", head)
    client.force_login(desk)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert f"{head.get_full_name()} is no longer Security Official (SO) here." in page
    chain.approved(request, desk)
    assert chain.head_of(organization) == request.requester
    assert chain.roles_of(head) == set()
    ended = RoleAssignment.objects.get(user=head)
    assert ended.ended_by_step == request.steps.get(name="desk")
    told = set(Message.objects.filter(message="role_given_to_other").values_list("to", flat=True))
    assert told == {head.email, backup.email}
    assert chain.roles_of(backup) == {("backup_security_official", organization.pk)}


def test_where_nobody_is_security_official_the_desk_decides_alone(organization):
    held = RoleAssignment.objects.get(user=chain.head_of(organization))
    end(actor=None, assignment_id=held.pk, reason="left")
    request = asks(organization)
    assert office(request) == "decide_at_desk"
    chain.approved(request, registration.desk_agent())
    assert chain.head_of(organization) == request.requester


def test_a_backup_who_succeeds_is_a_backup_no_longer(organization):
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    request = asks(organization, backup)
    chain.approved(request, head)
    chain.approved(request, registration.desk_agent())
    assert chain.roles_of(backup) == {("security_official", organization.pk)}


def test_who_uses_iacs_pc_there_cannot_succeed(organization):
    user = chain.end_user_of(chain.group(organization))
    with pytest.raises(Refused, match="Those who use access do not approve it"):
        asks(organization, user)


def test_the_security_official_cannot_succeed_herself(organization):
    with pytest.raises(Refused, match="holds this role here already"):
        asks(organization, chain.head_of(organization))


def test_a_backup_and_officials_elsewhere_do_not_give_the_word(organization):
    request = asks(organization)
    step = engine.open_step(request).pk
    elsewhere = chain.head_of(registration.organization())
    for person in (chain.backup_of(organization), elsewhere, request.requester):
        with pytest.raises(Refused):
            chain.commands.approve(step_id=step, actor=person)


def test_a_succession_that_was_asked_before_another_one_came_through_is_refused_with_its_sentence(organization):
    head, desk = chain.head_of(organization), registration.desk_agent()
    first, second = asks(organization), asks(organization)
    for request in (first, second):
        chain.approved(request, head)
    chain.approved(first, desk)
    with pytest.raises(Refused, match="Somebody else became Security Official after this was asked"):
        chain.approved(second, desk)
    assert chain.head_of(organization) == first.requester


def test_the_page_on_which_a_security_official_would_leave_leads_to_her_succession(client, organization):
    head = chain.head_of(organization)
    client.force_login(head)
    page = client.get(reverse("roles:end", args=[RoleAssignment.objects.get(user=head).pk])).content.decode()
    assert "Security Official of an organization that is registered" in page
    assert reverse("registration:start") in page


def test_a_person_asks_by_the_pages(client, organization):
    person = registration.known_person()
    client.force_login(person)
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    client.post(reverse("registration:who"), {"role": "succession"})
    client.post(reverse("registration:terms"), {"accept": "on"})
    draft = chain.Request.objects.get(requester=person)
    client.post(reverse("registration:find", args=[draft.pk]), {"organization": organization.pk})
    client.post(reverse("registration:reason", args=[draft.pk]), {"justification": "Our Security Official retires."})
    answer = client.post(reverse("registration:review", args=[draft.pk]), {"true": "on"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, office(draft)) == ("under_review", "decide_backup_officials")
