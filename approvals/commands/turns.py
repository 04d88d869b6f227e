"""What every verb begins with: lock the request, read the step again, ask whether this person may decide it."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals import queries
from approvals.kinds import RequestKind, kind_of
from approvals.models import Request, Step
from approvals.states import RequestStatus, StepStatus, Verb, is_legal, may_become
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused


@dataclass
class Turn:
    """A locked request with its steps, and the step that the decider saw."""

    request: Request
    steps: list[Step]
    step: Step
    kind: RequestKind[Any]

    @property
    def following(self) -> Step | None:
        """The step after this one, if the chain has one."""
        return next((step for step in self.steps if step.position > self.step.position), None)


def lock_request(request_id: int, *, requester: User | None = None) -> Request:
    """The request, locked until the end of the transaction; only one of `requester` when given. Raises Request.DoesNotExist."""
    requests = Request.objects.select_for_update(of=("self",)).select_related("requester")
    if requester is not None:
        requests = requests.filter(requester=requester)
    return requests.get(pk=request_id)


def lock_turn(step_id: int) -> Turn:
    """The step's request, locked, and its steps as they are now. Raises Step.DoesNotExist for an unknown step."""
    request = Request.objects.select_for_update(of=("self",)).select_related("requester").filter(steps=step_id).first()
    if request is None:
        raise Step.DoesNotExist
    steps = list(Step.objects.filter(request=request).select_related("decided_by").order_by("position"))
    return Turn(request, steps, next(step for step in steps if step.pk == step_id), kind_of(request))


def require_move(request: Request, verb: Verb) -> None:
    """Raise Refused unless the table of moves lets `verb` be done to the request as it is."""
    if not is_legal(verb, request.status):
        raise Refused(
            _("This is not possible any more: the request is now “%(status)s”.")
            % {"status": request.get_status_display()},
            code="status",
        )


def set_status(request: Request, verb: Verb, status: RequestStatus) -> None:
    """Let `verb` leave the request in `status`; the caller saves it. Raises ValueError where the table of moves says otherwise."""
    if not may_become(verb, status):
        raise ValueError(f"{verb.value} does not leave a request {status.value}.")
    request.status = status


def holds_office(actor: User, step: Step) -> bool:
    """Whether `actor` holds, now, an office that holds the step. One query."""
    return queries.offices_held_by(actor).filter(step=step, since__isnull=False, until=None).exists()


def require_decider(turn: Turn, actor: User, verb: Verb, opening: str | None = None) -> None:
    """Raise Refused unless the step is open, as she saw it, and `actor` may decide it.

    `opening` is the one that her page showed, None when she saw none. She holds one of its offices now, did not ask for it
    herself, and decided no other step of it (domain.md, "Who may decide what"). A step that somebody else was faster with says
    who and when.
    """
    stale = why_stale(turn.step, opening)
    if stale is not None:
        raise stale
    require_move(turn.request, verb)
    if turn.request.requester_id == actor.pk:
        raise Refused(_("This is your own request. Somebody else has to decide it."), code="own_request")
    if any(step.decided_by_id == actor.pk for step in turn.steps):
        raise Refused(
            _("You have decided an earlier step of this request. Somebody else has to decide this one."),
            code="decided_earlier_step",
        )
    if not holds_office(actor, turn.step):
        raise Refused(_("This request does not wait for you."), code="no_office")


def why_stale(step: Step, opening: str | None = None) -> Refused | None:
    """The refusal for a page that shows `step` as it was at `opening` (None: whatever it was), or None while the page is right.

    Somebody decided it, the request came to its end, or it was returned, changed and sent again: then the same step is open anew.
    """
    if step.status != StepStatus.OPEN:
        was_decided = step.decided_by_id is not None and step.status != StepStatus.CLOSED
        return Refused(what_became_of(step), code="already_decided" if was_decided else "not_open")
    if opening is not None and opening != step.opening:
        return Refused(
            _("It was changed and sent again since you opened it. Look at it as it is now, then decide."),
            code="changed",
        )
    return None


def what_became_of(step: Step) -> str:
    """The sentence for a step that is not open: who decided it and when, or what became of its request."""
    sentences = {
        StepStatus.APPROVED: _("Already approved by %(who)s on %(date)s at %(time)s."),
        StepStatus.DENIED: _("Already denied by %(who)s on %(date)s at %(time)s."),
        StepStatus.RETURNED: _("Already returned for changes by %(who)s on %(date)s at %(time)s."),
    }
    # A step that was returned, and then closed with its request, keeps who returned it.
    sentence = sentences.get(StepStatus(step.status))
    if sentence and step.decided_by is not None and step.decided_at is not None:
        local = step.decided_at.astimezone(clock.business_zone())
        return sentence % {
            "who": step.decided_by.get_full_name() or _("the help desk"),
            "date": date_format(local, "F j"),
            "time": date_format(local, "g:i a"),
        }
    return _("There is nothing to decide here now: the request is “%(status)s”.") % {
        "status": step.request.get_status_display()
    }
