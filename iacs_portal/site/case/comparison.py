"""What was typed beside the provider file, line by line: the rows that every case has, and how a row is judged."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from iacs_portal.core.pieces import Difference
from registration.identifiers.kinds import NumberKind
from registration.models import ProviderRecord
from registration.provider_file.comparison import same_text

_STREET, _PLACE = ("line_1", "line_2"), ("city", "state", "zip")


def compared(record: ProviderRecord | None, label: str, typed: str, said: str) -> list[Difference]:
    """The row of one fact; none where neither side has it. What `record` (None: no such NPI) does not say is no difference."""
    if not typed and not said:
        return []
    known = record is not None and said
    state = "nodata" if not known else "same" if same_text(typed, said) else "differs"
    return [Difference(label, typed, said, state)]


def number_row(record: ProviderRecord | None, kind: NumberKind, number: str) -> Difference:
    """The row of the number that is registered under: in use or not, where the file has it."""
    label = capfirst(kind.label)
    if record is None:
        return Difference(label, number, "", "nodata")
    if record.is_active:
        return Difference(label, number, _("%(npi)s, active") % {"npi": record.npi}, "same")
    return Difference(label, number, _("%(npi)s, deactivated") % {"npi": record.npi}, "differs")


def place_rows(record: ProviderRecord | None, typed: Any) -> list[Difference]:
    """The rows of both addresses and the telephone of `typed`, a row of `PlaceFacts`."""
    rows = []
    for label, prefix, parts in (
        (_("Practice street"), "practice", _STREET),
        (_("City, state, ZIP"), "practice", _PLACE),
        (_("Mailing street"), "mailing", _STREET),
        (_("City, state, ZIP"), "mailing", _PLACE),
    ):
        rows += compared(record, label, _address(typed, prefix, parts), _address(record, prefix, parts))
    said = record.practice_telephone if record is not None else ""
    return [*rows, *compared(record, _("Telephone"), typed.telephone, said)]


def _address(facts: Any, prefix: str, parts: Sequence[str]) -> str:
    """The `parts` of the practice or mailing address (`prefix`) of `facts` in one line; empty where it has none."""
    found = [str(getattr(facts, f"{prefix}_{part}", "")) for part in parts]
    if parts is _PLACE:
        found = [found[0], " ".join(filter(None, found[1:]))]
    return ", ".join(filter(None, found))
