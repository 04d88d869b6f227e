"""The request page: how far along the promise it is, and what comes after."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from approvals import commands
from tests.factories import engine, registration

pytestmark = pytest.mark.django_db
SENT = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)


def shown(client, request, reader):
    client.force_login(reader)
    return client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()


def test_the_wait_is_shown_beside_the_promise_while_an_office_has_the_request(client):
    with time_machine.travel(SENT, tick=False):
        request = registration.registration()
    with time_machine.travel(SENT + datetime.timedelta(days=3), tick=False):
        page = shown(client, request, request.requester)
        assert 'aria-label="Business day 3 of at most 10."' in page
        assert "sent Monday, November 2" in page
    with time_machine.travel(SENT + datetime.timedelta(days=21), tick=False):
        assert "The promise was business day 10." in shown(client, request, request.requester)


def test_nobody_waits_for_an_office_while_the_request_is_returned(client):
    scope = engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=head, reason="unclear")
    assert "pc-scale" not in shown(client, request, request.requester)


def test_the_requester_reads_what_the_approval_will_bring(client):
    request = registration.registration()
    assert "You get your User ID by mail" in shown(client, request, request.requester)
    assert "You get your User ID by mail" not in shown(client, request, registration.desk_agent())
    registration.approved(request)
    assert "When it is approved" not in shown(client, request, request.requester)
    second = registration.registration(request.requester)
    page = shown(client, second, request.requester)
    assert "You answer for the organization" in page
    assert "You get your User ID by mail" not in page
