"""Names of user groups: what one may be, and how two are compared."""

import unicodedata

from django.utils.translation import gettext as _

from registration.identifiers import Problem
from registration.identifiers.names import parse_organization

NAME_LENGTH = 80
COMPARABLE_LENGTH = NAME_LENGTH * 2


def comparable(name: str) -> str:
    """`name` as two names are compared: case and spacing do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def parse_group(typed: str) -> str:
    """The name of a group: whatever can be seen, 80 characters. Raises Problem, also for signs that stand for whole phrases each."""
    name = parse_organization(typed, NAME_LENGTH)
    if len(comparable(name)) > COMPARABLE_LENGTH:
        raise Problem(_("Some signs in this name stand for whole words. Write it in letters."), "compound_signs")
    return name
