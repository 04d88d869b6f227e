"""Invitations: who may invite whom, what the mail tells, what accepting does and when it does not, and what a foreign link tells."""

import datetime
from contextlib import suppress

import pytest
from django.urls import reverse

from approvals.commands import save_answers
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from iacs_portal.outbox.secrets import opened
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import accounts, chain, invitations, registration
from tests.statements import counted
from usergroups import commands
from usergroups.models import Invitation, UserGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic")


@pytest.fixture
def group(organization):
    return chain.group(organization)


@pytest.fixture
def administrator(group):
    return chain.administrator_of(group)


@pytest.fixture
def person():
    return invitations.invited_person()


def page_of(scope_key):
    return reverse("usergroups:invitations", args=[scope_key])


def link(row):
    return reverse("usergroups:invitation", args=[invitations.token_of(row)])


# INVITING


def test_who_may_invite_whom_follows_who_decides(organization, group, administrator):
    head, backup = chain.head_of(organization), chain.backup_of(organization)
    end_user = chain.end_user_of(group)
    wanted = [
        ("backup_security_official", organization.pk),
        ("user_group_administrator", group.pk),
        ("end_user", group.pk),
    ]
    may = {}
    for name, actor in (("SO", head), ("BSO", backup), ("UGA", administrator), ("EU", end_user)):
        for number, (role, scope) in enumerate(wanted):
            with suppress(Refused):
                invitations.invitation(actor, scope, role, f"{name}{number}@example.org")
                may[name] = [*may.get(name, []), role]
    assert may == {
        "SO": ["backup_security_official", "user_group_administrator"],
        "BSO": ["user_group_administrator"],
        "UGA": ["end_user"],
    }


def test_nobody_invites_to_another_organization_or_a_closed_group(organization, group, administrator):
    other = chain.group(registration.organization())
    with pytest.raises(Refused, match="You cannot invite people to this role here"):
        invitations.invitation(administrator, other.pk, "end_user")
    UserGroup.objects.filter(pk=group.pk).update(closed_at=group.approved_at)
    with pytest.raises(Refused, match="The group Billing is closed"):
        invitations.invitation(administrator, group.pk, "end_user")


def test_the_mail_names_role_and_place_and_inviter_and_carries_the_link_as_a_secret(group, administrator):
    row = invitations.invitation(administrator, group.pk, "end_user", "Lee@Example.org")
    mail = Message.objects.get(to="lee@example.org")
    words = render(mail.message, mail.facts, opened(mail.secret_facts))
    assert words.subject == "You are invited: End User, Billing, Harbor Street Clinic"
    assert f"{administrator.get_full_name()} invites you" in words.text
    assert link(row) in words.text
    token = invitations.token_of(row)
    assert token not in str(mail.facts) + row.token_digest
    assert mail.secret_until == row.expires_at == row.made_at + datetime.timedelta(days=14)
    assert Entry.objects.get(command="invite").facts == {"role": "end_user", "invitations": [row.pk]}


def test_a_pasted_list_sends_the_good_lines_and_reports_the_bad_ones_with_their_numbers(group, administrator):
    member = chain.end_user_of(group)
    invitations.invitation(administrator, group.pk, "end_user", "asked@example.org")
    lines = [
        "one@example.org",
        "",
        "not an address",
        "ONE@example.org,",
        administrator.email,
        member.email,
        "asked@example.org",
        "two@example.org;",
    ]
    outcome = commands.invite(actor=administrator, role="end_user", scope_key=group.pk, lines=lines)
    assert [row.email for row in outcome.sent] == ["one@example.org", "two@example.org"]
    assert [(line.number, str(line.why).split(",")[0].split(".")[0]) for line in outcome.bad] == [
        (3, "We could not read this as an e-mail address"),
        (4, "This address stands in line 1 already"),
        (5, "This is your own address"),
        (6, "The person with this address holds this role here already"),
        (7, "Invited already"),
    ]
    assert Message.objects.filter(message="invitation").count() == 3


