"""Drafts that nobody touches: a mail before, then deletion 30 days after the last change (design.md 7)."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from approvals.commands import discard_draft
from approvals.kinds import kind
from approvals.models import Draft, Request
from approvals.states import RequestStatus
from iacs_portal.core import clock
from iacs_portal.core.batches import in_batches
from iacs_portal.core.commands import command
from iacs_portal.outbox.commands import queue
from registration.models import Community

DELETED_AFTER = datetime.timedelta(days=30)
WARNED_BEFORE = datetime.timedelta(days=7)


def _desk_of(draft: Draft) -> dict[str, str]:
    """The fact that names the help desk of the community that the draft is for."""
    community = Community.objects.filter(slug=draft.answers.get("community", {}).get("slug", "")).first()
    return {"help_desk": community.desk_line} if community else {}


def _locked_draft(request_id: int) -> Draft | None:
    """The draft, its request locked until the end of the transaction; None when it was sent or dropped."""
    requests = Request.objects.select_for_update(of=("self",)).filter(pk=request_id, status=RequestStatus.DRAFT)
    if requests.first() is None:
        return None
    return Draft.objects.select_related("request__requester").get(request=request_id)


@command
def warn_of_deletion(*, actor: None, request_id: int) -> bool:
    """Mail the person that her draft will be deleted, once for each time it was left lying.

    False when it was touched, sent or dropped meanwhile. Locks the request.
    """
    draft = _locked_draft(request_id)
    if draft is None or draft.warned_at is not None or draft.saved_at > clock.now() - DELETED_AFTER + WARNED_BEFORE:
        return False
    request = draft.request
    draft.warned_at = clock.now()
    draft.save(update_fields=["warned_at"])
    ends = clock.business_date(draft.saved_at + DELETED_AFTER)
    queue(
        message="draft_ends",
        to=request.requester.email,
        person=request.requester,
        facts={
            "name": request.requester.get_short_name(),
            "what": str(kind(request.kind).label),
            "ends": f"{ends:%A, %B} {ends.day}, {ends.year}",
            "link": settings.SITE_URL + reverse("approvals:requests"),
        }
        | _desk_of(draft),
        key=f"draft_ends:{request.pk}:{draft.saved_at.isoformat()}",
    )
    return True


@command
def delete_forgotten_draft(*, actor: None, request_id: int) -> bool:
    """Delete a draft 30 days after its last change and a week after the warning.

    False, and nothing is deleted, when it was touched, sent or dropped meanwhile. Locks the request.
    """
    draft, now = _locked_draft(request_id), clock.now()
    if (
        draft is None
        or draft.warned_at is None
        or draft.warned_at > now - WARNED_BEFORE
        or draft.saved_at > now - DELETED_AFTER
    ):
        return False
    discard_draft(actor=actor, request_id=request_id)
    return True


def _unsent(**conditions: Any) -> list[int]:
    """The keys of unsent drafts of which this is true. Sent requests keep their answers: those are not looked at."""
    unsent = Request.objects.filter(status=RequestStatus.DRAFT).order_by("pk").values_list("pk", flat=True)
    drafts = Draft.objects.filter(**conditions).order_by("pk").values_list("pk", flat=True)
    return [key for keys in in_batches(unsent) for key in drafts.filter(pk__in=keys)]


def sweep_drafts() -> tuple[int, int]:
    """Warn of and delete drafts that were left lying. Returns how many were warned of and deleted. A draft is never deleted unwarned."""
    now = clock.now()
    to_warn = _unsent(warned_at=None, saved_at__lte=now - DELETED_AFTER + WARNED_BEFORE)
    warned = sum(warn_of_deletion(actor=None, request_id=key) for key in to_warn)
    to_delete = _unsent(warned_at__lte=now - WARNED_BEFORE, saved_at__lte=now - DELETED_AFTER)
    deleted = sum(delete_forgotten_draft(actor=None, request_id=key) for key in to_delete)
    return warned, deleted
