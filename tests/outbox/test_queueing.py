import pytest
from django.db import transaction

from iacs_portal.core import valkey
from iacs_portal.outbox import poke
from iacs_portal.outbox.commands import queue
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import UnknownMessage
from iacs_portal.outbox.secrets import opened
from tests.factories.outbox import queued
from tests.statements import counted


def test_mail_outside_a_transaction_is_refused(committed_db):
    with pytest.raises(RuntimeError, match="in the transaction of what it tells"):
        queue(message="request_sent", to="pat@example.org", facts={}, key="1")
    assert not Message.objects.exists()


def test_a_message_without_templates_is_refused(db):
    for name in ("no_such_message", "../base", "base.html", "", "request_sent/body"):
        with pytest.raises(UnknownMessage):
            queue(message=name, to="pat@example.org", facts={}, key="1")
    assert not Message.objects.exists()


def test_the_same_key_again_is_the_same_mail(db):
    queued("first@example.org", key="same")
    queued("second@example.org", key="same")
    assert list(Message.objects.values_list("to", flat=True)) == ["first@example.org"]


def test_queueing_is_one_statement(db):
    with counted() as statements, transaction.atomic():
        queue(message="request_sent", to="pat@example.org", facts={}, key="1")
    assert len(statements) == 1, statements


def test_a_mail_rolled_back_is_not_there(committed_db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue(message="request_sent", to="pat@example.org", facts={}, key="1")
        raise ZeroDivisionError
    assert not Message.objects.exists()


def test_secret_facts_are_encrypted_and_shown_as_dots(db):
    mail = queued(message="sign_up_code", facts={}, secret_facts={"code": "K7QF2M"})
    row = Message.objects.values().get(pk=mail.pk)
    assert row["facts"]["code"] == "••••••"
    assert "K7QF2M" not in str(row)
    assert b"K7QF2M" not in bytes(row["secret_facts"])
    assert opened(row["secret_facts"]) == {"code": "K7QF2M"}


def test_one_transaction_pokes_once_however_many_mails_it_queues(committed_db, monkeypatch):
    pokes = []
    monkeypatch.setattr(poke, "_publish", lambda: pokes.append("poke"))
    monkeypatch.setattr(valkey, "_paused_until", {})
    with transaction.atomic():
        queued()
        with transaction.atomic():
            queued()
        queued()
    assert pokes == ["poke"]


def test_a_poke_is_not_lost_with_a_savepoint(committed_db, monkeypatch):
    pokes = []
    monkeypatch.setattr(poke, "_publish", lambda: pokes.append("poke"))
    monkeypatch.setattr(valkey, "_paused_until", {})
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            queued()
            raise ZeroDivisionError
        queued()
    assert pokes == ["poke"]
