"""Contractor number: by which CMS knows a fiscal intermediary, carrier or MAC (its workload).

The public record gives no format for IACS-PC. Five digits, after blanks and hyphens are taken away, is our choice [C]: CMS's lists of
contractors number each workload so, such as 00308 or 05901, with leading zeros kept and without a check digit.
"""

import re

from django.utils.translation import gettext as _

from registration.identifiers import SPREADSHEET, Flag, Problem, compact, shown

LENGTH = 5


def parse(typed: str) -> str:
    """The five digits. Blanks and hyphens are taken away. Raises Problem; for fewer digits it tells of leading zeros."""
    digits = compact(typed)
    if SPREADSHEET.fullmatch(typed) or not re.fullmatch(r"[0-9]*", digits):
        raise Problem(
            _("We saw “%(seen)s”. A contractor number has five digits and nothing else.")
            % {"seen": shown(typed.strip())},
            "not_digits",
        )
    if len(digits) < LENGTH:
        raise Problem(
            _(
                "We counted %(count)d digits. A contractor number has five: leading zeros may be missing, such as in 00308."
            )
            % {"count": len(digits)},
            "length",
        )
    if len(digits) > LENGTH:
        raise Problem(
            _("We counted %(count)d digits. A contractor number has five.") % {"count": len(digits)}, "length"
        )
    return digits


def flags(value: str) -> list[Flag]:
    """Nothing: whether CMS has given the number, the help desk asks its own list."""
    return []
