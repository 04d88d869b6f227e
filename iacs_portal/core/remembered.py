"""What a command asks again and again while it does the same for many: asked once, where the command says so.

Outside of `remembering` nothing is kept. Within, only that is kept which the command itself does not change.
"""

import contextlib
import contextvars
from collections.abc import Callable, Hashable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")

_kept: contextvars.ContextVar[dict[Hashable, Any] | None] = contextvars.ContextVar("remembered", default=None)


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Within, what is asked by `remembered` is asked once for each key."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def remembered(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of `ask`, or the one that it gave for the same `key` before within `remembering`."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    answer: T = kept[key]
    return answer
