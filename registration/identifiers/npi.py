"""National Provider Identifier: ten digits, the first 1 or 2, the last a check digit (FACTS: NPI)."""

import re

from django.utils.translation import gettext as _

from registration.identifiers import SPREADSHEET, Flag, Problem, compact, shown

LENGTH = 10
CARD_PREFIX = "80840"  # health industry, United States: what the check digit also covers
_NPI = re.compile(r"[12][0-9]{9}")
_CARD_PREFIX_SUM = 24  # what 80840 adds to the sum (CMS, 23 January 2004)
# The Luhn sum of each two digits, the first of them doubled. The loader checks millions of NPIs: five look-ups take a tenth of
# the time of stdnum.luhn, with which a test compares.
_PAIR_SUM = {f"{first}{second}": sum(divmod(2 * first, 10)) + second for first in range(10) for second in range(10)}


def is_npi(text: str) -> bool:
    """Whether `text` is an NPI as it is kept: ten ASCII digits whose check digit is right."""
    if _NPI.fullmatch(text) is None:
        return False
    pair = _PAIR_SUM
    total = pair[text[:2]] + pair[text[2:4]] + pair[text[4:6]] + pair[text[6:8]] + pair[text[8:]]
    return (total + _CARD_PREFIX_SUM) % 10 == 0


def parse(typed: str) -> str:
    """The ten digits. Blanks, hyphens and the card prefix 80840 are taken away. Raises Problem."""
    if SPREADSHEET.fullmatch(typed):
        raise Problem(
            _(
                "We saw %(seen)s, which is how a spreadsheet writes a number. Type the ten digits of the NPI, without point or E."
            )
            % {"seen": shown(typed.strip())},
            "spreadsheet",
        )
    digits = compact(typed)
    if len(digits) == len(CARD_PREFIX) + LENGTH and digits.startswith(CARD_PREFIX):
        digits = digits.removeprefix(CARD_PREFIX)
    if not digits.isascii() and re.fullmatch(r"[\d\u200b-\u200f\u2060\ufeff]+", digits):
        raise Problem(
            _("We saw digits of another script or hidden characters. Type the ten digits with the keys 0 to 9."),
            "other_digits",
        )
    if not re.fullmatch(r"[0-9]*", digits, re.ASCII):
        raise Problem(
            _("We saw “%(seen)s”. An NPI has ten digits and nothing else.") % {"seen": shown(typed)}, "not_digits"
        )
    if len(digits) != LENGTH:
        raise Problem(_("We counted %(count)d digits. An NPI has ten.") % {"count": len(digits)}, "length")
    if digits[0] not in "12":
        raise Problem(_("We saw %(seen)s. An NPI begins with 1 or 2.") % {"seen": digits}, "first_digit")
    if not is_npi(digits):
        raise Problem(
            _(
                "We saw %(seen)s. Its last digit does not fit the other nine, so one digit is wrong or two are swapped. "
                "Compare it with the letter from NPPES."
            )
            % {"seen": digits},
            "check_digit",
        )
    return digits


def flags(value: str) -> list[Flag]:
    """Nothing: an NPI is right or refused. Whether it is in use says the provider file."""
    return []
