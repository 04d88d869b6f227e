"""Who hears of another name of an organization: apps above keep copies of it, by which their lists are in order."""

from collections.abc import Callable

from registration.models import Organization

Hearer = Callable[[Organization], object]
_hearers: list[Hearer] = []


def register_hearer(hear: Hearer) -> None:
    """Let `hear` be called in the transaction of each renaming, with the organization as it is called now."""
    _hearers.append(hear)


def tell_renamed(organization: Organization) -> None:
    """Call everyone who hears of it. Called by the command that renames."""
    for hear in _hearers:
        hear(organization)
