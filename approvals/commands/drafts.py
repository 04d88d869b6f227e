"""Drafts: begun, filled in page by page, dropped."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.commands.turns import lock_request
from approvals.models import Draft, Request
from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused

EDITABLE = {RequestStatus.DRAFT, RequestStatus.RETURNED}


@command
def start(
    *, actor: User, kind: str, answers: Mapping[str, Any] | None = None, follows: Request | None = None
) -> Request:
    """The draft of `actor` for `kind`, begun if she has none: one draft for each kind and person.

    A new one holds `answers`; where it `follows` a denied or withdrawn request of hers, that one's answers first.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    draft = Request.objects.filter(requester=actor, kind=kind, status=RequestStatus.DRAFT).first()
    if draft is not None:
        return draft
    earlier: dict[str, Any] = {}
    if follows is not None:
        if follows.requester_id != actor.pk or follows.kind != kind:
            raise ValueError("A request follows an earlier one of the same person and kind.")
        earlier = Draft.objects.values_list("answers", flat=True).get(request=follows)
    request = Request.objects.create(requester=actor, kind=kind, follows=follows)
    Draft.objects.create(request=request, answers=earlier | dict(answers or {}))
    return request


@command
def save_answers(
    *, actor: User, request_id: int, answers: Mapping[str, Any], cleared: frozenset[str] = frozenset()
) -> Draft:
    """Keep the answers of some pages (`answers` by page) of a draft or returned request, and forget those of `cleared` pages.

    Raises Refused when the request can no longer be changed, Request.DoesNotExist for somebody else's.
    """
    request = lock_request(request_id, requester=actor)
    if request.status not in EDITABLE:
        raise Refused(_("This request was sent, so its answers stay as they are."), code="sent")
    draft = Draft.objects.get(request=request)
    draft.answers = {page: value for page, value in draft.answers.items() if page not in cleared} | dict(answers)
    draft.saved_at, draft.warned_at = clock.now(), None
    draft.save(update_fields=["answers", "saved_at", "warned_at"])
    return draft


def touch_draft(request: Request) -> None:
    """Keep that the answers of `request`, which the caller has locked, were worked at now: deletion is as far away as on the first day."""
    Draft.objects.filter(request=request).update(saved_at=clock.now(), warned_at=None)


@command
def discard_draft(*, actor: User | None, request_id: int) -> None:
    """Drop an unsent draft and its answers. `actor` is its requester, or None for the clock. Raises Refused once it was sent."""
    request = lock_request(request_id, requester=actor)
    if request.status != RequestStatus.DRAFT:
        raise Refused(_("This request was sent. You can withdraw it instead."), code="sent")
    request.delete()
