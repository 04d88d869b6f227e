"""Valkey stops, hangs or is full under a running portal: decisions are kept, pages answer, people sign in, mail goes out afterwards."""

import json
import time

import pytest

from iacs_portal.outbox.models import Message, MessageStatus
from tests.factories import registration
from tests.factories.accounts import account
from tests.outages.portal import Portal, Visitor, until
from tests.outages.situations import approve, case_of, desk_agent

SWEEPS_MISSED = 5  # seconds in which worker and beat, which sweeps every two seconds, meet what happened


@pytest.fixture
def portal(tmp_path, committed_db):
    """Web, worker and beat on the test's own database."""
    with Portal(tmp_path, committed_db) as running:
        yield running


def mail_about(request):
    return Message.objects.get(message="organization_approved", to=request.requester.email)


def is_delivered(request):
    return mail_about(request).status == MessageStatus.SENT


@pytest.mark.parametrize(
    "take_away", [Portal.stop_valkey, Portal.freeze_valkey, Portal.fill_valkey], ids=["stopped", "frozen", "full"]
)
def test_a_decision_is_kept_and_its_mail_goes_out_once_when_valkey_is_back(portal, take_away):
    agent, other = desk_agent(), account()
    first, second, third = (registration.registration() for _number in range(3))
    visitor = Visitor(portal.url)
    assert visitor.sign_in(agent.email) == 302
    assert approve(visitor, first) == 302
    until(lambda: is_delivered(first), "a mail while all is well")

    take_away(portal)
    assert approve(visitor, second) == 302
    second.refresh_from_db()
    assert (second.status, second.decided_at is not None) == ("approved", True)
    mail = mail_about(second)
    assert (mail.status, mail.attempts) == (MessageStatus.WAITING, 0)
    assert portal.mailbox.copies(mail) == 0
    for path in ("/", "/inbox/", case_of(third)):
        assert visitor.get(path)[0] == 200, path
    status, text = visitor.get("/readyz")
    assert (status, json.loads(text)) == (503, {"status": "not ready", "missing": ["broker"]})
    newcomer = Visitor(portal.url)
    assert newcomer.sign_in(other.email) == 302
    assert newcomer.get("/")[0] == 200

    time.sleep(SWEEPS_MISSED)
    assert portal.mailbox.copies(mail) == 0
    portal.wake_valkey()
    until(lambda: is_delivered(second), "the mail that waited")
    until(lambda: visitor.get("/readyz")[0] == 200, "the broker in /readyz")
    assert approve(visitor, third) == 302
    until(lambda: is_delivered(third), "a mail after all is well again")
    assert [
        (mail_about(each).attempts, portal.mailbox.copies(mail_about(each))) for each in (first, second, third)
    ] == [(1, 1)] * 3
    assert [part.name for part in portal.parts if part.has_ended] == []
