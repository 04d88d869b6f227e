"""What was sent in one form with a case: how many, and 25 of them at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from approvals import queries
from approvals.models import Request, Step
from approvals.presentation import STATES
from iacs_portal.core.keys import read_key

if TYPE_CHECKING:
    from iacs_portal.site.case.page import CasePage


@dataclass(frozen=True)
class TogetherLine:
    """One request of the form: what tells it from the others, its state, and whether it is the one of this page."""

    number: str
    words: str
    state: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class SentTogether:
    """The requests of one form: what they are called together, how many they are, how many of them are undecided and how many wait.

    `lines` are a page of them in the form's order. `until` is the last opening of those that wait: what is decided together goes no
    further. `reference` is the tracking number of the first, under which mails about the form stand.
    """

    form_key: int
    reference: str
    title: str
    sent: int
    undecided: int
    waiting: int
    until: str
    lines: list[TogetherLine]
    next_url: str
    is_first: bool

    @classmethod
    def of(cls, request: Request, detail: Any, case: type["CasePage"], after: str = "") -> "SentTogether | None":
        """What was sent with `request`, whose detail is `detail`; None where it was sent alone. Two queries, or none.

        `after` is the key of the last line of the page before; what no page wrote is the beginning.
        """
        if request.sent_with_id is None or request.sent_with is None:
            return None
        counts = queries.forms_of([request])[request.sent_with_id]
        rows = case.kind.detail_model._default_manager.filter(request__sent_with=request.sent_with_id)
        kind = case.kind
        summary = kind.summary_of_form(kind.summary(detail), sent=counts.sent, undecided=counts.undecided)
        place = read_key(after)
        if place is not None:
            rows = rows.filter(request__gt=place)
        found = list(rows.select_related("request").order_by("request_id")[: queries.PAGE + 1])
        shown = found[: queries.PAGE]
        return cls(
            form_key=request.sent_with_id,
            reference=request.sent_with.tracking_number or "",
            title=summary.what,
            sent=counts.sent,
            undecided=counts.undecided,
            waiting=counts.waiting,
            until=f"{counts.latest:%Y%m%d%H%M%S%f}" if counts.latest else "",
            lines=[
                TogetherLine(
                    number=each.request.tracking_number,
                    words=case.line_of(each),
                    state=STATES[each.request.status],
                    url=reverse("desk:case", args=[each.request.pk]),
                    is_here=each.request.pk == request.pk,
                )
                for each in shown
            ],
            next_url=f"?after={shown[-1].request.pk}#together" if len(found) > queries.PAGE else "",
            is_first=place is None,
        )

    def other_count(self, step: Step | None) -> int:
        """How many wait beside the request whose open step is `step`."""
        return self.waiting - (1 if step is not None else 0)
