"""A page that shows a request as it was decides nothing: it was returned, changed and sent again, and so its step is open anew."""

import re

import pytest
from django.urls import reverse

from approvals import commands
from approvals.states import RequestStatus
from iacs_portal.core.errors import Refused
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.toy.models import ToyDetail

pytestmark = pytest.mark.django_db

CHANGED = "It was changed and sent again since you opened it."


@pytest.fixture
def scope():
    return engine.organization()


@pytest.fixture
def head(scope):
    return engine.holder(toy_roles.HEAD, scope)


@pytest.fixture
def changed(scope, head):
    """Has a deputy return a request, and its requester change and send it again."""

    def change(request):
        deputy = engine.holder(toy_roles.DEPUTY, scope)
        commands.return_for_changes(step_id=engine.open_step(request).pk, actor=deputy, reason="unclear")
        answers = {"toy": request.draft.answers["toy"] | {"title": "quite another toy"}}
        commands.save_answers(actor=request.requester, request_id=request.pk, answers=answers)
        commands.resubmit(request_id=request.pk, actor=request.requester)

    return change


def carried(text):
    """What each form of the decide page carries of the opening."""
    return re.findall(r'name="opening" value="(\d+)"', text)


@pytest.mark.parametrize("verb", ["approve", "deny", "return_for_changes"])
def test_a_decision_on_what_was_changed_since_is_refused(scope, head, changed, verb):
    request = engine.toy_request(engine.person(), scope)
    seen = engine.open_step(request)
    changed(request)
    options = {"approve": {}, "deny": {"reason": "no_toys"}, "return_for_changes": {"reason": "unclear"}}[verb]
    with pytest.raises(Refused, match=CHANGED) as refusal:
        getattr(commands, verb)(step_id=seen.pk, actor=head, opening=seen.opening, **options)
    assert refusal.value.code == "changed"
    request.refresh_from_db()
    assert request.status == RequestStatus.UNDER_REVIEW
    getattr(commands, verb)(step_id=seen.pk, actor=head, opening=engine.open_step(request).opening, **options)


@pytest.mark.parametrize(
    "pressed", [{"do": "approve"}, {"do": "deny", "reason": "no_toys"}, {"preview": "deny", "reason": "no_toys"}]
)
def test_a_button_of_a_stale_page_shows_the_request_as_it_is_now(client, scope, head, changed, pressed):
    request = engine.toy_request(engine.person(), scope)
    step = engine.open_step(request)
    client.force_login(head)
    openings = carried(client.get(reverse("approvals:decide", args=[step.pk])).content.decode())
    assert openings == [step.opening] * 3
    changed(request)
    response = client.post(reverse("approvals:decision", args=[step.pk]), {"opening": openings[0]} | pressed)
    text = response.content.decode()
    assert response.status_code == 409
    assert CHANGED in text
    assert "quite another toy" in text
    request.refresh_from_db()
    assert request.status == RequestStatus.UNDER_REVIEW
    again = client.post(reverse("approvals:decision", args=[step.pk]), {"opening": carried(text)[0], "do": "approve"})
    assert again.status_code == 302
    assert ToyDetail.objects.get(request=request).title == "quite another toy"
    request.refresh_from_db()
    assert request.status == RequestStatus.APPROVED


def test_a_button_without_an_opening_decides_nothing(client, scope, head):
    request = engine.toy_request(engine.person(), scope)
    client.force_login(head)
    response = client.post(reverse("approvals:decision", args=[engine.open_step(request).pk]), {"do": "approve"})
    assert response.status_code == 409
    request.refresh_from_db()
    assert request.status == RequestStatus.UNDER_REVIEW


def test_a_step_that_was_returned_and_then_closed_with_its_request_says_what_became_of_it(client, scope, head):
    deputy = engine.holder(toy_roles.DEPUTY, scope)
    request = engine.toy_request(engine.person(), scope)
    step = engine.open_step(request)
    commands.return_for_changes(step_id=step.pk, actor=deputy, reason="unclear")
    commands.withdraw(request_id=request.pk, actor=request.requester)
    client.force_login(head)
    sentence = "There is nothing to decide here now: the request is “Withdrawn”."
    page = client.get(reverse("approvals:decide", args=[step.pk]))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    late = client.post(reverse("approvals:decision", args=[step.pk]), {"opening": step.opening, "do": "approve"})
    assert late.status_code == 422
    assert sentence in late.content.decode()
