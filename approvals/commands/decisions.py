"""What a holder of an office does: approve, return for changes, deny."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.commands.messages import tell_of_decision
from approvals.commands.offices import close_offices, open_step
from approvals.commands.trail import append
from approvals.commands.turns import Turn, lock_turn, require_decider, set_status
from approvals.kinds import Reason, reason
from approvals.models import Request, Step
from approvals.states import RequestStatus, StepStatus, Verb
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused


def _write_step(turn: Turn, status: StepStatus, actor: User, *, reason: str = "", remark: str = "") -> None:
    step = turn.step
    step.status, step.decided_at, step.decided_by = status, clock.now(), actor
    step.reason, step.remark = reason, remark
    step.save(update_fields=["status", "decided_at", "decided_by", "reason", "remark"])
    close_offices(step)


def _write_request(request: Request, verb: Verb, status: RequestStatus) -> None:
    set_status(request, verb, status)
    request.decided_at = None if status == RequestStatus.RETURNED else clock.now()
    request.save(update_fields=["status", "decided_at"])


@command
def approve(
    *,
    step_id: int,
    actor: User,
    remark: str = "",
    evidence: Mapping[str, Any] | None = None,
    opening: str | None = None,
) -> Request:
    """Approve the step: the next one opens, or the request is approved and its effect happens, all in one transaction.

    `evidence` is what the decider saw, in the kind's own terms; `opening` the `Step.opening` that her page showed (None: no page).
    Raises Refused when somebody else was faster (who and when), when the request was changed since that opening, when `actor` may not
    decide it, when evidence is missing, or with the kind's own words when its rules do not hold now; Step.DoesNotExist.
    """
    turn = lock_turn(step_id)
    require_decider(turn, actor, Verb.APPROVE, opening)
    request, kind = turn.request, turn.kind
    detail = kind.detail(request)
    problems = [check.problem for check in kind.checks(detail, step=turn.step, actor=actor) if not check.passed]
    if problems:
        raise Refused(*problems, code="problems")
    kind.record_evidence(detail, step=turn.step, actor=actor, evidence=evidence or {})
    _write_step(turn, StepStatus.APPROVED, actor, remark=remark)
    if turn.following is not None:
        open_step(kind, detail, request, turn.steps, turn.following, actor=actor)
    else:
        _write_request(request, Verb.APPROVE, RequestStatus.APPROVED)
        further = kind.on_approved(detail, step=turn.step, actor=actor)
        tell_of_decision(
            kind,
            detail,
            request,
            message=kind.approved_message,
            status=RequestStatus.APPROVED,
            extra={"status": _("Approved"), "remark": remark} | dict(further),
            occasion="approved",
        )
    append(actor=actor, command="approved", request=request, step=turn.step, remark=remark)
    return request


def _require_reason(reasons: Any, slug: str) -> Reason:
    chosen = reason(reasons, slug)
    if chosen is None:
        raise Refused(_("Choose a reason from the list."), code="reason_missing", field="reason")
    return chosen


def _answer_no(
    turn: Turn, actor: User, *, verb: Verb, step: StepStatus, request: RequestStatus, reason: Reason, words: str
) -> None:
    """What return and deny share: the step, the request, the mail with the reason's paragraph as edited, the trail."""
    words = words.strip() or str(reason.text)
    _write_step(turn, step, actor, reason=reason.slug, remark=words)
    _write_request(turn.request, verb, request)
    detail = turn.kind.detail(turn.request)
    tell_of_decision(
        turn.kind,
        detail,
        turn.request,
        message=f"request_{request.value}",
        status=request,
        extra={"status": str(request.label), "reason": str(reason.label), "remark": words},
        occasion=f"{turn.step.pk}:{turn.step.decided_at:%Y%m%d%H%M%S%f}",
    )
    append(
        actor=actor,
        command={Verb.RETURN: "returned", Verb.DENY: "denied"}[verb],
        request=turn.request,
        step=turn.step,
        remark=words,
        facts={"reason": reason.slug},
    )


@command
def return_for_changes(
    *, step_id: int, actor: User, reason: str, remark: str = "", opening: str | None = None
) -> Request:
    """Give the request back to its requester, who corrects it and sends it again under the same number.

    `reason` is a slug of the kind's list; `remark` its paragraph as edited, or empty for the paragraph itself; `opening` as in `approve`.
    Raises Refused as `approve` does.
    """
    turn = lock_turn(step_id)
    require_decider(turn, actor, Verb.RETURN, opening)
    chosen = _require_reason(turn.kind.return_reasons, reason)
    _answer_no(
        turn,
        actor,
        verb=Verb.RETURN,
        step=StepStatus.RETURNED,
        request=RequestStatus.RETURNED,
        reason=chosen,
        words=remark,
    )
    return turn.request


@command
def deny(*, step_id: int, actor: User, reason: str, remark: str = "", opening: str | None = None) -> Request:
    """Deny the request, for a reason of the kind's list in the decider's words. Later steps are closed.

    `opening` as in `approve`. Raises Refused as `approve` does.
    """
    turn = lock_turn(step_id)
    require_decider(turn, actor, Verb.DENY, opening)
    chosen = _require_reason(turn.kind.deny_reasons, reason)
    _answer_no(
        turn,
        actor,
        verb=Verb.DENY,
        step=StepStatus.DENIED,
        request=RequestStatus.DENIED,
        reason=chosen,
        words=remark,
    )
    Step.objects.filter(request=turn.request, status=StepStatus.LATER).update(status=StepStatus.CLOSED)
    return turn.request
