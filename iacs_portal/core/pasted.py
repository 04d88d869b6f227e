"""Pasted lists, one thing a line: what can be read, and which lines were left out, each with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext

from iacs_portal.core.errors import Sentence


@dataclass(frozen=True)
class BadLine:
    """A line that was left out: its number from 1 as pasted, what stands there, and why."""

    number: int
    text: str
    why: Sentence


class Unreadable(Exception):
    """A line is none of what the list is of; `str()` says why."""


def read_lines(
    lines: Iterable[str], *, read: Callable[[str], str], repeated: Callable[[int], Sentence], shown: int
) -> tuple[dict[int, str], list[BadLine]]:
    """What `read` makes of each line, by the number of the line, and the lines that it cannot read or that stand there twice.

    `read` raises Unreadable; `repeated` is the sentence for what stands in an earlier line, by its number; of a line that cannot be
    read `shown` characters are kept. Empty lines count as lines and are passed over, as are commas and semicolons at the end of one.
    """
    good: dict[int, str] = {}
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip().rstrip(",;").strip()
        if not text:
            continue
        try:
            value = read(text)
        except Unreadable as why:
            bad.append(BadLine(number, text[:shown], str(why)))
            continue
        if value in seen:
            bad.append(BadLine(number, text, repeated(seen[value])))
        else:
            good[number] = value
            seen[value] = number
    return good, bad


def left_out(count: int) -> str:
    """The sentence at the box for `count` lines that were left out, over the list that says why."""
    sentence = ngettext(
        "%(count)d line was left out. The list below says why.",
        "%(count)d lines were left out. The list below says why.",
        count,
    )
    return sentence % {"count": count}
