"""How a request is told to people: its state, who has it, what was, what comes next. Shared by pages, admin and mails."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals import queries
from approvals.commands.messages import decision_mail
from approvals.kinds import RequestKind, Section, Summary, kind_of
from approvals.models import Event, Request, Step, StepOffice
from approvals.states import RequestStatus, StepStatus, Verb, is_legal
from iacs_portal.accounts.models import User
from iacs_portal.core import calendar, clock
from iacs_portal.core.pieces import Fact, Moment
from iacs_portal.outbox.rendering import Preview, render_preview

STATES: dict[str, str] = {
    RequestStatus.DRAFT: "draft",
    RequestStatus.UNDER_REVIEW: "review",
    RequestStatus.RETURNED: "returned",
    RequestStatus.APPROVED: "approved",
    RequestStatus.DENIED: "denied",
    RequestStatus.WITHDRAWN: "withdrawn",
}


def day(moment: datetime.datetime) -> str:
    """The date of an aware moment for people, with its weekday, in the business time zone."""
    return date_format(moment.astimezone(clock.business_zone()), "l, F j")


def day_with_year(date: datetime.date) -> str:
    """A day that may lie years ahead, for people."""
    return date_format(date, "F j, Y")


def day_and_time(moment: datetime.datetime) -> str:
    """The date and time of an aware moment for people, in the business time zone."""
    return date_format(moment.astimezone(clock.business_zone()), "F j, g:i a")


def business_days_waited(step: Step) -> int:
    """Which business day of its wait an open step is on; 0 on the day it opened."""
    if step.opened_at is None:
        return 0
    return calendar.business_days_between(clock.business_date(step.opened_at), clock.today())


def wait_in_words(step: Step) -> str:
    """How long an open step waits, of how long was promised."""
    now = business_days_waited(step)
    if step.opened_at is None or clock.business_date(step.opened_at) == clock.today():
        return _("since today")
    if now == 0:  # a weekend or holiday since then
        return _("none of %(promise)d business days gone by") % {"promise": step.promise}
    return _("business day %(now)d of %(promise)d") % {"now": now, "promise": step.promise}


def live_office(step: Step) -> StepOffice | None:
    """The office that holds `step` now; offices must be prefetched or are read."""
    return next((office for office in step.offices.all() if office.since is not None and office.until is None), None)


@dataclass(frozen=True)
class RequestView:
    """Everything that the request page tells, for one reader."""

    request: Request
    kind: RequestKind[Any]
    detail: Any
    steps: list[Step]
    reader: User
    is_decider: bool

    @classmethod
    def of(cls, request: Request, reader: User) -> "RequestView":
        """Read what is needed. Six queries, however long the history."""
        kind = kind_of(request)
        return cls(
            request=request,
            kind=kind,
            detail=kind.detail(request),
            steps=queries.steps_with_offices(request),
            reader=reader,
            is_decider=queries.is_decider(reader, request),
        )

    @cached_property
    def summary(self) -> Summary:
        """What is asked, in one line."""
        return self.kind.summary(self.detail)

    @property
    def sections(self) -> list[Section]:
        """What was answered; empty answers are left out."""
        parts = [Section(part.title, [row for row in part.rows if row[1]]) for part in self.kind.sections(self.detail)]
        return [part for part in parts if part.rows]

    def mail(self, status: RequestStatus, message: str, *, reason_label: str = "", remark: str = "") -> Preview:
        """The mail `message` that the requester would get when the request becomes `status`, drawn by what will send it.

        Facts that only the approval makes, such as a User ID, are the kind's `preview_facts`.
        """
        message, facts = decision_mail(
            self.kind,
            self.detail,
            self.request,
            message=message,
            status=status,
            extra={"status": str(status.label), "reason": reason_label, "remark": remark}
            | {name: str(text) for name, text in self.kind.preview_facts(self.detail).items()},
        )
        return render_preview(message, facts, to=self.request.requester.email)

    @property
    def returned_words(self) -> str:
        """What those who returned the request wrote."""
        step = self.current
        return step.remark if step is not None and step.status == StepStatus.RETURNED else ""

    @property
    def is_mine(self) -> bool:
        """Whether the reader asked."""
        return self.request.requester_id == self.reader.pk

    @cached_property
    def current(self) -> Step | None:
        """The step that is open or returned, if any."""
        return next((step for step in self.steps if step.status in {StepStatus.OPEN, StepStatus.RETURNED}), None)

    @property
    def state(self) -> str:
        """The state's name in the status vocabulary."""
        return STATES[self.request.status]

    @property
    def state_word(self) -> str:
        """The state in the reader's words."""
        if self.request.status == RequestStatus.RETURNED and self.is_mine:
            return _("Returned to you")
        return str(self.request.get_status_display())

    @property
    def holder(self) -> str:
        """Who has the request now: an office, the requester, or nobody any more."""
        if self.request.status == RequestStatus.RETURNED:
            return _("You") if self.is_mine else self.request.requester.get_full_name()
        step = self.current
        office = live_office(step) if step else None
        return str(self.kind.office_label(office.permission.codename, office.scope.kind)) if office else ""

    @property
    def holder_alone(self) -> str:
        """The holder where no sentence stands around it: an office begins with a capital."""
        return self.holder if self.request.status == RequestStatus.RETURNED else capfirst(self.holder)

    @property
    def lead(self) -> str:
        """The answer first: one sentence on where the request is."""
        step, holder = self.current, self.holder
        if self.request.status == RequestStatus.UNDER_REVIEW and step and step.opened_at and step.due:
            return _("With %(holder)s since %(since)s. An answer by %(due)s.") % {
                "holder": holder,
                "since": day(step.opened_at),
                "due": day(step.due),
            }
        if self.request.status == RequestStatus.RETURNED and step and step.decided_at:
            return _("Returned for changes on %(day)s. Correct it and send it again under the same number.") % {
                "day": day(step.decided_at)
            }
        if self.request.decided_at:
            return _("%(state)s on %(day)s.") % {
                "state": self.request.get_status_display(),
                "day": day(self.request.decided_at),
            }
        return ""

    @property
    def facts(self) -> list[Fact]:
        """Who has it, since when, how long, what then."""
        step = self.current
        facts = [Fact(_("Tracking number"), self.request.tracking_number or "")]
        if step is not None and step.opened_at and step.due and self.request.status == RequestStatus.UNDER_REVIEW:
            facts += [
                Fact(_("Who has it"), self.holder_alone, str(self.kind.step_label(step.name))),
                Fact(_("Since"), day(step.opened_at), wait_in_words(step)),
                Fact(_("Answer by"), day(step.due), _("federal holidays are left out")),
            ]
        elif self.request.status == RequestStatus.RETURNED and step is not None and step.decided_at:
            facts += [Fact(_("Who has it"), self.holder), Fact(_("Since"), day(step.decided_at))]
        elif self.request.decided_at:
            facts += [Fact(_("Status"), self.state_word), Fact(_("Since"), day(self.request.decided_at))]
        facts.append(
            Fact(_("What then"), str(self.kind.next_step(self.detail, self.request.status)) or _("Nothing more"))
        )
        return facts

    @property
    def days_waited(self) -> int | None:
        """Which business day of its wait the open step is on; None while nobody but the requester can act."""
        step = self.current
        return business_days_waited(step) if step is not None and step.status == StepStatus.OPEN else None

    @property
    def moments(self) -> list[Moment]:
        """Past, present and future in one list."""
        events = queries.history(self.request, with_internal=self.is_decider)
        moments = [self._moment(event) for event in events]
        step = self.current
        if step is not None and self.request.status == RequestStatus.UNDER_REVIEW and step.due:
            moments.append(
                Moment(
                    _("By %(day)s") % {"day": day(step.due)},
                    str(self.kind.step_label(step.name)),
                    _("With %(holder)s") % {"holder": self.holder},
                    "now",
                )
            )
        elif self.request.status == RequestStatus.RETURNED:
            moments.append(Moment(_("Now"), _("Correct the request and send it again"), "", "now"))
        moments += [
            Moment(_("Then"), str(self.kind.step_label(step.name)), "", "later")
            for step in self.steps
            if step.status == StepStatus.LATER
        ]
        if self.is_mine and is_legal(Verb.APPROVE, self.request.status):
            moments += [
                Moment(_("When it is approved"), title, text, "later")
                for title, text in self.kind.after_approval(self.detail)
            ]
        return moments

    def _moment(self, event: Event) -> Moment:
        entry = event.entry
        titles = {
            "submitted": _("Sent"),
            "resubmitted": _("Sent again"),
            "approved": _("Approved"),
            "returned": _("Returned for changes"),
            "denied": _("Denied"),
            "withdrawn": _("Withdrawn"),
            "passed_on": _("Passed on to another office"),
            "note": _("Note"),
        }
        return Moment(
            _("%(when)s, %(who)s") % {"when": day_and_time(entry.at), "who": self._who(event)},
            titles.get(entry.command) or str(self.kind.act_label(entry.command)),
            entry.remark,
            "done",
        )

    def _who(self, event: Event) -> str:
        """Office names, not desk people: only deciders read who it was."""
        actor = event.entry.actor
        if actor is None:
            return _("the portal")
        if actor.pk == self.reader.pk:
            return _("you")
        if actor.pk == self.request.requester_id or self.is_decider:
            return actor.get_full_name() or actor.email
        offices = [office for step in self.steps if step.pk == event.step_id for office in step.offices.all()]
        if not offices:
            return _("the help desk")
        return str(self.kind.office_label(offices[0].permission.codename, offices[0].scope.kind))

    @property
    def may_withdraw(self) -> bool:
        """Whether the reader may take it back now."""
        return self.is_mine and is_legal(Verb.WITHDRAW, self.request.status)

    @property
    def edit_url(self) -> str:
        """Where the reader corrects a returned request; empty when it is not hers or not returned."""
        if self.is_mine and is_legal(Verb.RESUBMIT, self.request.status):
            return self.kind.draft_url(self.request)
        return ""

    @property
    def again_url(self) -> str:
        """Where a new request is begun from the answers of a denied or withdrawn one; empty otherwise."""
        if self.is_mine and self.request.status in {RequestStatus.DENIED, RequestStatus.WITHDRAWN}:
            return self.kind.again_url(self.request)
        return ""
