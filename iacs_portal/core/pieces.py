"""What views hand to the page components of templates/ui/: small named tuples, one for each kind of line.

A component also takes plain tuples of the same order. Words are translated by whoever makes the piece.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Words = str | Promise | SafeString


class Fact(NamedTuple):
    """One answer of a facts block: what is asked, the answer, and a small second line."""

    label: Words
    value: Words
    small: Words = ""


class Row(NamedTuple):
    """One line of a record or a review page. `state` draws a status behind the value, `differs` tells what the file says."""

    label: Words
    value: Words
    state: str = ""
    differs: Words = ""


class Moment(NamedTuple):
    """One line of a timeline. `state` is done, now or later."""

    when: Words
    title: Words
    text: Words = ""
    state: str = "later"


class Step(NamedTuple):
    """One step of a multi-page form. A done step with an address is a link."""

    title: Words
    url: str = ""
    done: bool = False


class Effect(NamedTuple):
    """One thing that approving does: the name of a USWDS icon and a sentence."""

    icon: str
    sentence: Words


class Difference(NamedTuple):
    """One line of what was typed beside the provider file. `state` is same, differs or nodata."""

    field: Words
    typed: Words
    file: Words
    state: str
    note: Words = ""


class Tab(NamedTuple):
    """One tab over a list. `count` is left out when it is None."""

    text: Words
    url: str
    count: int | None = None  # type: ignore[assignment]  # hides tuple.count on purpose
    current: bool = False


class Reason(NamedTuple):
    """One reason of a list to choose from."""

    value: str
    label: Words


class NavItem(NamedTuple):
    """One word of the main navigation with its icon. `count` draws a gold number; zero draws none."""

    text: Words
    url: str
    icon: str
    current: bool = False
    count: int = 0  # type: ignore[assignment]  # hides tuple.count on purpose


class ErrorItem(NamedTuple):
    """One line of an error summary: the id of the field, empty for the whole form, and what is wrong."""

    target: str
    text: str


class Link(NamedTuple):
    """A link: its words, where it leads, and a small second line."""

    words: str
    url: str
    small: str = ""
