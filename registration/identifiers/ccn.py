"""CMS Certification Number: six characters, or ten with a letter in the third place (FACTS: CCN)."""

import re

from django.utils.translation import gettext as _

from registration.identifiers import Flag, Problem, compact

_USUAL = re.compile(r"[0-9A-Z]{6}|[0-9A-Z]{2}[A-Z][0-9A-Z]{7}")
_ACCEPTED = re.compile(r"[A-Z0-9]{4,12}")


def parse(typed: str) -> str:
    """In capitals, without blanks and hyphens. Raises Problem for five digits (a spreadsheet eats leading zeros) and other signs."""
    value = compact(typed)
    if re.fullmatch(r"[0-9]{5}", value):
        raise Problem(
            _("We saw five digits. A CCN has six characters: a leading zero may be missing, such as in 010001."),
            "leading_zero",
        )
    if not _ACCEPTED.fullmatch(value):
        raise Problem(
            _("A CCN has six letters and digits, or ten with a letter in the third place. We saw something else."),
            "format",
        )
    return value


def flags(value: str) -> list[Flag]:
    """A form that is not one of the two usual ones; some real ones are so."""
    if _USUAL.fullmatch(value):
        return []
    sentence = _("The CCN %(ccn)s has neither six characters nor ten with a letter in the third place.")
    return [Flag("ccn_format", sentence % {"ccn": value})]
