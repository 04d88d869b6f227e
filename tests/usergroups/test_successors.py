"""A Security Official names her successor: her invitation is her word, and the help desk decides."""

import pytest
from django.urls import reverse

from approvals.models import Request, StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, engine, invitations, registration
from usergroups.commands import accept, invite, renew, revoke
from usergroups.models import Invitation

pytestmark = pytest.mark.django_db
ROLE = "security_official"


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


@pytest.fixture
def head(organization):
    return chain.head_of(organization)


@pytest.fixture
def person():
    return invitations.invited_person()


def named(organization, head, person):
    return invitations.invitation(head, organization.pk, ROLE, person.email)


def sent(row, person):
    return accept(request_id=invitations.begun(row, person), actor=person)


def office(request):
    live = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    return live.permission.codename


def test_the_official_types_the_address_of_her_successor_who_gets_a_mail(client, organization, head):
    client.force_login(head)
    organization_page = client.get(reverse("organizations:organization", args=[organization.pk])).content.decode()
    page = reverse("usergroups:successor", args=[organization.pk])
    assert page in organization_page
    client.post(page, {"emails": "Next@Example.org"})
    row = Invitation.objects.get()
    assert (row.role, row.scope_id, row.email, row.inviter) == (ROLE, organization.pk, "next@example.org", head)
    mail = Message.objects.get(message="invitation")
    assert (mail.to, mail.facts["what"]) == ("next@example.org", "You are invited: Security Official (SO)")
    assert "next@example.org" in client.get(page).content.decode()


def test_what_the_successor_sends_has_the_word_and_goes_straight_to_the_desk(organization, head, person):
    outcome = sent(named(organization, head, person), person)
    request = outcome.request
    assert (request.status, office(request)) == ("under_review", "decide_at_desk")
    word = request.steps.get(name="word")
    assert (word.status, word.decided_by) == ("approved", head)
    assert str(outcome.words) == f"{head.get_full_name()} has given the word for you. The help desk decides next."
    assert (chain.head_of(organization), chain.roles_of(person)) == (head, set())
    told = {mail.to: mail for mail in Message.objects.filter(about=request.tracking_number)}
    assert (told[person.email].message, told[person.email].facts["status"]) == ("request_sent", "Sent")
    assert told[head.email].message == "invitation_accepted"
    assert told[head.email].facts["status"] == "Under review"
    chain.approved(request, registration.desk_agent())
    assert chain.head_of(organization) == person
    assert chain.roles_of(head) == set()


def test_the_successor_reads_what_for_and_sends_by_the_pages(client, organization, head, person):
    row = named(organization, head, person)
    client.force_login(person)
    page = reverse("usergroups:invitation", args=[invitations.token_of(row)])
    assert "has given the word for you; then the help desk decides." in client.get(page).content.decode()
    first = client.post(page, follow=True)
    review = reverse("registration:review", args=[Request.objects.get(requester=person).pk])
    assert first.redirect_chain[-1][0] == review
    answer = client.post(review, {"true": "on"}, follow=True)
    assert "has given the word for you." in answer.content.decode()
    assert Request.objects.get(requester=person).status == "under_review"


def test_a_backup_who_is_named_is_a_backup_until_the_desk_has_approved_and_holds_nothing_twice(
    organization, head, person
):
    chain.backup_of(organization, person)
    request = sent(named(organization, head, person), person).request
    assert chain.roles_of(person) == {("backup_security_official", organization.pk)}
    chain.approved(request, registration.desk_agent())
    assert chain.roles_of(person) == {(ROLE, organization.pk)}


def test_who_uses_iacs_pc_there_cannot_succeed_by_an_invitation_either(organization, head, person):
    chain.end_user_of(chain.group(organization), person)
    with pytest.raises(Refused, match="Those who use access do not approve it"):
        sent(named(organization, head, person), person)


def test_an_invitation_that_was_taken_back_leaves_an_ordinary_request_for_the_word(organization, head, person):
    row = named(organization, head, person)
    draft = invitations.begun(row, person)
    revoke(actor=head, invitation_id=row.pk)
    outcome = accept(request_id=draft, actor=person)
    assert "takes the ordinary way" in str(outcome.words)
    assert (outcome.request.status, office(outcome.request)) == ("under_review", "decide_backup_officials")
    assert outcome.request.steps.get(name="word").decided_by is None


