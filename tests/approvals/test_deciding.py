"""Who may decide, and what a decision does."""

import pytest

from approvals import commands
from approvals.models import Event, Step, StepOffice
from approvals.states import RequestStatus, StepStatus
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end, suspend
from iacs_portal.roles.models import RoleAssignment
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.toy.models import ToyDetail, ToyEffect

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope():
    return engine.organization()


@pytest.fixture
def head(scope):
    return engine.holder(toy_roles.HEAD, scope)


def test_an_approval_writes_step_request_effect_event_and_mail(scope, head):
    request = engine.toy_request(engine.person(), scope)
    commands.approve(step_id=engine.open_step(request).pk, actor=head, remark="Welcome.")
    request.refresh_from_db()
    step = request.steps.get()
    assert (request.status, step.status, step.decided_by, step.remark) == ("approved", "approved", head, "Welcome.")
    assert ToyEffect.objects.filter(request=request).count() == 1
    assert not StepOffice.objects.filter(step=step, since__isnull=False, until=None).exists()
    assert [event.entry.command for event in Event.objects.filter(request=request).order_by("pk")] == [
        "submitted",
        "approved",
    ]
    mail = Message.objects.get(message="request_approved")
    assert (mail.to, mail.facts["remark"], mail.facts["number"]) == (
        request.requester.email,
        "Welcome.",
        request.tracking_number,
    )


@pytest.mark.parametrize("verb", ["approve", "deny", "return_for_changes"])
def test_nobody_decides_a_request_of_her_own(scope, head, verb):
    engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(head, scope)
    StepOffice.objects.filter(step__request=request, permission__codename="toy_decide").update(
        since=request.submitted_at, until=None
    )
    options = {} if verb == "approve" else {"reason": "no_toys" if verb == "deny" else "unclear"}
    with pytest.raises(Refused, match="your own request"):
        getattr(commands, verb)(step_id=engine.open_step(request).pk, actor=head, **options)


def test_nobody_decides_two_steps_of_one_request(scope):
    both = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.SECOND, scope, user=both)
    other = engine.holder(toy_roles.SECOND, scope)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_second"]])
    commands.approve(step_id=engine.open_step(request).pk, actor=both)
    with pytest.raises(Refused, match="decided an earlier step"):
        commands.approve(step_id=engine.open_step(request).pk, actor=both)
    commands.approve(step_id=engine.open_step(request).pk, actor=other)


def test_a_person_without_a_live_office_decides_nothing(scope, head):
    request = engine.toy_request(engine.person(), scope)
    elsewhere = engine.holder(toy_roles.HEAD, engine.organization())
    desk = engine.holder(toy_roles.DESK, scope.community)  # the second office, which does not hold the step
    for actor in (engine.person(), elsewhere, desk):
        with pytest.raises(Refused, match="does not wait for you"):
            commands.approve(step_id=engine.open_step(request).pk, actor=actor)


def test_a_right_that_ended_or_is_suspended_or_whose_account_is_closed_decides_nothing(scope, head):
    deputies = [engine.holder(toy_roles.DEPUTY, scope) for _ in range(3)]
    end(actor=None, assignment_id=RoleAssignment.objects.get(user=deputies[0]).pk, reason="left")
    suspend(actor=None, assignment_id=RoleAssignment.objects.get(user=deputies[1]).pk, reason="late")
    deputies[2].is_active = False
    deputies[2].save()
    request = engine.toy_request(engine.person(), scope)
    for deputy in deputies:
        with pytest.raises(Refused, match="does not wait for you"):
            commands.approve(step_id=engine.open_step(request).pk, actor=deputy)


def test_the_second_approver_is_told_who_was_faster(scope, head):
    deputy = engine.holder(toy_roles.DEPUTY, scope)
    request = engine.toy_request(engine.person(), scope)
    step = engine.open_step(request)
    commands.approve(step_id=step.pk, actor=head)
    with pytest.raises(Refused, match=rf"Already approved by {head.get_full_name()} on .+ at .+\.") as refusal:
        commands.approve(step_id=step.pk, actor=deputy)
    assert refusal.value.code == "already_decided"
    assert ToyEffect.objects.filter(request=request).count() == 1


def test_a_stale_page_does_not_decide_the_next_step(scope, head):
    second = engine.holder(toy_roles.SECOND, scope)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_second"]])
    seen = engine.open_step(request)
    commands.approve(step_id=seen.pk, actor=head)
    with pytest.raises(Refused, match="Already approved"):
        commands.approve(step_id=seen.pk, actor=second)
    assert request.steps.get(position=1).status == StepStatus.OPEN


def test_a_rule_that_broke_meanwhile_refuses_with_the_kinds_words(scope, head):
    request = engine.toy_request(engine.person(), scope)
    ToyDetail.objects.filter(request=request).update(problem="The toy box was closed meanwhile.")
    with pytest.raises(Refused, match="The toy box was closed meanwhile"):
        commands.approve(step_id=engine.open_step(request).pk, actor=head)
    request.refresh_from_db()
    assert request.status == RequestStatus.UNDER_REVIEW


def test_a_denial_needs_a_reason_of_the_list_and_closes_what_would_follow(scope, head):
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_desk"]])
    step = engine.open_step(request)
    with pytest.raises(Refused, match="Choose a reason"):
        commands.deny(step_id=step.pk, actor=head, reason="because")
    commands.deny(step_id=step.pk, actor=head, reason="no_toys", remark="Not here, but next door.")
    request.refresh_from_db()
    assert request.status == RequestStatus.DENIED
    assert list(request.steps.values_list("status", flat=True)) == [StepStatus.DENIED, StepStatus.CLOSED]
    mail = Message.objects.get(message="request_denied")
    assert (mail.facts["reason"], mail.facts["remark"]) == ("No toys here", "Not here, but next door.")


def test_a_denial_without_words_of_its_own_says_the_reasons_paragraph(scope, head):
    request = engine.toy_request(engine.person(), scope)
    commands.deny(step_id=engine.open_step(request).pk, actor=head, reason="no_toys")
    assert Message.objects.get(message="request_denied").facts["remark"] == "There are no toys here."


def test_deciders_are_told_and_the_person_who_acted_is_not(scope):
    seconds = [engine.holder(toy_roles.SECOND, scope) for _ in range(2)]
    head = engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_second"]])
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    told = set(Message.objects.filter(message="request_waits_for_you").values_list("to", flat=True))
    assert told == {head.email, *(second.email for second in seconds)}
    assert not Message.objects.filter(message="request_approved").exists()


def test_an_unknown_step_does_not_exist(head):
    with pytest.raises(Step.DoesNotExist):
        commands.approve(step_id=0, actor=head)
