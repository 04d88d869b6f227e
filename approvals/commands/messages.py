"""What the engine mails: to the person who asked, and to those for whom a request waits.

Each message opens with the same facts: what, for whom, status, tracking number, next step. The person who acted is not told.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.kinds import RequestKind
from approvals.models import Request, Step, StepOffice
from iacs_portal.accounts.models import User
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.queries import who_may


def _desk(kind: RequestKind[Any], detail: Any) -> dict[str, str]:
    """The fact that names another desk than `settings.HELP_DESK_LINE`, where the kind has one."""
    line = kind.help_desk(detail)
    return {"help_desk": line} if line else {}


def facts_for_requester(
    kind: RequestKind[Any], detail: Any, request: Request, *, status: str, extra: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The facts of a message to the requester about `request`, whose state is told as `status` (a `RequestStatus` or verb)."""
    summary = kind.summary(detail)
    return (
        _desk(kind, detail)
        | {
            "name": request.requester.get_short_name(),
            "what": str(summary.what),
            "for_whom": str(summary.for_whom),
            "status": "",
            "number": request.tracking_number or "",
            "next_step": str(kind.next_step(detail, status)),
            "link": settings.SITE_URL + reverse("approvals:request", args=[request.tracking_number]),
        }
        | dict(extra or {})
    )


def tell_requester(message: str, *, request: Request, facts: Mapping[str, str], occasion: str) -> None:
    """Queue `message` to the requester. `occasion` makes it one: the same occasion is mailed once."""
    queue(
        message=message,
        to=request.requester.email,
        person=request.requester,
        facts=dict(facts),
        key=f"{message}:{request.pk}:{occasion}",
        about=request.tracking_number or "",
    )


def tell_deciders(
    kind: RequestKind[Any], detail: Any, request: Request, step: Step, office: StepOffice, *, except_for: User | None
) -> None:
    """Queue "a request waits for you" to the holders of `office`, the requester and the person who acted left out."""
    summary = kind.summary(detail)
    facts = _desk(kind, detail) | {
        "what": str(summary.what),
        "for_whom": str(summary.for_whom),
        "who": request.requester.get_full_name(),
        "status": _("Waits for you"),
        "number": request.tracking_number or "",
        "next_step": _("Open the request and decide."),
        "link": settings.SITE_URL + reverse("approvals:decide", args=[step.pk]),
    }
    left_out = {request.requester_id, except_for.pk if except_for else None}
    for person in who_may(office.permission.codename, office.scope_id):
        if person.pk not in left_out:
            queue(
                message="request_waits_for_you",
                to=person.email,
                person=person,
                facts=facts | {"name": person.get_short_name()},
                key=f"request_waits_for_you:{step.pk}:{office.pk}:{person.pk}:{step.opening}",
                about=request.tracking_number or "",
            )
