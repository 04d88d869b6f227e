"""What a command is: one transaction, and what it leaves for after the commit."""

from django.db import transaction

from iacs_portal.core.commands import command


@command
def inner(*, actor, seen):
    seen.append(("inner", transaction.get_connection().in_atomic_block))


@command
def outer(*, actor, seen):
    inner(actor=actor, seen=seen)
    transaction.on_commit(lambda: seen.append(("hook", transaction.get_connection().in_atomic_block)), robust=True)
    transaction.on_commit(lambda: inner(actor=None, seen=seen), robust=True)


def test_what_a_command_leaves_for_after_the_commit_runs_outside_it_and_may_call_commands(committed_db):
    seen = []
    outer(actor=None, seen=seen)
    assert seen == [("inner", True), ("hook", False), ("inner", True)]
