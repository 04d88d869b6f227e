"""What the engine mails: to the person who asked, and to those for whom a request waits.

Each message opens with the same facts: what, for whom, status, tracking number, next step. The person who acted is not told.
"""

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals import queries
from approvals.kinds import RequestKind
from approvals.models import Request, Step, StepOffice
from iacs_portal.accounts.models import User
from iacs_portal.outbox.commands import join_waiting, queue
from iacs_portal.scopes.queries import who_may

# What was sent in one form is answered in one mail: it waits this long for decisions of the same kind.
FORM_MAIL_WAITS = datetime.timedelta(minutes=5)
FORM_MESSAGE = "requests_decided"


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


def decision_mail(
    kind: RequestKind[Any],
    detail: Any,
    request: Request,
    *,
    message: str,
    status: str,
    extra: Mapping[str, str],
) -> tuple[str, dict[str, Any]]:
    """The message, with its facts, that tells the requester of a decision: `message`, or for one of several that were sent in one
    form the mail that tells of all of them that are decided alike, which is still to be given its list.
    """
    facts = facts_for_requester(kind, detail, request, status=status, extra=extra)
    if request.sent_with_id is None:
        return message, facts
    counts = queries.forms_of([request])[request.sent_with_id]
    summary = kind.summary_of_form(kind.summary(detail), sent=counts.sent, undecided=counts.undecided)
    return FORM_MESSAGE, facts | {
        "what": summary.what,
        "number": "",
        "requests": [line_in_mail(kind, detail, request)],
        "link": settings.SITE_URL + kind.form_url(detail),
    }


def line_in_mail(kind: RequestKind[Any], detail: Any, request: Request) -> str:
    """What a mail about several requests of one form calls one of them."""
    note = kind.summary(detail).note
    return f"{request.tracking_number}: {note}" if note else str(request.tracking_number)


def tell_of_decision(
    kind: RequestKind[Any],
    detail: Any,
    request: Request,
    *,
    message: str,
    status: str,
    extra: Mapping[str, str],
    occasion: str,
) -> None:
    """Queue the mail that tells the requester of a decision.

    For one of several that were sent in one form it joins the mail about those that were decided alike within the last minutes,
    or begins one that waits for more. Nothing where the kind tells by itself.
    """
    if not kind.mails_requester(detail):
        return
    form_key = request.sent_with_id
    if form_key is None:
        facts = facts_for_requester(kind, detail, request, status=status, extra=extra)
        tell_requester(message, request=request, facts=facts, occasion=occasion)
        return
    alike = f"{extra.get('reason', '')}\n{extra.get('remark', '')}"
    key = f"{FORM_MESSAGE}:{form_key}:{status}:{hashlib.sha256(alike.encode()).hexdigest()[:20]}:"
    if join_waiting(key=key, fact="requests", line=line_in_mail(kind, detail, request)):
        return
    form_message, facts = decision_mail(kind, detail, request, message=message, status=status, extra=extra)
    queue(
        message=form_message,
        to=request.requester.email,
        person=request.requester,
        facts=facts,
        key=f"{key}{request.pk}:{occasion}",
        about=Request.objects.values_list("tracking_number", flat=True).get(pk=form_key) or "",
        waits=FORM_MAIL_WAITS,
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
