"""A pasted list of e-mail addresses, one a line."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from iacs_portal.core.pasted import BadLine, Unreadable, read_lines

_is_address = EmailValidator()
ADDRESS_LENGTH = 254
SHOWN = 100  # characters of a line that is no address


def addresses(lines: Iterable[str]) -> tuple[dict[int, str], list[BadLine]]:
    """The addresses of `lines` in lower case, by the number of their line, and the lines that are none or stand there twice."""
    return read_lines(
        lines,
        read=_read,
        repeated=lambda first: _("This address stands in line %(first)d already.") % {"first": first},
        shown=SHOWN,
    )


def _read(text: str) -> str:
    address = text.lower()
    try:
        _is_address(address)
    except ValidationError:
        is_address = False
    else:
        is_address = len(address) <= ADDRESS_LENGTH
    if not is_address:
        raise Unreadable(_("We could not read this as an e-mail address. It looks like name@example.org."))
    return address
