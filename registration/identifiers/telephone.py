"""Telephone numbers: North American, or foreign with + and country code; the extension has a box of its own (FACTS: Addresses)."""

import re

from django.utils.translation import gettext as _

from registration.identifiers import SPREADSHEET, Flag, Problem, clean_text, shown

_PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015]+")
_FOREIGN = re.compile(r"\+[2-9][0-9]{6,14}")  # E.164: at most 15 digits; +1 is North America
_EXTENSION = re.compile(r"(?:extension|ext\.?|x|#)?\s*([0-9]{1,10})", re.IGNORECASE)


def parse(typed: str) -> str:
    """Like 202-555-0142, or like +442079460000. Raises Problem."""
    text = clean_text(typed)
    if SPREADSHEET.fullmatch(text):
        raise Problem(
            _("We saw %(seen)s, which is how a spreadsheet writes a number. Type the ten digits, with area code.")
            % {"seen": shown(text)},
            "spreadsheet",
        )
    number = _PUNCTUATION.sub("", text)
    if re.search(r"[0-9](?:x|ext|#)", number, re.IGNORECASE):
        raise Problem(_("We saw an extension behind the number. Type it in the box “Extension”."), "extension")
    if not re.fullmatch(r"\+?[0-9]+", number):
        raise Problem(
            _("We saw “%(seen)s”. A telephone number has digits, with area code, or + and country code.")
            % {"seen": shown(text)},
            "not_digits",
        )
    if number.startswith("+") and not number.startswith("+1"):
        return _foreign(number)
    digits = number.removeprefix("+")
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    return _north_american(digits)


def _foreign(number: str) -> str:
    if not _FOREIGN.fullmatch(number):
        raise Problem(
            _(
                "We counted %(count)d digits after the +. A number from abroad has 7 to 15, and begins with the country code."
            )
            % {"count": len(number) - 1},
            "length",
        )
    return number


def _north_american(digits: str) -> str:
    abroad = _("If it is a number from abroad, begin with + and the country code.")
    if len(digits) != 10:
        sentence = _("We counted %(count)d digits. A telephone number has ten, with area code.") % {
            "count": len(digits)
        }
        raise Problem(f"{sentence} {abroad}", "length")
    if len(set(digits)) == 1:
        raise Problem(_("We saw the same digit ten times. Type a number at which people can reach you."), "one_digit")
    if digits[0] in "01":
        sentence = _("We saw the area code %(seen)s. Area codes begin with 2 to 9.") % {"seen": digits[:3]}
        raise Problem(f"{sentence} {abroad}", "area_code")
    if digits[3] in "01":
        sentence = _("We saw %(seen)s after the area code. These three digits begin with 2 to 9.") % {
            "seen": digits[3:6]
        }
        raise Problem(f"{sentence} {abroad}", "exchange")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def parse_extension(typed: str) -> str:
    """The digits alone. Raises Problem."""
    match = _EXTENSION.fullmatch(clean_text(typed))
    if not match:
        raise Problem(_("We saw “%(seen)s”. An extension has up to ten digits.") % {"seen": shown(typed)}, "extension")
    return match[1]


def flags(value: str) -> list[Flag]:
    """A number from abroad, for an organization of the United States."""
    if not value.startswith("+"):
        return []
    return [Flag("telephone_abroad", _("The telephone number %(number)s is abroad.") % {"number": value})]