def test_at_most_200_lines_at_once_and_500_a_day_for_each_organization(group, administrator, settings):
    with pytest.raises(Refused, match="We saw 201 lines. At most 200 fit at once."):
        lines = [f"p{number}@example.org" for number in range(201)]
        commands.invite(actor=administrator, role="end_user", scope_key=group.pk, lines=lines)
    assert settings.INVITATIONS_PER_DAY == 500
    settings.INVITATIONS_PER_DAY = 3
    invitations.invitation(
        chain.head_of(registration.Organization.objects.get(pk=group.provider_id)),
        group.pk,
        "user_group_administrator",
        "uga@example.org",
    )
    lines = [f"p{number}@example.org" for number in range(4)]
    outcome = commands.invite(actor=administrator, role="end_user", scope_key=group.pk, lines=lines)
    assert [row.email for row in outcome.sent] == ["p0@example.org", "p1@example.org"]
    assert [line.number for line in outcome.bad] == [3, 4]
    assert "its 3 invitations of today" in str(outcome.bad[0].why)
    with pytest.raises(Refused, match="its 3 invitations of today"):
        commands.renew(actor=administrator, invitation_id=outcome.sent[0].pk)
    elsewhere = chain.group(registration.organization())
    assert invitations.invitation(chain.administrator_of(elsewhere), elsewhere.pk, "end_user")
    Invitation.objects.update(made_at=outcome.sent[0].made_at - datetime.timedelta(days=2))
    assert invitations.invitation(administrator, group.pk, "end_user", "p3@example.org")


def test_an_invitation_is_renewed_with_a_new_link_and_the_old_one_ends(group, administrator, client, person):
    row = invitations.to_group(group, administrator, person)
    newer = commands.renew(actor=chain.administrator_of(group), invitation_id=row.pk)
    assert newer.renews_id == row.pk
    client.force_login(person)
    assert "Use the link in the newest mail" in client.get(link(row)).content.decode()
    assert "You are invited" in client.get(link(newer)).content.decode()
    with pytest.raises(Refused, match="taken back or mailed anew meanwhile"):
        commands.renew(actor=administrator, invitation_id=row.pk)
    assert Entry.objects.get(command="renew_invitation").facts == {"invitation": newer.pk, "renews": row.pk}


def test_inviting_an_address_again_whose_invitation_expired_renews_it(group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    Invitation.objects.update(expires_at=row.made_at)
    assert invitations.to_group(group, administrator, person).renews_id == row.pk


def test_only_who_may_invite_revokes(organization, group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    for stranger in (chain.head_of(organization), chain.end_user_of(group)):
        with pytest.raises(Refused, match="You cannot invite people to this role here"):
            commands.revoke(actor=stranger, invitation_id=row.pk)
    commands.revoke(actor=administrator, invitation_id=row.pk)
    row.refresh_from_db()
    assert (row.revoked_by, row.revoked_at is None) == (administrator, False)
    assert Entry.objects.get(command="revoke_invitation").actor == administrator


# ACCEPTING


def accepted(row, person):
    return commands.accept(request_id=invitations.begun(row, person), actor=person)


def test_the_invitation_begins_the_form_with_its_place_filled_in(organization, group, administrator, person):
    draft = invitations.begun(invitations.to_group(group, administrator, person), person)
    answers = invitations.answers(draft)
    assert (answers["find"], answers["group"]) == ({"scope": organization.pk}, {"scope": group.pk})
    assert answers["reason"] == {"justification": "By invitation."}


@pytest.mark.parametrize("role", ["backup_security_official", "user_group_administrator", "end_user"])
def test_sending_the_form_gives_the_role_at_once_in_the_name_of_the_inviter(
    organization, group, administrator, person, role
):
    head = chain.head_of(organization)
    inviter, scope = {
        "backup_security_official": (head, organization.pk),
        "user_group_administrator": (head, group.pk),
        "end_user": (administrator, group.pk),
    }[role]
    row = invitations.invitation(inviter, scope, role, person.email)
    sent = accepted(row, person)
    assert str(sent.words).startswith("Welcome: you are")
    assert sent.request.status == "approved"
    assert chain.roles_of(person) == {(role, scope)}
    step = sent.request.steps.get()
    assert (step.decided_by, step.remark[:10]) == (inviter, "Invited on")
    row.refresh_from_db()
    assert row.request == sent.request
    mails = Message.objects.filter(about=sent.request.tracking_number).values_list("message", "to")
    assert {("role_approved", person.email), ("invitation_accepted", inviter.email)} <= set(mails)
    assert not {"request_sent", "request_waits_for_you"} & {message for message, _to in mails}
    person.refresh_from_db()
    assert person.user_id
    assert Entry.objects.get(command="accept_invitation").facts == {"invitation": row.pk, "status": "approved"}


def test_an_inviter_who_left_office_leaves_an_ordinary_request_and_the_person_is_told(group, administrator, person):
    other = chain.administrator_of(group)
    row = invitations.to_group(group, administrator, person)
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=administrator).pk, reason="left")
    sent = accepted(row, person)
    assert (sent.request.status, chain.roles_of(person)) == ("under_review", set())
    assert str(sent.words) == (
        "The person who invited you cannot let you in any more. "
        "So your request takes the ordinary way, and the people there decide it."
    )
    mails = Message.objects.filter(about=sent.request.tracking_number).values_list("message", "to")
    assert set(mails) == {("request_sent", person.email), ("request_waits_for_you", other.email)}
    row.refresh_from_db()
    assert row.request == sent.request
    chain.approved(sent.request, other)


