"""What waits for me: search, kinds, bands, pages."""

import datetime
import sys

import pytest
import time_machine
from django.urls import reverse

from approvals.models import Step
from iacs_portal.core import clock
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.statements import counted

pytestmark = pytest.mark.django_db

INBOX = "/inbox/"


@pytest.fixture
def scope():
    return engine.organization()


@pytest.fixture
def head(scope, client):
    person = engine.holder(toy_roles.HEAD, scope)
    client.force_login(person)
    return person


def numbers(page):
    return [line.step.request.tracking_number for line in page.context["page"].lines]


def test_a_part_of_a_name_or_the_tracking_number_finds_a_request(client, scope, head):
    morgan = engine.toy_request(engine.person(first_name="Morgan", last_name="Ejemplo"), scope)
    other = engine.toy_request(engine.person(), scope)
    assert numbers(client.get(INBOX, {"q": "ejem MORG"})) == [morgan.tracking_number]
    assert numbers(client.get(INBOX, {"q": other.tracking_number.removeprefix("PC-").lower()})) == [
        other.tracking_number
    ]
    nothing = client.get(INBOX, {"q": "nobody"})
    assert numbers(nothing) == []
    assert "No request here matches" in nothing.content.decode()


def test_what_no_page_wrote_is_no_search(client, scope, head):
    request = engine.toy_request(engine.person(), scope)
    assert numbers(client.get(INBOX, {"kind": "no_such_kind"})) == [request.tracking_number]
    answer = client.get(INBOX, {"q": "a\x00b"})
    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()


def test_the_tabs_count_the_kinds_that_wait_and_choose_one(client, scope, head):
    toys = [engine.toy_request(engine.person(), scope) for _number in range(2)]
    assert client.get(INBOX).context["page"].tabs == []
    one = engine.toy_request(engine.person(), scope, kind="toy_exclusive")
    page = client.get(INBOX)
    assert numbers(page) == [request.tracking_number for request in [*toys, one]]
    assert [(str(tab.text), tab.count, tab.current) for tab in page.context["page"].tabs] == [
        ("All", 3, True),
        ("Toy", 2, False),
        ("Toy of which there is one", 1, False),
    ]
    chosen = client.get(INBOX + page.context["page"].tabs[2].url)
    assert numbers(chosen) == [one.tracking_number]
    assert [tab.current for tab in chosen.context["page"].tabs] == [False, False, True]
    assert 'name="kind" value="toy_exclusive"' in chosen.content.decode()


def test_beyond_what_is_counted_every_kind_has_a_tab_without_a_number(client, scope, head, monkeypatch):
    monkeypatch.setattr(sys.modules["approvals.views.inbox"], "COUNTED", 2)
    for _number in range(3):
        engine.toy_request(engine.person(), scope)
    tabs = client.get(INBOX).context["page"].tabs
    assert {tab.count for tab in tabs} == {None}
    assert "Toy of which there is one" in [str(tab.text) for tab in tabs]


def test_a_search_goes_along_from_page_to_page(client, scope, head):
    asker = engine.person(first_name="Luz")
    sent = [engine.toy_request(asker, scope).tracking_number for _number in range(26)]
    engine.toy_request(engine.person(), scope)
    first = client.get(INBOX, {"q": "Luz", "kind": "toy"})
    assert numbers(first) == sent[:25]
    second = client.get(INBOX + first.context["page"].next_url)
    assert numbers(second) == sent[25:]
    assert second.context["page"].next_url == ""
    assert numbers(client.get(INBOX + second.context["page"].first_url)) == sent[:25]


def test_requests_stand_under_how_near_their_promised_day_is(client, scope, head):
    monday = datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC)
    with time_machine.travel(monday, tick=False):
        late, soon, later = (engine.toy_request(engine.person(), scope) for _number in range(3))
        for request, days in ((late, -1), (soon, 2), (later, 9)):
            Step.objects.filter(request=request).update(due=clock.now() + datetime.timedelta(days=days))
        bands = client.get(INBOX).context["page"].bands
    assert [(title, [line.step.request_id for line in lines]) for title, lines in bands] == [
        ("Late: the promised day has passed", [late.pk]),
        ("Due within 3 business days", [soon.pk]),
        ("Due later", [later.pk]),
    ]


def test_the_promised_day_is_told_in_the_business_time_zone(client, scope, head):
    """It ends at midnight Eastern, which is the next day in UTC."""
    with time_machine.travel(datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC), tick=False):
        engine.toy_request(engine.person(), scope)
        assert "due Tuesday, November 17" in client.get(INBOX).content.decode()


def test_the_inbox_takes_the_same_number_of_statements_with_search_and_kinds(client, scope, head):
    for _number in range(3):
        engine.toy_request(engine.person(), scope)
    client.get(INBOX)
    counts = []
    for more in (0, 30):
        for _number in range(more):
            engine.toy_request(engine.person(), scope)
        with counted() as statements:
            client.get(INBOX, {"q": "Sample", "kind": "toy"})
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_my_requests_say_who_has_each_and_when_i_hear(client, scope, head):
    asker = engine.person()
    with time_machine.travel(datetime.datetime(2026, 11, 2, 15, tzinfo=datetime.UTC), tick=False):
        engine.toy_request(asker, scope)
        engine.toy_draft(asker, scope)
        client.force_login(asker)
        page = client.get(reverse("approvals:requests"))
    assert [(line.state, line.holder, line.when) for line in page.context["lines"]] == [
        ("draft", "You", "Not sent yet"),
        ("review", "The toy head", "Answer by Tuesday, November 17"),
    ]
