"""What an act would do, without doing it: the act itself, run in a transaction that is rolled back.

The writers that a reader must hear of (trail, outbox) tell each row they write by `noticed`. Outside a preview that does nothing.
"""

import contextvars
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from iacs_portal.core.retries import retried

R = TypeVar("R")

_rows: contextvars.ContextVar[list[Any] | None] = contextvars.ContextVar("rows_of_a_preview", default=None)


def noticed(row: R) -> R:
    """Tell the preview that runs, if one does, that `row` was written. Returns the row."""
    rows = _rows.get()
    if rows is not None:
        rows.append(row)
    return row


def previewed(act: Callable[[], R]) -> tuple[R, list[Any]]:
    """Run `act` and roll back what it wrote: what it returned, and the rows that were noticed meanwhile, in order.

    What `act` leaves to be done on commit is dropped with it: mail is not sent. An exception of `act` is raised. It is tried again as
    a command is, since whoever only looks must not be the one who pays for a deadlock.
    """

    def run() -> tuple[R, list[Any]]:
        rows: list[Any] = []
        token = _rows.set(rows)
        try:
            with transaction.atomic():
                result = act()
                transaction.set_rollback(True)
        finally:
            _rows.reset(token)
        return result, rows

    return retried(run)