def test_a_conflict_of_sides_refuses_the_sending_with_its_sentence(organization, group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    draft = invitations.begun(row, person)
    chain.backup_of(organization, person)
    with pytest.raises(Refused, match="Those who approve access do not use it"):
        commands.accept(request_id=draft, actor=person)
    row.refresh_from_db()
    assert row.is_open
    assert Request.objects.get(pk=draft).status == "draft"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("revoked", "This invitation was taken back."),
        ("expired", "This invitation expired on"),
        ("elsewhere", "You chose another place than the one you were invited to."),
        ("address", "You have no invitation for this."),
    ],
)
def test_an_invitation_that_counts_no_more_at_sending_leaves_an_ordinary_request(
    organization, group, administrator, person, what, why
):
    row = invitations.to_group(group, administrator, person)
    draft = invitations.begun(row, person)
    if what == "revoked":
        commands.revoke(actor=administrator, invitation_id=row.pk)
    elif what == "expired":
        Invitation.objects.update(expires_at=row.made_at)
    elif what == "elsewhere":
        front = chain.group(organization, "Front desk")
        save_answers(actor=person, request_id=draft, answers={"group": {"scope": front.pk}})
    else:
        person.emailaddress_set.update(verified=False)
    sent = commands.accept(request_id=draft, actor=person)
    assert str(sent.words).startswith(why)
    assert (sent.request.status, chain.roles_of(person)) == ("under_review", set())
    row.refresh_from_db()
    assert row.request is None


