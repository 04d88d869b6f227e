"""Offices: who holds a step. A step never waits for nobody."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.commands.messages import tell_deciders
from approvals.commands.trail import append
from approvals.commands.turns import Turn, lock_turn, require_move, why_stale
from approvals.kinds import Office, RequestKind, StepPlan
from approvals.models import Request, Step, StepOffice
from approvals.states import OfficeReason, StepStatus, Verb
from iacs_portal.accounts.models import User
from iacs_portal.core import calendar, clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import held_rows, holder_rows, permission_named


def freeze_chain(request: Request, chain: list[StepPlan]) -> list[Step]:
    """Write the chain of `request` as rows: its steps, and the offices of each in order. Two statements, and the permissions'."""
    permissions = {
        codename: permission_named(codename)
        for codename in sorted({office.permission for plan in chain for office in plan.offices})
    }
    steps = Step.objects.bulk_create(
        [
            Step(request=request, position=position, name=plan.name, promise=plan.promise, announce=plan.announce)
            for position, plan in enumerate(chain)
        ]
    )
    StepOffice.objects.bulk_create(
        [
            StepOffice(
                step=step, position=position, permission=permissions[office.permission], scope_id=office.scope_key
            )
            for step, plan in zip(steps, chain, strict=True)
            for position, office in enumerate(plan.offices)
        ]
    )
    return steps


def offices_with_holders(step: Step, *, excluded: set[int]) -> list[StepOffice]:
    """The offices of `step` in order, each with `is_held`: somebody other than the people `excluded` holds it now. One query."""
    holders = holder_rows().filter(permission=OuterRef("permission"), content_object=OuterRef("scope"))
    return list(
        StepOffice.objects.filter(step=step)
        .annotate(is_held=Exists(holders.exclude(user__in=excluded)))
        .select_related("permission")
        .order_by("position")
    )


def _choose(offices: list[Any], current: StepOffice | None) -> StepOffice:
    """The office that holds the step: the first held one after `current`; else the last, the help desk's; else any held one."""
    after = [office for office in offices if current is None or office.position > current.position]
    held = next((office for office in after if office.is_held), None)
    if held is None and after:
        held = after[-1]
    if held is None:
        held = next((office for office in offices if office.is_held), current)
    if held is None:
        raise ValueError("A step without offices was asked for its office.")
    return held


def people_who_cannot_decide(request: Request, steps: list[Step]) -> set[int]:
    """Who may not decide what is still open of `request`: its requester, and the deciders of its earlier steps."""
    return {request.requester_id} | {step.decided_by_id for step in steps if step.decided_by_id is not None}


def open_step(
    kind: RequestKind[Any], detail: Any, request: Request, steps: list[Step], step: Step, *, actor: User | None
) -> StepOffice:
    """Open `step`: the first office that somebody holds gets it, its due date starts, its holders are told. Returns the office."""
    now = clock.now()
    step.status, step.opened_at, step.due = StepStatus.OPEN, now, calendar.due_after(now, step.promise)
    step.decided_at, step.decided_by, step.reason, step.remark = None, None, "", ""
    step.save(update_fields=["status", "opened_at", "due", "decided_at", "decided_by", "reason", "remark"])
    offices = offices_with_holders(step, excluded=people_who_cannot_decide(request, steps))
    office = _choose(offices, None)
    office.since, office.until, office.due = now, None, step.due
    office.why = OfficeReason.FIRST if office.position == 0 else OfficeReason.VACANT
    office.save(update_fields=["since", "until", "due", "why"])
    if step.announce:
        tell_deciders(kind, detail, request, step, office, except_for=actor)
    return office


def close_offices(step: Step) -> None:
    """No office holds `step` any longer."""
    StepOffice.objects.filter(step=step, since__isnull=False, until=None).update(until=clock.now())


def vacant_steps() -> QuerySet[Step]:
    """Open steps of which nobody (who may decide it) holds an office, by request."""
    live = Q(since__isnull=False, until=None)
    holders = (
        holder_rows()
        .filter(permission=OuterRef("permission"), content_object=OuterRef("scope"))
        .exclude(user=OuterRef("step__request__requester"))
        .exclude(Exists(Step.objects.filter(request=OuterRef(OuterRef("step__request")), decided_by=OuterRef("user"))))
    )
    offices = StepOffice.objects.filter(live, step=OuterRef("pk"))
    steps = Step.objects.filter(status=StepStatus.OPEN).filter(~Exists(offices.filter(Exists(holders))))
    return steps.order_by("request_id", "pk")


