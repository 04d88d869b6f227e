"""The first page."""

import pytest
from django.urls import reverse

from tests.factories import engine, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


def test_everyone_reads_what_the_portal_is_for(client):
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert b"Get access to Medicare systems for your practice" in page.content
    assert b"1-800-555-0142" in page.content
    assert reverse("registration:start").encode() in page.content


def test_a_person_without_requests_is_led_to_register(client):
    client.force_login(engine.person())
    page = client.get(reverse("home")).content.decode()
    assert "Nothing waits for you" in page
    assert "No requests yet" in page


def _one_more(head, scope, other):
    engine.toy_request(engine.person(), scope)
    engine.toy_request(head, other)


def test_a_person_sees_what_waits_for_her_and_where_her_requests_are(client):
    scope, other = engine.organization(), engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    engine.holder(engine.toy_roles.HEAD, other)
    _one_more(head, scope, other)
    registration.draft(head)
    client.force_login(head)
    page = client.get(reverse("home")).content.decode()
    assert "1 request waits for you" in page
    assert "Under review" in page
    assert "Draft" in page


def test_home_takes_the_same_number_of_statements_for_1_and_30_requests(client):
    scope, other = engine.organization(), engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    engine.holder(engine.toy_roles.HEAD, other)
    client.force_login(head)
    _one_more(head, scope, other)
    client.get(reverse("home"))
    counts = []
    for more in (0, 29):
        for _number in range(more):
            _one_more(head, scope, other)
        with counted() as statements:
            client.get(reverse("home"))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
