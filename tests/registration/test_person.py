"""Who a person is does not change while the help desk looks at it, and the older account is told whenever it is sent."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from registration.commands.person import set_person_of
from tests.factories import engine, registration
from tests.races import at_once

MORGAN = {
    "first_name": "Morgan",
    "last_name": "Example",
    "birth_date_month": "4",
    "birth_date_day": "28",
    "birth_date_year": "1968",
    "ssn": "",
    "telephone": "207-555-0142",
}


def who(user, **changes):
    identity = Identity.objects.get(user=user)
    names = ("birth_date", "ssn_digest", "ssn_last4", "ssn_wraps")
    return (
        {name: getattr(identity, name) for name in names} | {"first_name": "Morgan", "last_name": "Example"} | changes
    )


def test_a_further_draft_does_not_change_who_asks_for_a_request_under_review(client, db):
    sent = registration.registration()
    asker = sent.requester
    draft = registration.draft(asker)
    client.force_login(asker)
    url = reverse("registration:person", args=[draft.pk])
    for answer in (client.get(url, follow=True), client.post(url, MORGAN, follow=True)):
        assert answer.redirect_chain == [(reverse("registration:review", args=[draft.pk]), 302)]
        assert "they stay as they are until it is decided" in answer.content.decode()
    with pytest.raises(Refused) as refused:
        set_person_of(actor=asker, request_id=draft.pk, who=who(asker))
    assert refused.value.code == "under_review"
    assert User.objects.get(pk=asker.pk).get_full_name() == asker.get_full_name() != "Morgan Example"


def test_once_it_is_decided_the_page_about_the_person_opens_again(client, db):
    sent = registration.registration()
    draft = registration.draft(sent.requester)
    commands.withdraw(request_id=sent.pk, actor=sent.requester)
    client.force_login(sent.requester)
    client.post(reverse("registration:person", args=[draft.pk]), MORGAN)
    assert User.objects.get(pk=sent.requester_id).get_full_name() == "Morgan Example"


def test_a_person_with_a_user_id_and_a_sent_request_are_refused_by_the_command_too(db):
    known = registration.organization().registered_by.request
    draft = registration.draft(known.requester)
    for request, code in ((draft, "known"), (known, "sent")):
        with pytest.raises(Refused) as refused:
            set_person_of(actor=known.requester, request_id=request.pk, who=who(known.requester))
        assert refused.value.code == code
    with pytest.raises(Request.DoesNotExist):
        set_person_of(actor=engine.person(), request_id=draft.pk, who=who(known.requester))


def test_who_becomes_somebody_else_in_a_returned_request_is_told_of_when_it_is_sent_again(client, db):
    older = registration.known_person(first_name="Morgan", last_name="Example")
    request = registration.registration()
    told = Message.objects.filter(message="somebody_registers_as_you", person=older)
    assert not told.exists()
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=registration.desk_agent(), reason="other")
    client.force_login(request.requester)
    client.post(reverse("registration:person", args=[request.pk]), MORGAN)
    client.post(reverse("registration:review", args=[request.pk]), {"true": "on"})
    request.refresh_from_db()
    assert request.status == "under_review"
    assert told.count() == 1


def test_who_sends_and_changes_her_name_at_once_is_decided_and_warned_of_under_the_same_name(committed_db):
    older = registration.known_person(first_name="Morgan", last_name="Example")
    desk = registration.desk_agent()
    for _ in range(10):
        returned = registration.registration()
        asker = returned.requester
        commands.return_for_changes(step_id=engine.open_step(returned).pk, actor=desk, reason="other")
        draft, sender = registration.draft(asker), User.objects.get(pk=asker.pk)
        at_once(
            lambda sender=sender, draft=draft: commands.submit(request_id=draft.pk, actor=sender),
            lambda asker=asker, returned=returned: set_person_of(actor=asker, request_id=returned.pk, who=who(asker)),
        )
        asker.refresh_from_db()
        told = Message.objects.filter(key=f"somebody_registers_as_you:{older.pk}:{asker.pk}").exists()
        assert told == (asker.get_full_name() == "Morgan Example")
