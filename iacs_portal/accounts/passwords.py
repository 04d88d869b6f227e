"""Passwords after NIST SP 800-63B-4: 15 to 128 characters, any character, no composition rule, none that is often used."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHORTEST = 15
LONGEST = 128


def normalized(password: str) -> str:
    """`password` as it is hashed and counted: one form of each accented character, whichever keyboard typed it (NFC)."""
    return unicodedata.normalize("NFC", password)


class LengthValidator:
    """Refuses passwords shorter than 15 or longer than 128 characters; each character counts, blanks too."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a length that is not accepted."""
        seen = len(normalized(password))
        saw = ngettext("We saw %(seen)d character.", "We saw %(seen)d characters.", seen) % {"seen": seen}
        if seen < SHORTEST:
            needed = _("At least %(needed)d are needed: three or four words make a good password.") % {
                "needed": SHORTEST
            }
            raise ValidationError(f"{saw} {needed}", code="password_too_short")
        if seen > LONGEST:
            most = _("At most %(most)d fit here.") % {"most": LONGEST}
            raise ValidationError(f"{saw} {most}", code="password_too_long")

    def get_help_text(self) -> str:
        """What is accepted, before anything is typed."""
        return _("%(shortest)d to %(longest)d characters of any kind. Three or four words make a good password.") % {
            "shortest": SHORTEST,
            "longest": LONGEST,
        }
