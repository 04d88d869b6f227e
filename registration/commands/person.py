"""Who the person is, as she says on the first page of a registration."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.commands.drafts import EDITABLE
from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.accounts.commands import set_person
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused


@command
def set_person_of(*, actor: User, request_id: int, who: Mapping[str, Any]) -> None:
    """Write who `actor` is (`who`: what `set_person` takes) from the page of a draft or returned request of hers.

    Locks her undecided requests, drafts among them, so that none is sent meanwhile: whom the desk looks at does not change under its
    eyes, and the accounts that are warned are those of the details it decides about (domain.md 1). Raises Refused while a request of
    hers is under review and she has said before who she is, when the request was sent, and once she has a User ID;
    Request.DoesNotExist for somebody else's request.
    """
    undecided = Request.objects.select_for_update(of=("self",)).filter(
        requester=actor, status__in=[*EDITABLE, RequestStatus.UNDER_REVIEW]
    )
    statuses = dict(undecided.order_by("pk").values_list("pk", "status"))
    if RequestStatus.UNDER_REVIEW in statuses.values() and Identity.objects.filter(user=actor).exists():
        raise Refused(under_review_sentence(), code="under_review")
    if request_id not in statuses:
        Request.objects.get(pk=request_id, requester=actor)
        raise Refused(_("This request was sent, so its answers stay as they are."), code="sent")
    if User.objects.get(pk=actor.pk).username is not None:
        raise Refused(_("You have a User ID, so what we know of you stays as it is."), code="known")
    set_person(actor=actor, user=actor, **who)


def under_review_sentence() -> str:
    """Why a person's details stay as they are while a request of hers is decided."""
    return _("A request of yours is under review with these details, so they stay as they are until it is decided.")
