"""What a log says of an exception, as JSON and for a person's eyes."""

import logging
import sys
from typing import Any

import pytest

from iacs_portal.core.logs import logging_config

SECRET = "pat@example.org"


def line(message: str, *arguments: Any, json: bool) -> str:
    """What is written of a message of the standard library, logged while an exception is handled."""
    settings = logging_config(json=json)["formatters"]["events"]
    formatter = settings.pop("()")(**settings)
    return formatter.format(logging.LogRecord("portal", logging.ERROR, __file__, 1, message, arguments, sys.exc_info()))


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
