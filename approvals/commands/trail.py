"""Appending what happened: an entry of the trail and the event that points to it."""

from typing import Any

from approvals.models import Event, Request, Step
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record


def append(
    *,
    actor: User | None,
    command: str,
    request: Request,
    step: Step | None = None,
    remark: str = "",
    internal: bool = False,
    facts: dict[str, Any] | None = None,
) -> Event:
    """One act, written once: the entry of the trail, and the request's event. The last writes of a verb."""
    entry = record(
        actor=actor,
        command=command,
        reference=request.tracking_number or "",
        person=request.requester,
        remark=remark,
        facts={"kind": request.kind} | (facts or {}),
    )
    return Event.objects.create(request=request, step=step, entry=entry, internal=internal)