def vacant_steps_in(scope_key: int | None) -> list[Step]:
    """Those of `vacant_steps` that an office in one scope has, or all of them, by request.

    What waits there is asked for first, and hundreds of it at a time: the database would look at everything that waits anywhere.
    """
    if scope_key is None:
        waiting: QuerySet[Any, int] = (
            Step.objects.filter(status=StepStatus.OPEN).order_by("pk").values_list("pk", flat=True)
        )
    else:
        offices = StepOffice.objects.filter(scope=scope_key, since__isnull=False, until=None)
        waiting = offices.order_by("step").values_list("step", flat=True)
    vacant = [step for some in in_batches(waiting) for step in vacant_steps().filter(pk__in=some)]
    return sorted(vacant, key=lambda step: (step.request_id, step.pk))


def recheck_offices(*, actor: User | None = None, scope_key: int | None = None) -> int:
    """Pass on every open step whose office nobody holds any longer: in one scope after a role ended there, or all (hourly).

    Each step in a transaction of its own. Returns how many were passed on. What is already at its last office stays there.
    """
    return sum(pass_on_vacant(actor=actor, step_id=step.pk) for step in vacant_steps_in(scope_key))


@command
def pass_on_vacant(*, actor: User | None, step_id: int) -> bool:
    """Pass an open step whose office is vacant on to the next office. False when that has become needless or there is no other."""
    turn = lock_turn(step_id)
    if turn.step.status != StepStatus.OPEN:
        return False
    offices = offices_with_holders(turn.step, excluded=people_who_cannot_decide(turn.request, turn.steps))
    current = next(office for office in offices if office.since is not None and office.until is None)
    chosen = _choose(offices, current)
    if current.is_held or chosen.pk == current.pk:  # type: ignore[attr-defined]  # offices_with_holders adds is_held
        return False
    _hand_over(turn, current, chosen, why=OfficeReason.VACANT, actor=actor, remark="")
    return True


@command
def reassign(*, step_id: int, actor: User, office: Office, remark: str) -> StepOffice:
    """The help desk passes the open step on to an office that the kind declares for it, with a remark that only deciders see.

    Raises Refused when the step is not open, when `actor` does not hold its last office (the help desk's), when nobody who may
    decide holds `office`, or without a remark; ValueError for an office that the kind does not declare.
    """
    turn = lock_turn(step_id)
    stale = why_stale(turn.step)
    if stale is not None:
        raise stale
    require_move(turn.request, Verb.REASSIGN)
    if not remark.strip():
        raise Refused(_("Say in a few words why you pass it on."), code="remark_missing", field="remark")
    offices = offices_with_holders(turn.step, excluded=people_who_cannot_decide(turn.request, turn.steps))
    desk = [each for each in offices if each.why != OfficeReason.REASSIGNED][-1]
    if not held_rows(actor).filter(permission=desk.permission_id, content_object=desk.scope_id).exists():
        raise Refused(_("Only the help desk passes a request on."), code="no_office")
    detail = turn.kind.detail(turn.request)
    if office not in [declared for declared, _name in turn.kind.may_pass_to(detail, turn.step)]:
        raise ValueError("The kind does not declare this office for the step.")
    current = next(each for each in offices if each.since is not None and each.until is None)
    permission = permission_named(office.permission)
    if (current.permission_id, current.scope_id) == (permission.pk, office.scope_key):
        raise Refused(_("This office has the request already."), code="same_office", field="office")
    holders = holder_rows().filter(permission=permission, content_object=office.scope_key)
    if not holders.exclude(user__in=people_who_cannot_decide(turn.request, turn.steps)).exists():
        raise Refused(_("Nobody holds that office now who may decide this request."), code="vacant", field="office")
    target = StepOffice(
        step=turn.step, position=offices[-1].position + 1, permission=permission, scope_id=office.scope_key
    )
    _hand_over(turn, current, target, why=OfficeReason.REASSIGNED, actor=actor, remark=remark)
    return target


def _hand_over(
    turn: Turn, current: StepOffice, target: StepOffice, *, why: OfficeReason, actor: User | None, remark: str
) -> None:
    now = clock.now()
    close_offices(turn.step)
    target.since, target.until, target.due, target.why = now, None, turn.step.due, why
    target.save()
    if turn.step.announce:
        tell_deciders(turn.kind, turn.kind.detail(turn.request), turn.request, turn.step, target, except_for=actor)
    append(
        actor=actor,
        command="passed_on",
        request=turn.request,
        step=turn.step,
        remark=remark,
        internal=bool(remark),
        facts={
            "from": current.permission.codename,
            "to": target.permission.codename,
            "to_scope": target.scope_id,
            "why": str(why.value),
        },
    )
