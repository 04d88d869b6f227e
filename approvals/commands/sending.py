"""What the requester does: send, send again after a return, withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from approvals.commands.messages import facts_for_requester, tell_requester
from approvals.commands.offices import close_offices, freeze_chain, open_step
from approvals.commands.trail import append
from approvals.commands.turns import lock_request, require_move, set_status
from approvals.kinds import RequestKind, kind_of
from approvals.models import Draft, Request, Step
from approvals.states import RequestStatus, StepStatus, Verb
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.core.references import new_tracking_number


def _free_tracking_number() -> str:
    while True:
        number = new_tracking_number()
        if not Request.objects.filter(tracking_number=number).exists():
            return number


def _require_checks(kind: RequestKind[Any], detail: Any, actor: User) -> None:
    problems = [check.problem for check in kind.checks(detail, step=None, actor=actor) if not check.passed]
    if problems:
        raise Refused(*problems, code="problems")


@command
def submit(*, request_id: int, actor: User, announced: bool = True) -> Request:
    """Send a draft: it gets its detail, its tracking number and its frozen chain; the first office is told, and the requester.

    With an empty chain it is approved at once. With `announced` false nobody is mailed: the caller decides it in the same
    transaction, and that decision tells. Raises Refused when it was sent before, when the kind finds answers missing or
    rules broken, or when another request for an exclusive subject is under way; Request.DoesNotExist for somebody else's.
    """
    request = lock_request(request_id, requester=actor)
    require_move(request, Verb.SUBMIT)
    return _sent(request, Draft.objects.get(request=request).answers, actor, announced=announced)


@command
def send_without_draft(*, actor: User, kind: str, answers: Mapping[str, Any], announced: bool = True) -> Request:
    """Send a request of `kind` whose answers are complete already, beside whatever draft of that kind `actor` has begun.

    For forms that make many requests at once: with `announced` false nobody is mailed, and the caller tells. Raises Refused as
    `submit` does; a caller who goes on after that calls it in a savepoint.
    """
    request = Request.objects.create(
        requester=actor, kind=kind, tracking_number=_free_tracking_number(), status=RequestStatus.UNDER_REVIEW
    )
    Draft.objects.create(request=request, answers=dict(answers))
    return _sent(request, answers, actor, announced=announced)


@command
def keep_together(*, actor: User, requests: Sequence[Request]) -> None:
    """Keep that `actor` has sent `requests` in one form: lists show them as one, and decisions of the same kind come in one mail.

    Raises ValueError for requests of somebody else. One request alone stays as it is.
    """
    if any(request.requester_id != actor.pk for request in requests):
        raise ValueError("These requests were not sent by one person.")
    if len(requests) < 2:
        return
    first = min(request.pk for request in requests)
    Request.objects.filter(pk__in=[request.pk for request in requests]).update(sent_with=first)
    for request in requests:
        request.sent_with_id = first


def _sent(request: Request, answers: Mapping[str, Any], actor: User, *, announced: bool) -> Request:
    """The rest of sending: detail, checks, chain, mails, trail."""
    kind = kind_of(request)
    now = clock.now()
    request.tracking_number = request.tracking_number or _free_tracking_number()
    request.submitted_at = now
    detail = kind.write_detail(request, answers, actor=actor)
    _require_checks(kind, detail, actor)
    request.subject, request.exclusive = kind.subject(detail), kind.exclusive
    chain = list(kind.chain(detail))
    set_status(request, Verb.SUBMIT, RequestStatus.UNDER_REVIEW if chain else RequestStatus.APPROVED)
    request.decided_at = None if chain else now
    request.save(update_fields=["tracking_number", "submitted_at", "subject", "exclusive", "status", "decided_at"])
    kind.on_submitted(detail, actor=actor)
    facts: dict[str, str] = {}
    if chain:
        steps = freeze_chain(request, chain if announced else [replace(plan, announce=False) for plan in chain])
        open_step(kind, detail, request, steps, steps[0], actor=actor)
    else:
        facts = dict(kind.on_approved(detail, step=None, actor=actor))  # type: ignore[arg-type]  # no step decided it
    status = _("Sent") if chain else _("Approved")
    if (announced or not chain) and kind.mails_requester(detail):
        tell_requester(
            "request_sent" if chain else kind.approved_message,
            request=request,
            facts=facts_for_requester(kind, detail, request, status=request.status, extra=facts | {"status": status}),
            occasion="sent",
        )
    append(actor=actor, command="submitted", request=request)
    return request


@command
def resubmit(*, request_id: int, actor: User) -> Request:
    """Send a returned request again under its number: the step that returned it opens again, and earlier approvals stand.

    Unless the kind restarts on change and an answer has changed: then the chain begins anew. Raises Refused as `submit` does, and
    when it is for another place now: the people who decide, and who have decided, are those of the place it was sent to.
    """
    request = lock_request(request_id, requester=actor)
    require_move(request, Verb.RESUBMIT)
    kind = kind_of(request)
    sent = kind.detail(request)
    place = kind.place(sent)
    before = {field.attname: getattr(sent, field.attname) for field in kind.detail_model._meta.concrete_fields}
    kind.write_detail(request, Draft.objects.get(request=request).answers, actor=actor)
    detail = kind.detail(request)
    if kind.place(detail) != place:
        raise Refused(
            _(
                "This is for another place now, where others decide. Withdraw this request, and send a new one for that place."
            ),
            code="other_place",
        )
    _require_checks(kind, detail, actor)
    changed = any(getattr(detail, name) != value for name, value in before.items())
    set_status(request, Verb.RESUBMIT, RequestStatus.UNDER_REVIEW)
    request.subject = kind.subject(detail)
    request.save(update_fields=["status", "subject"])
    kind.on_submitted(detail, actor=actor)
    steps = list(Step.objects.filter(request=request).order_by("position"))
    step = next(step for step in steps if step.status == StepStatus.RETURNED)
    if changed and kind.restarts_on_change:
        for each in steps:
            each.status, each.decided_at, each.decided_by = StepStatus.LATER, None, None
        Step.objects.bulk_update(steps, ["status", "decided_at", "decided_by"])
        step = steps[0]
    step.decided_by = None
    open_step(kind, detail, request, steps, step, actor=actor)
    append(actor=actor, command="resubmitted", request=request, step=step)
    return request


@command
def withdraw(*, request_id: int, actor: User, remark: str = "") -> Request:
    """Take a request back that is not decided yet. Raises Refused once it is, Request.DoesNotExist for somebody else's."""
    return _withdrawn(lock_request(request_id, requester=actor), actor, remark)


@command
def take_back(*, actor: None, request_id: int, remark: str) -> Request:
    """Withdraw a request that is not decided yet and that its requester may not go on with: the portal does it, `remark` says why.

    Called where a right ended on which the request rests. Raises Refused once it is decided; Request.DoesNotExist.
    """
    return _withdrawn(lock_request(request_id), actor, remark)


def _withdrawn(request: Request, actor: User | None, remark: str) -> Request:
    require_move(request, Verb.WITHDRAW)
    for step in Step.objects.filter(
        request=request, status__in=[StepStatus.OPEN, StepStatus.RETURNED, StepStatus.LATER]
    ):
        close_offices(step)
        step.status = StepStatus.CLOSED
        step.save(update_fields=["status"])
    set_status(request, Verb.WITHDRAW, RequestStatus.WITHDRAWN)
    request.decided_at = clock.now()
    request.save(update_fields=["status", "decided_at"])
    append(actor=actor, command="withdrawn", request=request, remark=remark)
    return request
