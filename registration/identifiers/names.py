"""Names of persons and organizations, of any script and length that FACTS.md or its limits show."""

import re
import unicodedata

from django.utils.translation import gettext as _

from registration.identifiers import Flag, Problem, clean_text, refuse_longer, shown

PERSON_LENGTH = 60  # the provider file stops at 35
ORGANIZATION_LENGTH = 200  # the provider file stops at 70; its version 2 is longer
_MARKS = "'’ʼ‘`-‐‑–.· \u200c\u200d"
_SEEN_IN_THE_FILE = ',()&;:/"'  # nicknames, credentials and slips of the key; people are so registered at CMS
_SUFFIXES = frozenset(
    """JR SR II III IV V VI MD DO DDS DMD DC OD DPM DVM PHD PSYD EDD DNP PHARMD RPH RN NP APRN APN ARNP CRNA FNP PMHNP CNM PA PAC
    LCSW LICSW LMSW MSW LSW LPC LMHC LMFT LCPC LPCC BCBA BCPS BDS BMS CNA DPT PT OT OTR SLP CCC MBBS MBA ESQ CPA FACP
    LLC INC CORP PC PLLC LLP LTD PLC LP""".split()  # noqa: SIM905 - a table of words
)


def parse_person(typed: str, limit: int = PERSON_LENGTH) -> str:
    """One part of a person's name. Raises Problem for signs that no name in the provider file has, and above `limit` characters."""
    name = clean_text(typed)
    refuse_longer(name, limit)
    strange = [char for char in name if not _is_letter(char) and not _is_odd(char) and char not in _MARKS]
    if strange:
        raise Problem(
            _("We saw “%(seen)s”. A name has letters of any script, apostrophes, hyphens, periods and spaces.")
            % {"seen": shown("".join(dict.fromkeys(strange)))},
            "character",
        )
    return name


def person_flags(value: str, *, is_last: bool = False) -> list[Flag]:
    """Digits, signs that are unusual in a name, no letter at all; for a last name also a suffix or credential in it."""
    found = []
    if any(unicodedata.category(char) == "Nd" for char in value):
        found.append(Flag("name_digit", _("The name “%(name)s” has a digit in it.") % {"name": value}))
    if any(char in _SEEN_IN_THE_FILE for char in value):
        found.append(Flag("name_character", _("The name “%(name)s” has an unusual sign in it.") % {"name": value}))
    if not any(_is_letter(char) for char in value):
        found.append(Flag("name_no_letter", _("The name “%(name)s” has no letter in it.") % {"name": value}))
    if is_last and has_suffix(value):
        found.append(
            Flag(
                "name_suffix", _("The last name “%(name)s” seems to carry a suffix or a credential.") % {"name": value}
            )
        )
    return found


def flags_of(*, first: str, middle: str, last: str) -> list[Flag]:
    """`person_flags` of all parts of a person's name that are there."""
    parts = [(first, False), (middle, False), (last, True)]
    return [flag for part, is_last in parts if part for flag in person_flags(part, is_last=is_last)]


def has_suffix(last_name: str) -> bool:
    """Whether the last word of `last_name`, or what follows a comma, is no name but a suffix, credential or kind of company."""
    words = [word.replace(".", "") for word in re.split(r"[\s,]+", last_name.upper()) if word.strip(".")]
    return "," in last_name or bool(words and words[-1] in _SUFFIXES)


def parse_organization(typed: str, limit: int = ORGANIZATION_LENGTH) -> str:
    """The name of an organization: whatever can be seen. Raises Problem for hidden characters and above `limit` characters."""
    name = clean_text(typed)
    refuse_longer(name, limit)
    return name


def organization_flags(value: str) -> list[Flag]:
    """A name without any letter or digit; the provider file has one that is a hyphen."""
    if any(char.isalnum() for char in value):
        return []
    return [Flag("name_no_letter", _("The name “%(name)s” has no letter in it.") % {"name": value})]


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _is_odd(char: str) -> bool:
    return char in _SEEN_IN_THE_FILE or unicodedata.category(char) == "Nd"