def test_the_key_of_an_invitation_of_somebody_else_in_the_answers_gives_nothing(group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    other = invitations.invited_person()
    with pytest.raises(Invitation.DoesNotExist):
        invitations.begun(row, other)
    answers = invitations.answers(invitations.begun(row, person))
    request = chain.commands.start(actor=other, kind="end_user", answers=answers)
    sent = commands.accept(request_id=request.pk, actor=other)
    assert (sent.request.status, chain.roles_of(other)) == ("under_review", set())


# PAGES


def test_a_new_person_goes_from_the_link_by_sign_up_to_the_role(client, group, administrator):
    invitations.invitation(administrator, group.pk, "end_user", "lee@example.org")
    row = Invitation.objects.get()
    page = client.get(link(row)).content.decode()
    assert "Sign in with the e-mail address that got the invitation" in page
    assert not any(word in page for word in ("Billing", "Harbor", administrator.last_name, "lee@"))
    signup = client.get(link(row)).context["ways"]["signup"]
    client.post(signup, {"email": "lee@example.org", "password1": accounts.PASSWORD})
    code = opened(Message.objects.get(message="sign_up_code").secret_facts)["code"]
    led = client.post(reverse("account_email_verification_sent"), {"code": code})
    assert led.url == link(row)
    page = client.get(link(row)).content.decode()
    assert all(word in page for word in ("End User", "Billing", "Harbor Street Clinic", administrator.get_full_name()))
    client.post(link(row))
    draft = Request.objects.get(requester__email="lee@example.org")
    led = client.get(reverse("registration:continue", args=[draft.pk]), follow=True)
    assert "Rules of behavior" in led.content.decode()
    client.post(led.request["PATH_INFO"] + "?" + led.request["QUERY_STRING"], {"accept": "on"})
    person = {
        "first_name": "Lee",
        "last_name": "Sample",
        "birth_date_month": "4",
        "birth_date_day": "28",
        "birth_date_year": "1968",
        "ssn": "123-45-6789",
        "telephone": "207-555-0142",
    }
    client.post(reverse("registration:person", args=[draft.pk]), person)
    review = reverse("registration:review", args=[draft.pk])
    assert "Billing" in client.get(review).content.decode()
    done = client.post(review, {"true": "on"}, follow=True)
    assert "Welcome: you are End User now." in done.content.decode()
    assert chain.roles_of(User.objects.get(email="lee@example.org")) == {("end_user", group.pk)}


def test_the_link_of_another_address_tells_one_sentence_whatever_became_of_it(client, group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    client.force_login(invitations.invited_person())
    pages = [client.get(link(row)).content.decode(), client.post(link(row)).content.decode()]
    commands.revoke(actor=administrator, invitation_id=row.pk)
    pages.append(client.get(link(row)).content.decode())
    for page in pages:
        assert "This invitation is for another e-mail address than yours" in page
        assert not any(word in page for word in ("Billing", "Harbor", administrator.last_name, person.email))
    assert not Request.objects.filter(kind="end_user").exists()


def test_used_revoked_expired_and_unknown_links_say_so(client, group, administrator, person):
    client.force_login(person)
    row = invitations.to_group(group, administrator, person)
    Invitation.objects.update(expires_at=row.made_at)
    assert "This invitation expired on" in client.get(link(row)).content.decode()
    assert "This invitation expired on" in client.post(link(row)).content.decode()
    commands.revoke(actor=administrator, invitation_id=row.pk)
    assert "This invitation was taken back" in client.get(link(row)).content.decode()
    used = invitations.to_group(group, administrator, person)
    accepted(used, person)
    assert "This invitation was used already" in client.get(link(used)).content.decode()
    unknown = client.get(reverse("usergroups:invitation", args=["nothing"]))
    assert (unknown.status_code, "We do not know this link" in unknown.content.decode()) == (404, True)


def test_reading_an_invitation_writes_nothing(client, group, administrator, person):
    row = invitations.to_group(group, administrator, person)
    client.force_login(person)
    client.get(link(row))
    with counted() as statements:
        client.get(link(row))
    assert all(statement.startswith("SELECT") for statement in statements), str(statements)


def test_the_inviter_invites_renews_and_revokes_on_her_page(client, group, administrator):
    client.force_login(administrator)
    address = page_of(group.pk)
    answer = client.post(address, {"role": "end_user", "emails": "one@example.org\nnobody\ntwo@example.org"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(words in page for words in ("2 invitations are on their way.", "1 line was left out", "nobody"))
    assert "one@example.org" in page
    good = client.post(address, {"role": "end_user", "emails": "three@example.org"}, follow=True)
    assert "1 invitation is on its way." in good.content.decode()
    row = Invitation.objects.get(email="one@example.org")
    renewed = client.post(reverse("usergroups:renew_invitation", args=[group.pk, row.pk]), follow=True)
    assert "Mailed anew to one@example.org" in renewed.content.decode()
    again = client.post(reverse("usergroups:renew_invitation", args=[group.pk, row.pk]), follow=True)
    assert "taken back or mailed anew meanwhile" in again.content.decode()
    row = Invitation.objects.get(email="two@example.org")
    revoked = client.post(reverse("usergroups:revoke_invitation", args=[group.pk, row.pk]), follow=True)
    assert "Taken back." in revoked.content.decode()
    assert {each.email for each in revoked.context["invitations"]} == {"one@example.org", "three@example.org"}


def test_a_role_that_the_reader_may_not_give_and_an_empty_list_are_refused_in_the_form(client, group, administrator):
    client.force_login(administrator)
    wrong = client.post(page_of(group.pk), {"role": "user_group_administrator", "emails": "one@example.org"})
    empty = client.post(page_of(group.pk), {"role": "end_user", "emails": " \n "})
    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "Type at least one e-mail address." in empty.content.decode()
    assert not Invitation.objects.exists()


def test_a_foreign_scope_and_a_foreign_invitation_are_404(client, organization, group, administrator, person):
    other = chain.group(registration.organization())
    row = invitations.to_group(group, administrator, person)
    officer = chain.administrator_of(other)
    client.force_login(officer)
    for scope in (group.pk, organization.pk, 10**9, organization.scope.community_id):
        assert client.get(page_of(scope)).status_code == 404
        assert client.post(page_of(scope), {"role": "end_user", "emails": "a@example.org"}).status_code == 404
    for name in ("usergroups:revoke_invitation", "usergroups:renew_invitation"):
        assert client.post(reverse(name, args=[other.pk, row.pk])).status_code == 404
        assert client.post(reverse(name, args=[group.pk, row.pk])).status_code == 404
    client.force_login(chain.head_of(organization))
    assert client.post(reverse("usergroups:revoke_invitation", args=[group.pk, row.pk])).status_code == 404


def test_the_list_takes_the_same_number_of_statements_for_1_and_30_and_is_paged_by_key(client, group, administrator):
    client.force_login(administrator)
    invitations.invitation(administrator, group.pk, "end_user", "p@example.org")
    client.get(page_of(group.pk))
    counts = []
    for more in (0, 29):
        if more:
            lines = [f"p{number}@example.org" for number in range(more)]
            commands.invite(actor=administrator, role="end_user", scope_key=group.pk, lines=lines)
        with counted() as statements:
            page = client.get(page_of(group.pk))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    assert len(page.context["invitations"]) == 25
    following = client.get(page_of(group.pk) + page.context["next_url"])
    assert len(following.context["invitations"]) == 5
