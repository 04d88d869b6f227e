"""The lines of lists of requests: what waits for a person, and what she asked for herself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import queries
from approvals.kinds import Summary, kind_of
from approvals.models import Request, Step
from approvals.presentation import STATES, business_days_waited, day
from approvals.states import RequestStatus
from iacs_portal.core import calendar, clock

SOON = 3  # business days


def summaries(requests: Iterable[Request]) -> dict[int, Summary]:
    """The lines of a list, by request. A draft has the label of its kind.

    One query, whatever the kinds in it: it reads the details of all of them along with the requests.
    """
    listed = {request.pk: request for request in requests}
    reads = sorted({path for request in listed.values() for path in kind_of(request).read_along})
    found: dict[int, Summary] = {}
    for row in Request.objects.filter(pk__in=list(listed)).select_related(*reads):
        detail = getattr(row, kind_of(row).detail_name, None)
        if detail is not None:
            found[row.pk] = kind_of(row).summary(detail)
    for request in listed.values():
        found.setdefault(request.pk, Summary(what=str(kind_of(request).label), for_whom=""))
    return found


def decide_url(step: Step) -> str:
    """The page on which `step` is decided: the kind's own, or the generic one."""
    return kind_of(step.request).decide_url(step) or reverse("approvals:decide", args=[step.pk])


class Band(TextChoices):
    """How near the promised day is."""

    LATE = "late", gettext_lazy("Late: the promised day has passed")
    SOON = "soon", gettext_lazy("Due within 3 business days")
    LATER = "later", gettext_lazy("Due later")


@dataclass(frozen=True)
class WaitingLine:
    """A step that waits for a decision, alone or for all of its form: `others` counts those of them that wait too."""

    step: Step
    summary: Summary
    days: int
    url: str
    may_tick: bool
    others: int = 0

    @property
    def tick(self) -> str:
        """What its checkbox sends: the step, and which opening of it this line shows."""
        return f"{self.step.pk}~{self.step.opening}"

    @property
    def tick_id(self) -> str:
        """The id of its checkbox."""
        return f"step-{self.step.pk}"

    @property
    def due(self) -> str:
        """The promised day; empty before the step is opened."""
        return day(self.step.due) if self.step.due else ""

    @property
    def band(self) -> Band:
        """How near the promised day is, today."""
        today = clock.today()
        due = clock.business_date(self.step.due) if self.step.due else today
        if due < today:
            return Band.LATE
        return Band.SOON if calendar.business_days_between(today, due) <= SOON else Band.LATER


def waiting_lines(steps: Sequence[Step], known: dict[int, Summary] | None = None) -> list[WaitingLine]:
    """A line for each of `steps`; their summaries are read unless `known`. One query more where some were sent in one form."""
    found = summaries(step.request for step in steps) if known is None else known
    forms = queries.forms_of(step.request for step in steps)
    return [_waiting_line(step, found[step.request_id], forms.get(step.request.sent_with_id or 0)) for step in steps]


def _waiting_line(step: Step, summary: Summary, form: queries.FormCounts | None) -> WaitingLine:
    kind = kind_of(step.request)
    if form is not None:
        summary = kind.summary_of_form(summary, sent=form.sent, undecided=form.undecided)
    return WaitingLine(
        step=step,
        summary=summary,
        days=business_days_waited(step),
        url=decide_url(step),
        # What stands for several is not ticked: who ticks it sees one.
        may_tick=kind.may_be_approved_in_bulk and form is None,
        others=max(form.waiting - 1, 0) if form else 0,
    )


@dataclass(frozen=True)
class RequestLine:
    """A request of the reader's own: where it is, who has it, and when she hears."""

    request: Request
    summary: Summary
    state: str
    word: str
    holder: str
    when: str
    url: str

    @property
    def is_draft(self) -> bool:
        """Whether it can still be dropped without a trace."""
        return self.request.status == RequestStatus.DRAFT


def request_lines(requests: Sequence[Request], known: dict[int, Summary] | None = None) -> list[RequestLine]:
    """A line for each of `requests`, for their requester. One query for who has them; their summaries are read unless `known`."""
    found = summaries(requests) if known is None else known
    offices = queries.offices_that_have(requests)
    lines = []
    for request in requests:
        office = offices.get(request.pk)
        is_returned = request.status == RequestStatus.RETURNED
        holder, when = "", ""
        if request.status == RequestStatus.DRAFT:
            holder, when = _("You"), _("Not sent yet")
        elif is_returned:
            holder, when = _("You"), _("Correct it and send it again")
        elif office is not None and office.step.due is not None:
            holder = str(kind_of(request).office_label(office.permission.codename, office.scope.kind))
            when = _("Answer by %(day)s") % {"day": day(office.step.due)}
        elif request.decided_at is not None:
            holder, when = _("Nobody"), day(request.decided_at)
        lines.append(
            RequestLine(
                request=request,
                summary=found[request.pk],
                state=STATES[request.status],
                word=_("Returned to you") if is_returned else "",
                holder=capfirst(holder),
                when=when,
                url=_address(request),
            )
        )
    return lines


def _address(request: Request) -> str:
    """Where a request of one's own is read, or a draft filled in; empty where there is no such page."""
    if request.tracking_number:
        return reverse("approvals:request", args=[request.tracking_number])
    return kind_of(request).draft_url(request)
