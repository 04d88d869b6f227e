"""No request ever waits for an office that nobody holds."""

import io

import pytest
from django.core.management import call_command

from approvals import commands
from approvals.kinds import Office
from approvals.models import Event, StepOffice
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import engine
from tests.factories.engine import toy_roles

pytestmark = pytest.mark.django_db


def live_office(request):
    office = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    return office.permission.codename, office.why


@pytest.fixture
def scope():
    return engine.organization()


def end_role(user, capture):
    with capture(execute=True):
        end(actor=None, assignment_id=RoleAssignment.objects.get(user=user).pk, reason="left")


def test_a_step_opens_at_the_next_office_when_nobody_holds_the_first(scope):
    engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_second", "toy_decide", "toy_desk"]])
    assert live_office(request) == ("toy_desk", "vacant")


def test_an_office_that_only_the_requester_holds_counts_as_vacant(scope):
    head = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.DESK, scope.community)
    assert live_office(engine.toy_request(head, scope)) == ("toy_desk", "vacant")


def test_an_office_that_only_the_decider_of_an_earlier_step_holds_counts_as_vacant(scope):
    head = engine.holder(toy_roles.HEAD, scope)
    desk = engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope, plan=[["toy_decide"], ["toy_head", "toy_desk"]])
    commands.approve(step_id=engine.open_step(request).pk, actor=head)
    assert live_office(request) == ("toy_desk", "vacant")
    commands.approve(step_id=engine.open_step(request).pk, actor=desk)


def test_a_request_is_passed_on_when_the_last_holder_leaves(scope, django_capture_on_commit_callbacks):
    head = engine.holder(toy_roles.HEAD, scope)
    desk = engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope)
    assert live_office(request) == ("toy_decide", "first")
    end_role(head, django_capture_on_commit_callbacks)
    assert live_office(request) == ("toy_desk", "vacant")
    assert Event.objects.filter(request=request, entry__command="passed_on").count() == 1
    assert Message.objects.filter(message="request_waits_for_you", to=desk.email).count() == 1
    commands.approve(step_id=engine.open_step(request).pk, actor=desk)


def test_a_request_stays_while_another_holder_is_left(scope, django_capture_on_commit_callbacks):
    head = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.DEPUTY, scope)
    engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope)
    end_role(head, django_capture_on_commit_callbacks)
    assert live_office(request) == ("toy_decide", "first")


def test_a_right_that_ran_out_is_found_by_the_sweep(scope):
    head = engine.holder(toy_roles.HEAD, scope)
    engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope)
    head.is_active = False
    head.save()
    assert commands.recheck_offices() == 1
    assert commands.recheck_offices() == 0
    assert live_office(request) == ("toy_desk", "vacant")


def test_check_deciders_names_the_step_that_waits_for_nobody(scope):
    request = engine.toy_request(engine.person(), scope)
    output = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_deciders", stdout=output)
    assert output.getvalue() == (
        f"{request.tracking_number}: the step “step 1” waits for nobody\ncheck_deciders: 1 steps wait for nobody\n"
    )
    engine.holder(toy_roles.DESK, scope.community)
    output = io.StringIO()
    call_command("check_deciders", stdout=output)
    assert output.getvalue() == "check_deciders: 0 steps wait for nobody\n"


def test_the_desk_passes_a_request_on_to_an_office_that_the_kind_declares(scope):
    engine.holder(toy_roles.HEAD, scope)
    desk, second = engine.holder(toy_roles.DESK, scope.community), engine.holder(toy_roles.SECOND, scope)
    request = engine.toy_request(engine.person(), scope)
    step = engine.open_step(request)
    target = Office("toy_second", scope.pk)
    commands.reassign(step_id=step.pk, actor=desk, office=target, remark="They know them.")
    assert live_office(request) == ("toy_second", "reassigned")
    with pytest.raises(Refused, match="has the request already"):
        commands.reassign(step_id=step.pk, actor=desk, office=target, remark="Again.")
    commands.approve(step_id=step.pk, actor=second)


def test_a_request_is_not_passed_on_to_an_empty_office_without_words_or_by_another(scope):
    head, desk = engine.holder(toy_roles.HEAD, scope), engine.holder(toy_roles.DESK, scope.community)
    step = engine.open_step(engine.toy_request(engine.person(), scope))
    target = Office("toy_second", scope.pk)
    with pytest.raises(Refused, match="Nobody holds that office"):
        commands.reassign(step_id=step.pk, actor=desk, office=target, remark="Words.")
    with pytest.raises(Refused, match="in a few words"):
        commands.reassign(step_id=step.pk, actor=desk, office=target, remark=" ")
    with pytest.raises(Refused, match="Only the help desk"):
        commands.reassign(step_id=step.pk, actor=head, office=target, remark="Words.")
    with pytest.raises(ValueError, match="does not declare"):
        commands.reassign(step_id=step.pk, actor=desk, office=Office("toy_use", scope.pk), remark="Words.")
