"""What the engine's pages ask of the database: the same for 1 and 30 rows, and little for a decision."""

import pytest
from django.urls import reverse

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
        response = client.post(reverse("approvals:decision", args=[step.pk]), {"do": "approve"})
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
    from approvals import commands

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
