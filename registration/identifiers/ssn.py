"""Social Security number. It never stands in a message, a log or an exception (FACTS: SSN)."""

import re

from django.utils.translation import gettext as _
from stdnum.us import ssn

from registration.identifiers import Flag, Problem, compact


def parse(typed: str) -> str:
    """The nine digits. Raises Problem without the value when it is none, or one that was never assigned."""
    digits = compact(typed)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Problem(
            _("We saw something else than digits. Type nine digits; hyphens are fine."), "not_digits", kept=False
        )
    if len(digits) != 9:
        raise Problem(
            _("We saw %(count)d digits. Type all nine, and no more.") % {"count": len(digits)}, "length", kept=False
        )
    if digits.startswith("9"):
        raise Problem(
            _("No Social Security number begins with 9. A taxpayer number (ITIN) does; here we need the other one."),
            "never_assigned",
            kept=False,
        )
    if not ssn.is_valid(digits):
        raise Problem(
            _("This number was never given to anyone. Compare it with your Social Security card."),
            "never_assigned",
            kept=False,
        )
    return digits


def flags(value: str) -> list[Flag]:
    """Nothing: since 2011 the digits have no meaning to check."""
    return []
