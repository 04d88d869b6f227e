"""Drafts, submission, return and resubmission, withdrawal."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from approvals import commands
from approvals.models import Draft, Event, Request, Step, StepOffice
from approvals.states import RequestStatus, StepStatus
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.toy.models import ToyDetail, ToyEffect

pytestmark = pytest.mark.django_db


def test_a_person_has_one_draft_of_a_kind():
    asker, scope = engine.person(), engine.organization()
    first = engine.toy_draft(asker, scope)
    assert engine.toy_draft(asker, scope) == first
    assert Request.objects.count() == 1


def test_answers_are_kept_by_page_and_a_changed_page_clears_those_that_depend_on_it():
    draft = engine.toy_draft(engine.person(), engine.organization())
    actor = draft.requester
    commands.save_answers(actor=actor, request_id=draft.pk, answers={"one": {"a": 1}, "two": {"b": 2}})
    commands.save_answers(actor=actor, request_id=draft.pk, answers={"one": {"a": 3}}, cleared=frozenset({"two"}))
    answers = Draft.objects.get(request=draft).answers
    assert answers["one"] == {"a": 3}
    assert "two" not in answers
    assert "toy" in answers


def test_somebody_elses_draft_does_not_exist():
    draft = engine.toy_draft(engine.person(), engine.organization())
    stranger = engine.person()
    for act in (
        lambda: commands.save_answers(actor=stranger, request_id=draft.pk, answers={}),
        lambda: commands.submit(request_id=draft.pk, actor=stranger),
        lambda: commands.discard_draft(request_id=draft.pk, actor=stranger),
    ):
        with pytest.raises(Request.DoesNotExist):
            act()


def test_a_sent_request_has_a_number_a_frozen_chain_a_due_date_and_two_mails():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    with time_machine.travel(datetime.datetime(2026, 11, 24, 15, tzinfo=datetime.UTC), tick=False):
        request = engine.toy_request(engine.person(), scope, plan=[["toy_decide", "toy_desk"], ["toy_desk"]])
    assert request.status == RequestStatus.UNDER_REVIEW
    assert request.tracking_number.startswith("PC-")
    assert list(request.steps.values_list("name", "status")) == [("step 1", "open"), ("step 2", "later")]
    step = request.steps.get(status=StepStatus.OPEN)
    # Ten business days after Tuesday, November 24; Thanksgiving on the 26th does not count.
    assert timezone.localtime(
        step.due, timezone=datetime.timezone(datetime.timedelta(hours=-5))
    ).date() == datetime.date(2026, 12, 9)
    offices = list(StepOffice.objects.filter(step=step).values_list("permission__codename", "why"))
    assert offices == [("toy_decide", "first"), ("toy_desk", "")]
    mails = set(Message.objects.values_list("message", "to", "about"))
    assert mails == {
        ("request_sent", request.requester.email, request.tracking_number),
        ("request_waits_for_you", head.email, request.tracking_number),
    }
    assert [event.entry.command for event in Event.objects.filter(request=request)] == ["submitted"]


def test_a_later_change_of_the_chain_does_not_touch_a_running_request():
    scope = engine.organization()
    head, desk = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_desk"]])
    ToyDetail.objects.filter(request=request).update(plan=[["toy_second"]])
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    commands.approve(step_id=engine.open_step(request).pk, actor=desk)
    request.refresh_from_db()
    assert request.status == RequestStatus.APPROVED


def test_a_request_with_an_empty_chain_is_approved_at_once():
    request = engine.toy_request(engine.person(), engine.organization(), plan=[])
    assert request.status == RequestStatus.APPROVED
    assert ToyEffect.objects.filter(request=request).exists()


def test_the_same_draft_is_sent_once():
    draft = engine.toy_draft(engine.person(), engine.organization())
    commands.submit(request_id=draft.pk, actor=draft.requester)
    with pytest.raises(Refused, match="the request is now “Under review”"):
        commands.submit(request_id=draft.pk, actor=draft.requester)
    assert Step.objects.filter(request=draft).count() == 1


def test_a_subject_that_is_exclusive_has_one_undecided_request():
    scope = engine.organization()
    engine.toy_request(engine.person(), scope, kind="toy_exclusive", title="the one")
    second = engine.toy_draft(engine.person(), scope, kind="toy_exclusive", title="the one")
    with pytest.raises(Refused, match="Another request for the same thing is under way"):
        commands.submit(request_id=second.pk, actor=second.requester)


def test_a_decided_request_leaves_its_subject_free():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    first = engine.toy_request(engine.person(), scope, kind="toy_exclusive", title="the one")
    commands.deny(step_id=engine.open_step(first).pk, actor=head, reason="no_toys")
    second = engine.toy_request(engine.person(), scope, kind="toy_exclusive", title="the one")
    assert second.status == RequestStatus.UNDER_REVIEW


def test_a_returned_request_goes_again_under_its_number_to_the_step_that_returned_it():
    scope = engine.organization()
    head, desk = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_desk"]])
    number = request.tracking_number
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=desk, reason="unclear")
    request.refresh_from_db()
    assert request.status == RequestStatus.RETURNED
    answers = Draft.objects.get(request=request).answers["toy"] | {"title": "a better toy"}
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"toy": answers})
    commands.resubmit(request_id=request.pk, actor=request.requester)
    request.refresh_from_db()
    assert (request.status, request.tracking_number) == (RequestStatus.UNDER_REVIEW, number)
    assert list(request.steps.values_list("status", flat=True)) == [StepStatus.APPROVED, StepStatus.OPEN]
    commands.approve(step_id=engine.open_step(request).pk, actor=desk)
    assert ToyDetail.objects.get(request=request).title == "a better toy"


def test_a_returned_request_is_not_sent_again_for_another_place():
    scope, elsewhere = engine.organization(), engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=head, reason="unclear")
    answers = Draft.objects.get(request=request).answers["toy"] | {"scope_id": elsewhere.pk}
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"toy": answers})
    with pytest.raises(Refused, match="for another place now"):
        commands.resubmit(request_id=request.pk, actor=request.requester)
    request.refresh_from_db()
    assert request.status == RequestStatus.RETURNED
    assert ToyDetail.objects.get(request=request).scope_id == scope.pk


def test_a_changed_answer_restarts_the_chain_where_the_kind_says_so():
    scope = engine.organization()
    head, desk = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope, kind="toy_restarting", plan=[["toy_decide"], ["toy_desk"]])
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=desk, reason="unclear")
    answers = Draft.objects.get(request=request).answers["toy"] | {"title": "another toy"}
    commands.save_answers(actor=request.requester, request_id=request.pk, answers={"toy": answers})
    commands.resubmit(request_id=request.pk, actor=request.requester)
    assert list(request.steps.values_list("status", flat=True)) == [StepStatus.OPEN, StepStatus.LATER]
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    commands.approve(step_id=engine.open_step(request).pk, actor=desk)


def test_a_withdrawn_request_waits_for_nobody():
    scope = engine.organization()
    engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope)
    commands.withdraw(request_id=request.pk, actor=request.requester)
    request.refresh_from_db()
    assert request.status == RequestStatus.WITHDRAWN
    assert list(request.steps.values_list("status", flat=True)) == [StepStatus.CLOSED]
    assert not StepOffice.objects.filter(since__isnull=False, until=None).exists()
    with pytest.raises(Refused):
        commands.withdraw(request_id=request.pk, actor=request.requester)


def test_a_new_request_begins_from_the_answers_of_a_denied_one():
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    denied = engine.toy_request(engine.person(), scope, title="twice")
    commands.deny(step_id=engine.open_step(denied).pk, actor=head, reason="no_toys")
    again = commands.start(actor=denied.requester, kind="toy", follows=denied)
    assert again.follows == denied
    assert Draft.objects.get(request=again).answers["toy"]["title"] == "twice"


def test_a_discarded_draft_leaves_nothing():
    draft = engine.toy_draft(engine.person(), engine.organization())
    commands.discard_draft(request_id=draft.pk, actor=draft.requester)
    assert not Request.objects.exists()
    assert not Draft.objects.exists()
