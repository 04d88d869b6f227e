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
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from registration.models import Community

DELETED_AFTER = datetime.timedelta(days=30)
WARNED_BEFORE = datetime.timedelta(days=7)


def _desk_of(draft: Draft) -> dict[str, str]:
    """The fact that names the help desk of the community that the draft is for."""
    community = Community.objects.filter(slug=draft.answers.get("community", {}).get("slug", "")).first()
    return {"help_desk": community.desk_line} if community else {}


@command
def warn_of_deletion(*, actor: None, request_id: int) -> bool:
    """Mail the person that her draft will be deleted, once for each time it was left lying. False when it was touched meanwhile."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("request__requester").get(request=request_id)
    request = draft.request
    if draft.warned_at is not None or draft.saved_at > clock.now() - DELETED_AFTER + WARNED_BEFORE:
        return False
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
    deleted = 0
    for key in _unsent(warned_at__lte=now - WARNED_BEFORE, saved_at__lte=now - DELETED_AFTER):
        try:
            discard_draft(actor=None, request_id=key)
        except Refused:  # sent meanwhile
            continue
        deleted += 1
    return warned, deleted
