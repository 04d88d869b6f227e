"""How long a request waits and who has it, in words."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from tests.factories import engine
from tests.factories.engine import toy_roles

pytestmark = pytest.mark.django_db

FRIDAY = datetime.datetime(2026, 11, 20, 15, tzinfo=datetime.UTC)


@pytest.fixture
def scope():
    scope = engine.organization()
    engine.holder(toy_roles.DESK, scope.community)
    return scope


@pytest.mark.parametrize(
    ("days_later", "words"),
    [
        (0, "since today"),
        (1, "none of 10 business days gone by"),
        (3, "business day 1 of 10"),
        (4, "business day 2 of 10"),
    ],
)
def test_a_wait_is_told_from_the_day_it_began(client, scope, days_later, words):
    head = engine.holder(toy_roles.HEAD, scope)
    with time_machine.travel(FRIDAY, tick=False):
        request = engine.toy_request(engine.person(), scope)
        step = engine.open_step(request)
    pages = {
        request.requester: reverse("approvals:request", args=[request.tracking_number]),
        head: reverse("approvals:decide", args=[step.pk]),
    }
    with time_machine.travel(FRIDAY + datetime.timedelta(days=days_later), tick=False):
        for reader, page in pages.items():
            client.force_login(reader)
            text = client.get(page).content.decode()
            assert f"<dd>Friday, November 20<small>{words}</small></dd>" in text
            assert "business day 0" not in text


def test_an_office_begins_with_a_capital_where_no_sentence_stands_around_it(client, scope):
    request = engine.toy_request(engine.person(), scope, plan=[["toy_desk"]])
    client.force_login(request.requester)
    text = client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert "<dd>The toy desk<small>" in text
    assert "With the toy desk since" in text


def test_dates_on_pages_are_those_of_the_business_day(client, scope):
    head = engine.holder(toy_roles.HEAD, scope)
    with time_machine.travel(
        datetime.datetime(2026, 11, 21, 2, tzinfo=datetime.UTC), tick=False
    ):  # Friday evening in New York
        request = engine.toy_request(engine.person(), scope)
        client.force_login(request.requester)
        assert "sent Friday, November 20" in client.get(reverse("approvals:requests")).content.decode()
        client.force_login(head)
        decided_by = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert "Friday, November 20" in decided_by
