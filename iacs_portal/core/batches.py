"""Work on many rows, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 500  # few enough that the database looks each one up, whatever the size of the tables


def in_batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """`items` in lists of `size`, the last one shorter; none for no items."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
