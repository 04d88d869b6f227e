"""Several approvals at one press: the list first, each in a transaction of its own, and what became of each."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.lists import waiting_lines
from iacs_portal.outbox.models import Message
from registration.request_kinds.organization import ORGANIZATION_REGISTRATION
from tests.factories import engine, registration
from tests.factories.engine import toy_roles
from tests.statements import counted

SEVERAL = "/inbox/approve/"
PER_APPROVAL = 14


def tick(request):
    """What the checkbox of a request sends."""
    return waiting_lines([engine.open_step(request)])[0].tick


def states(requests):
    for request in requests:
        request.refresh_from_db()
    return [request.status for request in requests]


def told(page):
    return {each.line.step.request_id: each.refusal for each in page.context["lines"]}


@pytest.fixture
def scope(db):
    return engine.organization()


@pytest.fixture
def head(scope, client):
    person = engine.holder(toy_roles.HEAD, scope)
    client.force_login(person)
    return person


def test_the_list_and_the_mail_come_before_anything_happens(client, scope, head):
    requests = [engine.toy_request(engine.person(), scope) for _number in range(3)]
    page = client.get(SEVERAL, {"step": [tick(request) for request in requests[:2]]})
    text = page.content.decode()
    assert "Approve 2 requests?" in text
    assert requests[0].tracking_number in text
    assert requests[2].tracking_number not in text
    assert "Approved: Make " in text  # the subject of the mail
    assert states(requests) == ["under_review"] * 3


def test_each_ticked_request_is_approved_and_its_requester_told(client, scope, head):
    requests = [engine.toy_request(engine.person(), scope) for _number in range(3)]
    page = client.post(SEVERAL, {"step": [tick(request) for request in requests[:2]]})
    assert "2 requests approved" in page.content.decode()
    assert told(page) == {requests[0].pk: "", requests[1].pk: ""}
    assert states(requests) == ["approved", "approved", "under_review"]
    mailed = set(Message.objects.filter(message="request_approved").values_list("to", flat=True))
    assert mailed == {request.requester.email for request in requests[:2]}


def test_a_second_press_says_that_it_is_done(client, scope, head):
    request = engine.toy_request(engine.person(), scope)
    ticked = {"step": [tick(request)]}
    client.post(SEVERAL, ticked)
    page = client.post(SEVERAL, ticked)
    assert "Nothing was approved by you" in page.content.decode()
    assert told(page)[request.pk].startswith(f"Already approved by {head.get_full_name()}")


def test_where_somebody_else_was_faster_the_row_says_who_and_the_others_are_approved(client, scope, head):
    faster = engine.holder(toy_roles.DEPUTY, scope)
    requests = [engine.toy_request(engine.person(), scope) for _number in range(2)]
    ticked = {"step": [tick(request) for request in requests]}
    assert "Approve 2 requests?" in client.get(SEVERAL, ticked).content.decode()
    commands.approve(step_id=engine.open_step(requests[0]).pk, actor=faster)
    page = client.post(SEVERAL, ticked)
    assert "1 of 2 requests approved" in page.content.decode()
    assert told(page)[requests[0].pk].startswith(f"Already approved by {faster.get_full_name()}")
    assert told(page)[requests[1].pk] == ""
    assert requests[1].steps.get().decided_by == head
    again = client.get(SEVERAL, ticked)
    assert "None of these can be approved here" in again.content.decode()


def test_a_request_that_was_changed_since_the_list_was_shown_is_not_approved_unread(client, scope, head):
    request = engine.toy_request(engine.person(), scope)
    seen = tick(request)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=head, reason="unclear")
    commands.resubmit(request_id=request.pk, actor=request.requester)
    for typed in (seen, seen.partition("~")[0]):
        page = client.post(SEVERAL, {"step": [typed]})
        assert "It was changed and sent again since you opened it." in told(page)[request.pk]
    assert states([request]) == ["under_review"]
    assert "Approve 1 request?" in client.get(SEVERAL, {"step": [seen]}).content.decode()
    assert told(client.post(SEVERAL, {"step": [tick(request)]})) == {request.pk: ""}


def test_a_refusal_in_the_middle_stops_no_other(client, scope, head):
    first = engine.toy_request(engine.person(), scope)
    refused = engine.toy_request(engine.person(), scope, problem="The shelf is full.")
    last = engine.toy_request(engine.person(), scope)
    page = client.post(SEVERAL, {"step": [tick(request) for request in (first, refused, last)]})
    assert told(page) == {first.pk: "", refused.pk: "The shelf is full.", last.pk: ""}
    assert states([first, refused, last]) == ["approved", "under_review", "approved"]


def test_what_i_may_not_decide_is_not_there(client, scope, head):
    elsewhere = engine.toy_request(engine.person(), engine.organization())
    own = engine.toy_request(head, scope)
    engine.holder(toy_roles.DEPUTY, scope)
    ticked = {"step": [tick(elsewhere), tick(own), "no number", "9" * 30]}
    for answer in (client.get(SEVERAL, ticked, follow=True), client.post(SEVERAL, ticked, follow=True)):
        assert "Tick the requests that you want to approve. Nothing was decided." in answer.content.decode()
    assert states([elsewhere, own]) == ["under_review"] * 2


def test_a_kind_that_is_decided_one_by_one_cannot_be_ticked(client, scope, head):
    toy = engine.toy_request(engine.person(), scope)
    single = engine.toy_request(engine.person(), scope, kind="toy_exclusive")
    inbox = client.get(reverse("approvals:inbox")).content.decode()
    assert f'value="{tick(toy)}"' in inbox
    assert f'value="{tick(single)}"' not in inbox
    ticked = {"step": [tick(toy), tick(single)]}
    page = client.get(SEVERAL, ticked)
    assert [each.line.step.request_id for each in page.context["left_out"]] == [single.pk]
    assert "Requests of this kind are decided one by one" in told(client.post(SEVERAL, ticked))[single.pk]
    assert states([toy, single]) == ["approved", "under_review"]


def test_the_registration_of_an_organization_has_no_tick(client, db):
    """The desk must record the paper that it saw."""
    assert not ORGANIZATION_REGISTRATION.may_be_approved_in_bulk
    request = registration.registration()
    client.force_login(registration.desk_agent())
    assert 'name="step"' not in client.get(reverse("approvals:inbox")).content.decode()
    page = client.post(SEVERAL, {"step": [tick(request)]})
    assert "Nothing was approved by you" in page.content.decode()
    assert states([request]) == ["under_review"]


def test_the_list_takes_the_same_number_of_statements_for_1_and_25_and_each_approval_few(client, scope, head):
    engine.holder(toy_roles.DEPUTY, scope)
    requests = [engine.toy_request(engine.person(), scope, kind="toy_empty") for _number in range(26)]
    keys = [tick(request) for request in requests]
    client.get(SEVERAL, {"step": keys[:1]})
    counts = []
    for number in (1, 25):
        with counted() as statements:
            client.get(SEVERAL, {"step": keys[:number]})
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    with counted() as one:
        client.post(SEVERAL, {"step": keys[:1]})
    with counted() as many:
        client.post(SEVERAL, {"step": keys[1:]})
    assert (len(many) - len(one)) / 24 <= PER_APPROVAL, str(many)
    assert states(requests) == ["approved"] * 26


@pytest.mark.usefixtures("committed_db")
def test_each_approval_is_a_transaction_of_its_own(monkeypatch):
    """A fault in the middle loses nothing that was approved before it."""
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    requests = [engine.toy_request(engine.person(), scope) for _number in range(3)]
    second = requests[1]

    def fail(_kind, detail, *, step, actor):
        if detail.request_id == second.pk:
            raise RuntimeError("a fault")
        return {}

    monkeypatch.setattr("tests.toy.request_kinds.ToyKind.on_approved", fail)
    with pytest.raises(RuntimeError, match="a fault"):
        commands.approve_each(seen={engine.open_step(request).pk: None for request in requests}, actor=head)
    assert states(requests) == ["approved", "under_review", "under_review"]
