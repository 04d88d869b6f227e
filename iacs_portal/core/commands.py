"""What makes a function a command: one transaction, retried when the database asks for it, refused in words.

A command is a function with keyword-only arguments, the acting person among them (`actor`; None for a clock). It locks, looks
and writes, and is complete: page, admin, task and test call the same one (docs/architecture.md).
"""

import contextlib
import contextvars
import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from iacs_portal.core.constraints import refusal_for
from iacs_portal.core.errors import Refused
from iacs_portal.core.retries import retried

P = ParamSpec("P")
R = TypeVar("R")

_LOCK_NOT_AVAILABLE = "55P03"
_inside_command: contextvars.ContextVar[bool] = contextvars.ContextVar("inside_command", default=False)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a command.

    The outermost command opens the transaction; a command called by another one joins it. A deadlock or a serialization
    failure is tried again twice, by the outermost. An `IntegrityError` of a constraint that has a sentence becomes
    `Refused` with it, and so does a lock that others hold for longer than the database waits. Rows of history written meanwhile
    carry the command's name and the actor's key. What the command has left to be done on commit runs after it: a command called
    there is an outermost one again.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{function.__name__} takes keyword arguments only.")
        if _inside_command.get():
            return function(*args, **kwargs)
        return _outermost(functools.partial(function, *args, **kwargs), function.__name__, kwargs.get("actor"))

    return run


@contextlib.contextmanager
def _inside(name: str, actor: Any) -> Iterator[None]:
    """The command's own doing, without the commit: hooks that run on commit are no part of it."""
    token = _inside_command.set(True)
    try:
        with pghistory.context(command=name, actor=getattr(actor, "pk", None)):
            yield
    finally:
        _inside_command.reset(token)


def _outermost(call: Callable[[], R], name: str, actor: Any) -> R:
    def run() -> R:
        with transaction.atomic(), _inside(name, actor):
            return call()

    try:
        return retried(run)
    except IntegrityError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise Refused(
            _("Somebody else is changing much here at the moment. Nothing of yours was done. Try again in a minute."),
            code="busy",
        ) from error
