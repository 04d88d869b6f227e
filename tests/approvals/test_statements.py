"""What the engine's pages ask of the database: the same for 1 and 30 rows, and little for a decision."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from approvals import commands, queries
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.statements import counted

pytestmark = pytest.mark.django_db

LIST_LIMIT = 12
APPROVE_LIMIT = 14


def statements_of(client, url):
    with counted() as statements:
        response = client.get(url)
    assert response.status_code == 200
    return statements


def test_an_approval_of_a_kind_with_an_empty_effect_takes_at_most_14_statements(client):
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope, kind="toy_empty")
    step = engine.open_step(request)
    client.force_login(head)
    client.get(reverse("approvals:requests"))
    with counted() as statements:
        response = client.post(
            reverse("approvals:decision", args=[step.pk]), {"do": "approve", "opening": step.opening}
        )
    assert response.status_code == 302
    request.refresh_from_db()
    assert request.status == "approved"
    assert len(statements) <= APPROVE_LIMIT, str(statements)


@pytest.mark.parametrize("page", ["approvals:inbox", "approvals:requests"])
def test_a_list_takes_the_same_number_of_statements_for_1_and_30_rows(client, page):
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    asker = engine.person() if page == "approvals:inbox" else head
    engine.holder(toy_roles.DEPUTY, scope)
    engine.toy_request(asker, scope)
    client.force_login(head)
    client.get(reverse(page))
    one = statements_of(client, reverse(page))
    for _ in range(29):
        engine.toy_request(asker, scope)
    thirty = statements_of(client, reverse(page))
    assert len(one) == len(thirty) <= LIST_LIMIT, f"{one}\n\n{thirty}"


def test_the_request_page_takes_the_same_number_of_statements_for_a_short_and_a_long_history(client):
    scope = engine.organization()
    engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope)
    client.force_login(request.requester)
    url = reverse("approvals:request", args=[request.tracking_number])
    client.get(url)
    short = statements_of(client, url)
    for number in range(29):
        commands.add_note(request_id=request.pk, actor=request.requester, text=f"note {number}")
    long = statements_of(client, url)
    assert len(short) == len(long) <= LIST_LIMIT, f"{short}\n\n{long}"


def test_an_inbox_is_read_office_by_office_in_the_order_of_an_index():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    requests = [engine.toy_request(engine.person(), scope) for _ in range(5)]
    own = engine.toy_request(head, scope, plan=(("toy_decide", "toy_desk"),))
    with counted() as statements:
        first, more = queries.inbox(head, size=2)
    assert len(statements) == 2, str(statements)
    assert "LIMIT 3" in statements[0]
    rest, _more = queries.inbox(head, after=queries.Key(first[-1].due, first[-1].pk), size=10)
    assert [step.request for step in [*first, *rest]] == requests
    assert more
    assert own not in [step.request for step in rest]
    assert queries.inbox_count(head) == 5
    assert queries.inbox_count(head, limit=3) == 3


def test_what_is_due_at_one_moment_is_paged_without_gap_or_double():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    with time_machine.travel(datetime.datetime(2026, 11, 24, 15, tzinfo=datetime.UTC), tick=False):
        requests = [engine.toy_request(engine.person(), scope) for _ in range(5)]
        shown, key = [], None
        while True:
            steps, more = queries.inbox(head, after=key, size=2)
            shown += [step.request for step in steps]
            if not more:
                break
            key = queries.Key(steps[-1].due, steps[-1].pk)
    assert shown == requests


def test_the_sweep_of_vacant_offices_looks_at_open_steps_by_key():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    for _ in range(3):
        engine.toy_request(engine.person(), scope)
    commands.approve(step_id=queries.inbox(head)[0][0].pk, actor=head)
    with counted() as statements:
        assert commands.recheck_offices() == 0
    assert len(statements) == 2, str(statements)
    assert '"approvals_step"."id" IN (' in statements[1]
