"""Two people at the same moment: one outcome, and the other is told."""

from approvals import commands
from approvals.models import Request, Step
from approvals.states import RequestStatus
from iacs_portal.core.errors import Refused
from tests.factories import engine
from tests.factories.engine import toy_roles
from tests.races import at_once
from tests.toy.models import ToyEffect


def test_of_pairs_of_opposite_decisions_each_ends_in_one(committed_db, pairs):
    scope = engine.organization()
    head, deputy = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DEPUTY, scope)
    asker = engine.person()
    outcomes = {"approved": 0, "denied": 0}
    for _ in range(pairs):
        request = engine.toy_request(asker, scope)
        step = engine.open_step(request)
        results = at_once(
            lambda step=step: commands.approve(step_id=step.pk, actor=head),
            lambda step=step: commands.deny(step_id=step.pk, actor=deputy, reason="no_toys"),
        )
        request.refresh_from_db()
        refusals = [result for result in results if isinstance(result, Refused)]
        assert [refusal.code for refusal in refusals] == ["already_decided"]
        outcomes[request.status] += 1
    assert sum(outcomes.values()) == pairs
    assert ToyEffect.objects.count() == outcomes["approved"]
    assert Step.objects.filter(status="open").count() == 0


def test_one_double_click_approves_one_office(committed_db):
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.SECOND, scope)
    for _ in range(10):
        request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_second"]])
        step = engine.open_step(request)
        click = lambda step=step: commands.approve(step_id=step.pk, actor=head)  # noqa: E731 - the same act twice
        results = at_once(click, click)
        assert sum(isinstance(result, Refused) for result in results) == 1
        assert list(request.steps.values_list("status", flat=True)) == ["approved", "open"]


def test_the_same_draft_sent_twice_at_once_is_one_request(committed_db):
    scope = engine.organization()
    engine.holder(toy_roles.HEAD, scope)
    for _ in range(10):
        draft = engine.toy_draft(engine.person(), scope)
        click = lambda draft=draft: commands.submit(request_id=draft.pk, actor=draft.requester)  # noqa: E731 - the same act twice
        results = at_once(click, click)
        assert sum(isinstance(result, Refused) for result in results) == 1
        assert Step.objects.filter(request=draft).count() == 1


def test_two_requests_for_an_exclusive_subject_at_once_leave_one_with_its_sentence(committed_db):
    scope = engine.organization()
    engine.holder(toy_roles.HEAD, scope)
    for number in range(10):
        drafts = [
            engine.toy_draft(engine.person(), scope, kind="toy_exclusive", title=f"the one {number}") for _ in range(2)
        ]
        results = at_once(
            *(lambda draft=draft: commands.submit(request_id=draft.pk, actor=draft.requester) for draft in drafts)
        )
        refusals = [str(result) for result in results if isinstance(result, Refused)]
        assert refusals == ["Another request for the same thing is under way. Wait for its answer first."]
    assert Request.objects.filter(status=RequestStatus.UNDER_REVIEW).count() == 10
