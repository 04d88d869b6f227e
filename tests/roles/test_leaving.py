"""A role ends, and what waited for its holder goes on: with real commits, as in the portal."""

import logging

import pytest

from approvals.models import Event, StepOffice
from iacs_portal.outbox.models import Message
from iacs_portal.roles import commands
from iacs_portal.roles.models import RoleAssignment
from tests.factories import engine
from tests.factories.engine import toy_roles


def live_office(request):
    office = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    return office.permission.codename, office.why


def situation():
    """A request that waits for the head of its organization, and could go to the desk."""
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    desk = engine.holder(toy_roles.DESK, scope.community)
    request = engine.toy_request(engine.person(), scope)
    return RoleAssignment.objects.get(user=head), desk, request


@pytest.mark.parametrize("verb", ["end", "suspend"])
def test_a_request_is_passed_on_once_the_change_of_the_role_is_committed(committed_db, verb):
    held, desk, request = situation()
    getattr(commands, verb)(actor=None, assignment_id=held.pk, reason="left")
    assert live_office(request) == ("toy_desk", "vacant")
    assert Event.objects.filter(request=request, entry__command="passed_on").count() == 1
    assert Message.objects.filter(message="request_waits_for_you", to=desk.email).count() == 1


def test_a_passing_on_that_fails_is_logged_and_the_role_has_ended_all_the_same(committed_db, monkeypatch, caplog):
    held, _desk, request = situation()

    def fail(**facts):
        raise RuntimeError

    monkeypatch.setattr(commands, "recheck_offices", fail)
    with caplog.at_level(logging.ERROR):
        commands.end(actor=None, assignment_id=held.pk, reason="left")
    held.refresh_from_db()
    assert held.ended_at is not None
    assert live_office(request) == ("toy_decide", "first")
    assert "pass_on" in caplog.text
