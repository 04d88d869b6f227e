"""Provider Transaction Access Number: each contractor makes its own form (FACTS: PTAN)."""

import re

from django.utils.translation import gettext as _

from registration.identifiers import Flag, Problem, compact

_PTAN = re.compile(r"[A-Z0-9]{4,12}")


def parse(typed: str) -> str:
    """In capitals, without blanks and hyphens. Raises Problem unless 4 to 12 letters and digits are left."""
    value = compact(typed)
    if not _PTAN.fullmatch(value):
        raise Problem(_("A PTAN has 4 to 12 letters and digits. We saw something else."), "format")
    return value


def flags(value: str) -> list[Flag]:
    """Nothing: no tighter rule is justified."""
    return []
