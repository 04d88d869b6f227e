"""What a log says of an exception, as JSON and for a person's eyes, and what it does not say of an address."""

import logging
import sys
from typing import Any

import pytest
from django.urls import reverse

from iacs_portal.core.logs import logging_config
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories.accounts import account

SECRET = "pat@example.org"


def formatter(*, json: bool) -> logging.Formatter:
    """What makes a line of a record, as in the portal."""
    settings = logging_config(json=json)["formatters"]["events"]
    made: logging.Formatter = settings.pop("()")(**settings)
    return made


def line(message: str, *arguments: Any, json: bool) -> str:
    """What is written of a message of the standard library, logged while an exception is handled."""
    return formatter(json=json).format(
        logging.LogRecord("portal", logging.ERROR, __file__, 1, message, arguments, sys.exc_info())
    )


@pytest.mark.parametrize("json", [True, False])
def test_an_exception_is_logged_as_its_type_and_place_without_its_message(json: bool) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        written = line("not %s: %r", "done", error, json=json)
    assert "not done: 'ValueError'" in written
    assert "builtins.ValueError" in written
    assert "test_an_exception_is_logged" in written
    assert SECRET not in written
    assert ("\n" in written) is not json


@pytest.mark.parametrize("json", [True, False])
def test_what_a_task_raised_is_logged_without_its_message(json: bool) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        context = {"name": "outbox.deliver", "id": 7, "description": "raised unexpected", "exc": repr(error)}
        written = line("Task %(name)s[%(id)s] %(description)s: %(exc)s", context, json=json)
    assert "Task outbox.deliver[7] raised unexpected: see exception" in written
    assert "builtins.ValueError" in written
    assert SECRET not in written


@pytest.mark.parametrize("mangled", ["", "?utm_source=mail", ".", "%20"])
def test_the_key_of_a_link_that_sets_a_new_password_is_not_logged(client, db, caplog, settings, mangled):
    client.post(reverse("account_reset_password"), {"email": account().email})
    link = opened(Message.objects.get(message="password_reset").secret_facts)["link"].removeprefix(settings.SITE_URL)
    key = link.rstrip("/").split("-", 1)[1]
    client.get(link + mangled)
    client.get(link.rstrip("/"))
    written = "\n".join(formatter(json=False).format(record) for record in caplog.records)
    assert f"GET {link.split('/key/')[0]}/key/…" in written
    assert key not in written
