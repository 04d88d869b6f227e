"""Employer Identification Number: nine digits; the first two say who assigned it (FACTS: EIN)."""

import re

from django.utils.translation import gettext as _
from stdnum.us import ein

from registration.identifiers import Flag, Problem, compact


def parse(typed: str) -> str:
    """The nine digits. Raises Problem, which does not repeat them: somebody may have typed an SSN here."""
    digits = compact(typed)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Problem(
            _("We saw something else than digits. An EIN has nine digits, written like 12-3456789."), "not_digits"
        )
    if len(digits) != 9:
        raise Problem(
            _("We counted %(count)d digits. An EIN has nine, written like 12-3456789.") % {"count": len(digits)},
            "length",
        )
    return digits


def shown(value: str) -> str:
    """An EIN as people write it: two digits, a hyphen, seven digits."""
    return f"{value[:2]}-{value[2:]}"


def flags(value: str) -> list[Flag]:
    """A prefix that the IRS does not list: it may open new ones, so this is no refusal."""
    if ein.is_valid(value):
        return []
    sentence = _("The IRS does not list EINs that begin with %(prefix)s. Compare it with the letter from the IRS.")
    return [Flag("ein_prefix", sentence % {"prefix": value[:2]})]
