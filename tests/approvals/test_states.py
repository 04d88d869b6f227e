"""The table of moves is what commands obey."""

import pytest

from approvals import commands, states
from approvals.states import Move, RequestStatus, Verb
from tests.factories import engine
from tests.factories.engine import toy_roles

pytestmark = pytest.mark.django_db


def approve(request, head):
    commands.approve(step_id=engine.open_step(request).pk, actor=head)


def return_it(request, head):
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=head, reason="unclear")


def deny(request, head):
    commands.deny(step_id=engine.open_step(request).pk, actor=head, reason="no_toys")


def withdraw(request, head):
    commands.withdraw(request_id=request.pk, actor=request.requester)


@pytest.mark.parametrize(
    ("verb", "act"),
    [(Verb.APPROVE, approve), (Verb.RETURN, return_it), (Verb.DENY, deny), (Verb.WITHDRAW, withdraw)],
)
def test_no_command_leaves_a_request_where_the_table_does_not_lead(monkeypatch, verb, act):
    scope = engine.organization()
    head = engine.holder(toy_roles.HEAD, scope)
    request = engine.toy_request(engine.person(), scope)
    move = states.MOVES[verb]
    monkeypatch.setitem(states.MOVES, verb, Move(verb, move.before, frozenset({RequestStatus.DRAFT})))
    with pytest.raises(ValueError, match="does not leave a request"):
        act(request, head)
    monkeypatch.undo()
    act(request, head)
    request.refresh_from_db()
    assert request.status in move.after


def test_every_verb_but_a_note_has_its_move():
    assert set(states.MOVES) == set(Verb) - {Verb.ADD_NOTE}
