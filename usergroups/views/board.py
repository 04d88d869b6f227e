"""How a list of providers is shown: its numbers, the choice among them, and its lines a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Request
from approvals.presentation import STATES, day, day_with_year
from approvals.states import RequestStatus
from iacs_portal.core.keys import read_key
from iacs_portal.core.pieces import Words
from iacs_portal.core.statuses import STATUSES
from usergroups import lists
from usergroups.models import LineState, ProviderList, ProviderListLine

LOOKS: dict[str, str] = {
    LineState.READY: "ready",
    LineState.LINKED: "linked",
    LineState.ASKED: "asked",
    LineState.NO_OFFICIAL: "vacant",
    LineState.NOT_REGISTERED: "absent",
    LineState.NEVER: "never",
    LineState.UNKNOWN: "unknown",
    LineState.NOT_NPI: "invalid",
    LineState.REPEATED: "repeated",
    LineState.SENT: "waiting",
    LineState.FAILED: "failed",
}
FILLS = {"blue": "blue", "green": "green", "gold": "gold", "red": "red", "quiet": "strong"}
# What needs a look comes first.
STATES_IN_ORDER = (
    LineState.FAILED,
    LineState.NOT_NPI,
    LineState.UNKNOWN,
    LineState.NOT_REGISTERED,
    LineState.NO_OFFICIAL,
    LineState.NEVER,
    LineState.REPEATED,
    LineState.ASKED,
    LineState.LINKED,
    LineState.READY,
)
ANSWERS_IN_ORDER = (
    RequestStatus.RETURNED,
    RequestStatus.UNDER_REVIEW,
    RequestStatus.APPROVED,
    RequestStatus.DENIED,
    RequestStatus.WITHDRAWN,
)
ANSWERED = {RequestStatus.RETURNED, RequestStatus.APPROVED, RequestStatus.DENIED}


def answer_word(request: Request) -> str:
    """The word for what became of a request, as the company reads it."""
    return str(_word_of_answer(request.status))


def _word_of_answer(status: str) -> Words:
    if status == RequestStatus.UNDER_REVIEW:
        return STATUSES["waiting"].word
    if status == RequestStatus.RETURNED:
        return _("Returned to you")
    return STATUSES[STATES[status]].word


def _look_of_answer(status: str) -> str:
    return "waiting" if status == RequestStatus.UNDER_REVIEW else STATES[status]


@dataclass(frozen=True)
class Count:
    """A number over the list, which is also a choice: the state or answer, how many, its look and word, its part of the bar."""

    key: str
    number: int
    look: str
    word: Words
    current: bool
    left: float
    width: float

    @property
    def url(self) -> str:
        """The lines in this state alone."""
        return f"?state={self.key}"

    @property
    def fill(self) -> str:
        """The color of its part of the bar."""
        return FILLS[STATUSES[self.look].color]


@dataclass(frozen=True)
class BoardLine:
    """One line as a page shows it."""

    line: ProviderListLine

    @property
    def look(self) -> str:
        """Its state as the components know it: that of its request, where it was asked."""
        return _look_of_answer(self.line.request.status) if self.line.request else LOOKS[self.line.state]

    @property
    def word(self) -> Words:
        """The word of its state."""
        return _word_of_answer(self.line.request.status) if self.line.request else LineState(self.line.state).label

    @property
    def since(self) -> str:
        """Since when its request is as it is."""
        request = self.line.request
        moment = (request.decided_at or request.submitted_at) if request else None
        return day(moment) if moment else ""

    @property
    def needs_answer(self) -> bool:
        """Whether it was returned to the company."""
        return self.line.request is not None and self.line.request.status == RequestStatus.RETURNED

    @property
    def has_letter(self) -> bool:
        """Whether there is a letter to print for it."""
        return self.line.state == LineState.NOT_REGISTERED


@dataclass(frozen=True)
class Page:
    """A page of lines, and the address of the next one."""

    lines: list[BoardLine]
    next_url: str
    is_first: bool


@dataclass(frozen=True)
class Board:
    """A list for a page; `chosen` is the state or answer whose lines alone are shown, empty for all."""

    list: ProviderList
    chosen: str = ""

    @cached_property
    def by_state(self) -> dict[str, int]:
        """How many lines are in each state."""
        return lists.counts_of(self.list)

    @cached_property
    def by_answer(self) -> dict[str, int]:
        """How many requests have each status."""
        return lists.answers_in(self.list)

    @property
    def asked(self) -> int:
        """How many providers were asked."""
        return self.by_state.get(LineState.SENT, 0)

    @property
    def ready(self) -> int:
        """How many are ready to be asked."""
        return self.by_state.get(LineState.READY, 0)

    @property
    def others(self) -> int:
        """How many lines are not asked."""
        return self.list.line_count - self.ready

    @property
    def done(self) -> int:
        """How many of those that were ready are through, asked or not."""
        return self.asked + self.by_state.get(LineState.FAILED, 0)

    @property
    def to_do(self) -> int:
        """How many were ready when it was sent."""
        return self.done + self.ready

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(self.by_answer.get(status, 0) for status in ANSWERED)

    @property
    def approved(self) -> int:
        """How many said yes."""
        return self.by_answer.get(RequestStatus.APPROVED, 0)

    @property
    def day(self) -> str:
        """The day it was sent, or made."""
        return day(self.list.sent_at or self.list.made_at)

    @property
    def until(self) -> str:
        """The last day that is asked for."""
        return day_with_year(self.list.until)

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("provider_lists:list", args=[self.list.pk])

    @cached_property
    def counts(self) -> Sequence[Count]:
        """The numbers over the list, what needs a look first; states and answers that nothing is in are left out."""
        found: list[tuple[str, int, str, Words]] = [
            (status, number, _look_of_answer(status), _word_of_answer(status))
            for status in ANSWERS_IN_ORDER
            if (number := self.by_answer.get(status, 0))
        ]
        found += [
            (state.value, number, LOOKS[state], state.label)
            for state in STATES_IN_ORDER
            if (number := self.by_state.get(state, 0))
        ]
        counts, left = [], 0.0
        for key, number, look, word in found:
            width = round(100 * number / self.list.line_count, 2)
            counts.append(Count(key, number, look, word, key == self.chosen, round(left, 2), width))
            left += width
        return counts

    def page(self, after: str, size: int) -> Page:
        """The lines behind the place `after` (rank and number), what needs a look first."""
        rank_text, _dot, number_text = after.partition(".")
        rank, number = read_key(rank_text), read_key(number_text)
        is_first = rank is None or number is None
        lines = self._chosen_lines().annotate(rank=_rank()).order_by("rank", "number")
        if not is_first:
            lines = lines.filter(Q(rank__gt=rank) | Q(rank=rank, number__gt=number))
        found: list[Any] = [*lines[: size + 1]]
        shown = found[:size]
        following = f"&after={shown[-1].rank}.{shown[-1].number}" if len(found) > size else ""
        return Page(
            [BoardLine(each) for each in shown], f"?state={self.chosen}{following}" if following else "", is_first
        )

    def _chosen_lines(self) -> QuerySet[ProviderListLine]:
        is_answer = self.chosen in RequestStatus.values
        return lists.lines_of(
            self.list, state="" if is_answer else self.chosen, answer=self.chosen if is_answer else ""
        )


def _rank() -> Case:
    """Where a line stands: what needs a look first, then what waits, then what is well."""
    answers = [When(request__status=status, then=Value(index + 1)) for index, status in enumerate(ANSWERS_IN_ORDER)]
    states = [
        When(state=state, then=Value(0 if state == LineState.FAILED else index + 10))
        for index, state in enumerate(STATES_IN_ORDER)
    ]
    return Case(*answers, *states, default=Value(9), output_field=IntegerField())
