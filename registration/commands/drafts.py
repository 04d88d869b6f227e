"""Drafts that nobody touches: a mail before, then deletion 30 days after the last change (design.md 7)."""

import datetime

from django.conf import settings
from django.urls import reverse

from approvals.commands import discard_draft
from approvals.kinds import kind
from approvals.models import Draft
from approvals.states import RequestStatus
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue

DELETED_AFTER = datetime.timedelta(days=30)
WARNED_BEFORE = datetime.timedelta(days=7)


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
        },
        key=f"draft_ends:{request.pk}:{draft.saved_at.isoformat()}",
    )
    return True


def sweep_drafts() -> tuple[int, int]:
    """Warn of and delete drafts that were left lying. Returns how many were warned of and deleted. A draft is never deleted unwarned."""
    drafts = Draft.objects.filter(request__status=RequestStatus.DRAFT)
    now = clock.now()
    to_warn = drafts.filter(warned_at=None, saved_at__lte=now - DELETED_AFTER + WARNED_BEFORE)
    warned = sum(warn_of_deletion(actor=None, request_id=key) for key in list(to_warn.values_list("pk", flat=True)))
    to_delete = drafts.filter(warned_at__lte=now - WARNED_BEFORE, saved_at__lte=now - DELETED_AFTER)
    deleted = 0
    for key in list(to_delete.values_list("pk", flat=True)):
        try:
            discard_draft(actor=None, request_id=key)
        except Refused:  # sent meanwhile
            continue
        deleted += 1
    return warned, deleted
