"""What a command is: one transaction, and what it leaves for after the commit."""

from django.db import connection, transaction

from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from tests.factories import engine
from tests.races import at_once


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


@command
def renames(*, actor, key, name):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
    person = User.objects.select_for_update().get(pk=key)
    person.first_name = name
    person.save(update_fields=["first_name"])


def test_a_lock_that_others_hold_for_long_is_told_and_nothing_is_done(committed_db):
    person = engine.person(first_name="Alex")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        (result,) = at_once(lambda: renames(actor=None, key=person.pk, name="Kim"))
    assert isinstance(result, Refused)
    assert (result.code, str(result).startswith("Somebody else is changing much here")) == ("busy", True)
    person.refresh_from_db()
    assert person.first_name == "Alex"
