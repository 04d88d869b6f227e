"""A pasted list of e-mail addresses, one a line."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from iacs_portal.core.errors import Sentence

_is_address = EmailValidator()
ADDRESS_LENGTH = 254


@dataclass(frozen=True)
class BadLine:
    """A line that was left out: its number from 1 as pasted, what stands there, and why."""

    number: int
    text: str
    why: Sentence


def addresses(lines: Iterable[str]) -> tuple[dict[int, str], list[BadLine]]:
    """The addresses of `lines` in lower case, by the number of their line, and the lines that are none or stand there twice.

    Empty lines count as lines and are passed over.
    """
    good: dict[int, str] = {}
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip().rstrip(",;").strip()
        if not text:
            continue
        address = text.lower()
        if not _reads(address):
            why = _("We could not read this as an e-mail address. It looks like name@example.org.")
            bad.append(BadLine(number, text[:100], why))
        elif address in seen:
            bad.append(
                BadLine(number, text, _("This address stands in line %(first)d already.") % {"first": seen[address]})
            )
        else:
            good[number] = address
            seen[address] = number
    return good, bad


def _reads(address: str) -> bool:
    try:
        _is_address(address)
    except ValidationError:
        return False
    return len(address) <= ADDRESS_LENGTH