def test_where_the_official_has_left_meanwhile_it_is_an_ordinary_request_on_papers(organization, head, person):
    draft = invitations.begun(named(organization, head, person), person)
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=head).pk, reason="left")
    with pytest.raises(Refused, match="Nobody is Security Official there now who could confirm you"):
        accept(request_id=draft, actor=person)
    papers = {"word": {"how": "papers"}, "papers": {"kind": "cp_575", "by_post": True}}
    chain.commands.save_answers(actor=person, request_id=draft, answers=papers)
    outcome = accept(request_id=draft, actor=person)
    assert "You answered otherwise than the invitation does." in str(outcome.words)
    assert [step.name for step in outcome.request.steps.all()] == ["desk"]
    assert outcome.request.steps.get().status == "open"


def test_where_somebody_else_is_security_official_meanwhile_she_is_asked(organization, head, person):
    draft = invitations.begun(named(organization, head, person), person)
    other = chain.asks_to_succeed(organization)
    chain.approved(other, head)
    chain.approved(other, registration.desk_agent())
    request = accept(request_id=draft, actor=person).request
    assert office(request) == "decide_backup_officials"
    chain.approved(request, other.requester)
    chain.approved(request, registration.desk_agent())
    assert chain.head_of(organization) == person


def test_one_person_at_a_time_is_named(organization, head, person):
    with pytest.raises(Refused, match="Name one person"):
        invite(actor=head, role=ROLE, scope_key=organization.pk, lines=["a@example.org", "b@example.org"])
    row = named(organization, head, person)
    with pytest.raises(Refused, match=f"{person.email} is named already. Take that back first."):
        invitations.invitation(head, organization.pk, ROLE, "other@example.org")
    newer = renew(actor=head, invitation_id=row.pk)
    revoke(actor=head, invitation_id=newer.pk)
    assert invitations.invitation(head, organization.pk, ROLE, "other@example.org").is_open


def test_an_invitation_is_taken_back_and_mailed_anew_on_its_page(client, organization, head, person):
    row = named(organization, head, person)
    page = reverse("usergroups:successor", args=[organization.pk])
    client.force_login(head)
    assert client.post(reverse("usergroups:renew_invitation", args=[organization.pk, row.pk])).url == page
    newer = Invitation.objects.get(renews=row)
    assert client.post(reverse("usergroups:revoke_invitation", args=[organization.pk, newer.pk])).url == page
    newer.refresh_from_db()
    assert newer.revoked_at is not None
    assert person.email not in client.get(page).content.decode().split("Invite")[-1]


def test_the_list_of_invitations_offers_no_successor(client, organization, head):
    client.force_login(head)
    address = reverse("usergroups:invitations", args=[organization.pk])
    client.post(address, {"role": ROLE, "emails": "a@example.org\nb@example.org"})
    assert not Invitation.objects.exists()


def test_backups_name_nobody_and_her_own_address_is_refused(client, organization, head):
    backup = chain.backup_of(organization)
    client.force_login(backup)
    page = reverse("usergroups:successor", args=[organization.pk])
    assert client.get(page).status_code == 404
    with pytest.raises(Refused, match="You cannot invite people to this role here"):
        invitations.invitation(backup, organization.pk, ROLE)
    client.force_login(head)
    refused = client.post(page, {"emails": head.email})
    assert refused.status_code == 422
    assert "This is your own address." in refused.content.decode()


def test_the_invitations_of_a_day_are_counted_with_the_others(organization, head, settings):
    settings.INVITATIONS_PER_DAY = 1
    invitations.invitation(head, organization.pk, "backup_security_official", "b@example.org")
    outcome = invite(actor=head, role=ROLE, scope_key=organization.pk, lines=["a@example.org"])
    assert [str(line.why) for line in outcome.bad] == [
        "Your organization has sent its 1 invitations of today. Send this one tomorrow."
    ]


def test_the_page_tells_which_requests_are_under_way(client, organization, head):
    request = chain.asks_to_succeed(organization)
    assert engine.open_step(request).name == "word"
    client.force_login(head)
    page = client.get(reverse("usergroups:successor", args=[organization.pk])).content.decode()
    assert request.tracking_number in page
