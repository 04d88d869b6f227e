"""What can be typed into the search of a desk list. Each way to find rows goes through an index, whatever the size of the table."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Collate, Upper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.references import ALPHABET, USER_ID_LENGTH, normalized_tracking_number


@dataclass(frozen=True)
class LookUp:
    """Finds rows by the whole of what `field` holds. `reads` gives what a typed term means there, or None when it means nothing."""

    label: str | Promise
    field: str
    reads: Callable[[str], str | None]

    def find(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those of `rows` that hold `value`, in their order."""
        return rows.filter(**{self.field: value})


class Beginning(LookUp):
    """Finds rows by the beginning of a name, in any case, in the order of the names.

    The index is on the same expression: collation "C" is the one in which a beginning is a range, and the order of pages.
    """

    def find(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those of `rows` whose name begins with `value`, by name."""
        named = rows.annotate(name_key=Collate(Upper(self.field), "C"))
        return named.filter(name_key__startswith=value.upper()).order_by("name_key", "pk")


def _address(typed: str) -> str | None:
    return typed.lower() if "@" in typed else None


def _user_id(typed: str) -> str | None:
    value = typed.lower()
    return value if len(value) == USER_ID_LENGTH and set(value) <= set(ALPHABET) else None


def _digits(count: int) -> Callable[[str], str | None]:
    def read(typed: str) -> str | None:
        value = re.sub(r"[\s-]", "", typed)
        return value if re.fullmatch(rf"[0-9]{{{count}}}", value) else None

    return read


def _number(typed: str) -> str | None:
    return re.sub(r"[\s-]", "", typed).upper() or None


def by_tracking_number(field: str) -> LookUp:
    """By tracking number, as read out on the telephone."""
    return LookUp(_("tracking number"), field, normalized_tracking_number)


def by_address(field: str) -> LookUp:
    """By e-mail address."""
    return LookUp(_("e-mail address"), field, _address)


def by_user_id(field: str) -> LookUp:
    """By User ID."""
    return LookUp(_("User ID"), field, _user_id)


def by_npi(field: str) -> LookUp:
    """By NPI."""
    return LookUp(_("NPI"), field, _digits(10))


def by_ein(field: str) -> LookUp:
    """By EIN, with or without its hyphen."""
    return LookUp(_("EIN"), field, _digits(9))


def by_sole_number(field: str) -> LookUp:
    """By NPI or contractor number."""
    return LookUp(_("NPI or contractor number"), field, lambda typed: _digits(10)(typed) or _digits(5)(typed))


def by_number(field: str) -> LookUp:
    """By NPI, CCN, PTAN or contractor number."""
    return LookUp(_("NPI, CCN, PTAN or contractor number"), field, _number)


def by_last_name(field: str) -> LookUp:
    """By the beginning of a person's last name."""
    return Beginning(_("beginning of the last name"), field, str)


def by_name(field: str) -> LookUp:
    """By the beginning of a name, such as that of a team."""
    return Beginning(_("beginning of the name"), field, str)


def by_business_name(field: str) -> LookUp:
    """By the beginning of an organization's name."""
    return Beginning(_("beginning of the legal business name"), field, str)
