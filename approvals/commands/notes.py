"""Notes: words added to a request that change nothing else."""

from django.utils.translation import gettext as _

from approvals import queries
from approvals.commands.trail import append
from approvals.commands.turns import lock_request, require_move
from approvals.models import Event, Request
from approvals.states import Verb
from iacs_portal.accounts.models import User
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused

NOTE_LENGTH = 2000


@command
def add_note(*, request_id: int, actor: User, text: str, internal: bool = False) -> Event:
    """Add a note to a sent request: by its requester, or by a holder of one of its offices; `internal` ones only deciders see.

    Raises Refused for an empty or too long text or a draft, Request.DoesNotExist for a person who is not involved.
    """
    request = lock_request(request_id)
    is_holder = queries.offices_held_by(actor).filter(step__request=request).exists()
    if not is_holder and (internal or request.requester_id != actor.pk):
        raise Request.DoesNotExist
    require_move(request, Verb.ADD_NOTE)
    text = text.strip()
    if not text:
        raise Refused(_("Write the note first."), code="empty", field="text")
    if len(text) > NOTE_LENGTH:
        raise Refused(
            _("The note has %(count)s characters. Up to %(limit)s fit.") % {"count": len(text), "limit": NOTE_LENGTH},
            code="too_long",
            field="text",
        )
    return append(actor=actor, command="note", request=request, remark=text, internal=internal)
