"""Rules of what people type: numbers, names, telephones, addresses. Each module has `parse` (or several) and `flags`.

`parse` returns the value in the one form that is kept and compared, or raises `Problem`. `flags` tells what is accepted but the
help desk should look at. Django's form fields are in `fields`. Sources of the rules: shared/data/FACTS.md.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _


class Problem(Exception):
    """A typed value is not accepted. `str()` is for the person: what we saw, what is accepted, what became of the input.

    `code` is a stable word for tests. A secret value (`kept=False`) never stands in the sentence.
    """

    def __init__(self, sentence: str, code: str, *, kept: bool = True) -> None:
        became = _("What you typed is still in the box.") if kept else _("We kept nothing of it.")
        self.code = code
        super().__init__(f"{sentence} {became}")


@dataclass(frozen=True)
class Flag:
    """A value was accepted, and the help desk should look at it. `sentence` says why."""

    code: str
    sentence: str


_JOINERS = "\u200c\u200d"  # between letters of Persian and Indic names they are spelling
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST_ECHO = 24
SPREADSHEET = re.compile(r"\s*[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+\s*|\s*[0-9]+\.0*\s*")


def clean_text(typed: str) -> str:
    """`typed` in Unicode's composed form (NFC), without blanks around it, inner blanks made one.

    Raises Problem for characters that cannot be seen: control characters, and those that turn the direction of writing.
    """
    if any(unicodedata.category(char) in _HIDDEN and char not in _JOINERS for char in typed.strip()):
        raise Problem(
            _("We saw a character that cannot be seen on a screen. Delete it all and type it again, without copying."),
            "hidden",
        )
    return " ".join(unicodedata.normalize("NFC", typed).split())


def refuse_longer(text: str, limit: int) -> None:
    """Raise Problem when `text` has more than `limit` characters."""
    if len(text) > limit:
        raise Problem(
            _("We saw %(count)d characters. At most %(limit)d fit here.") % {"count": len(text), "limit": limit},
            "too_long",
        )


def shown(text: str) -> str:
    """`text` as an error may repeat it: short, and only what can be seen."""
    seen = "".join(char for char in text if unicodedata.category(char) not in _HIDDEN)
    return seen if len(seen) <= _LONGEST_ECHO else f"{seen[:_LONGEST_ECHO]}…"


def compact(typed: str) -> str:
    """`typed` without blanks and hyphens of any kind, in capitals. What else is in it stays, to be refused."""
    return re.sub(r"[\s\-\u2010-\u2015\u2212]+", "", typed).upper()
