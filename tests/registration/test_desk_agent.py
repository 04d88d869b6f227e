"""Further people of a help desk: a lead of that desk decides, and nobody else."""

import pytest
from django.urls import reverse

from approvals.models import Request, StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from tests.factories import chain, engine, registration

pytestmark = pytest.mark.django_db
ADDRESS = ["provider-supplier"]


def asks(person=None):
    return chain.asked("desk_agent", person, desk={"scope": registration.community().pk})


def test_a_lead_decides_on_the_generic_page_and_the_role_lets_the_person_enter_the_desk(client):
    lead, other = registration.desk_lead(), registration.desk_lead()
    request = asks()
    office = StepOffice.objects.select_related("permission").get(step__request=request)
    assert (office.permission.codename, office.scope_id) == ("lead_desk", registration.community().pk)
    assert set(Message.objects.filter(message="request_waits_for_you").values_list("to", flat=True)) == {
        lead.email,
        other.email,
    }
    client.force_login(lead)
    step = engine.open_step(request)
    page = client.get(reverse("approvals:decide", args=[step.pk])).content.decode()
    who = request.requester
    assert f"{who.get_full_name()} may enter the help desk’s site and decide requests there." in page
    client.post(reverse("approvals:decision", args=[step.pk]), {"do": "approve", "opening": step.opening})
    who.refresh_from_db()
    assert (who.is_staff, who.username is not None) == (True, True)
    assert chain.roles_of(who) == {("desk_agent", registration.community().pk)}
    told = Message.objects.filter(message="role_given_to_other").values_list("to", flat=True)
    assert list(told) == [other.email]


def test_agents_officials_and_the_person_herself_do_not_decide():
    registration.desk_lead()
    request = asks()
    step = engine.open_step(request).pk
    head = chain.head_of(registration.organization())
    for person in (registration.desk_agent(), head, request.requester):
        with pytest.raises(Refused):
            chain.commands.approve(step_id=step, actor=person)


def test_a_lead_does_not_decide_a_request_of_her_own(client):
    registration.desk_lead()
    asking = registration.known_person()
    registration.grant(
        actor=None,
        user=asking,
        role=registration.roles.DESK_LEAD,
        scope=registration.community().scope,
        reason="as the test says",
    )
    step = engine.open_step(asks(asking))
    client.force_login(asking)
    assert client.get(reverse("approvals:decide", args=[step.pk])).status_code == 404


def test_roles_in_an_organization_are_no_obstacle():
    lead = registration.desk_lead()
    head = chain.head_of(registration.organization())
    chain.approved(asks(head), lead)
    assert ("desk_agent", registration.community().pk) in chain.roles_of(head)


def test_without_another_lead_the_request_is_not_sent():
    registration.desk_agent()
    with pytest.raises(Refused, match="has no other lead now"):
        asks()


def test_a_second_request_and_one_of_an_agent_are_refused():
    registration.desk_lead()
    person = registration.known_person()
    asks(person)
    with pytest.raises(Refused):
        asks(person)
    with pytest.raises(Refused, match="holds this role here already"):
        agent = registration.known_person()
        registration.grant(
            actor=None,
            user=agent,
            role=registration.roles.DESK_AGENT,
            scope=registration.community().scope,
            reason="as the test says",
        )
        asks(agent)


def test_a_person_asks_by_the_address_that_she_was_told(client):
    registration.desk_lead()
    person = registration.known_person()
    client.force_login(person)
    page = client.get(reverse("registration:ask_desk", args=ADDRESS)).content.decode()
    assert "A lead of the help desk decides who becomes one." in page
    answer = client.post(reverse("registration:ask_desk", args=ADDRESS))
    draft = Request.objects.get(requester=person)
    assert answer.url == reverse("registration:reason", args=[draft.pk])
    client.post(answer.url, {"justification": "Dana asked me to help with the papers."})
    review = reverse("registration:review", args=[draft.pk])
    assert "the help desk of the Provider/Supplier Community" in client.get(review).content.decode()
    assert client.post(review, {"true": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "under_review"


def test_pressing_twice_goes_on_with_the_same_draft(client):
    person = registration.known_person()
    client.force_login(person)
    for _time in range(2):
        client.post(reverse("registration:ask_desk", args=ADDRESS))
    assert Request.objects.filter(requester=person).count() == 1


def test_the_way_in_is_told_to_nobody_and_an_unknown_community_is_not_there(client):
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    assert "help desk agent" not in client.get(reverse("registration:who")).content.decode()
    client.force_login(registration.known_person())
    assert client.get(reverse("registration:ask_desk", args=["nowhere"])).status_code == 404


def test_who_works_there_already_is_told_so_and_nothing_is_begun(client):
    agent = registration.desk_agent()
    client.force_login(agent)
    page = client.post(reverse("registration:ask_desk", args=ADDRESS)).content.decode()
    assert "You work at this help desk already" in page
    assert not Request.objects.filter(requester=agent).exists()


def test_a_person_with_a_user_id_goes_on_from_the_page_about_her_to_the_reason(client):
    head = chain.head_of(registration.organization())
    client.force_login(head)
    client.post(reverse("registration:ask_desk", args=ADDRESS))
    draft = Request.objects.get(requester=head, kind="desk_agent")
    answer = client.get(reverse("registration:person", args=[draft.pk]))
    assert answer.url == reverse("registration:reason", args=[draft.pk])


def test_a_lead_reads_the_address_on_the_desks_first_page_and_on_that_of_the_community_and_an_agent_does_not(client):
    address = "/register/desk/provider-supplier/"
    pages = [reverse("desk:index"), reverse("desk:registration_community_change", args=[registration.community().pk])]
    for person, is_told in ((registration.desk_lead(), True), (registration.desk_agent(), False)):
        client.force_login(person)
        for page in pages:
            answer = client.get(page)
            assert (answer.status_code, f'{address}">' in answer.content.decode()) == (200, is_told)
