"""How a form is sent. Ordinarily by the engine's own verbs; an app may take over the drafts that one of its pages has begun."""

from collections.abc import Callable
from dataclasses import dataclass

from approvals import commands
from approvals.models import Request
from approvals.states import RequestStatus
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Sentence
from registration.wizard.steps import Progress


@dataclass(frozen=True)
class Sent:
    """A request that was sent, and a sentence for the person who sent it where there is more to tell than that."""

    request: Request
    words: Sentence = ""


Send = Callable[..., Sent]
_senders: dict[str, Send] = {}


def register_sender(page: str, send: Send) -> None:
    """Let `send(request_id=, actor=)` send the drafts that have answers of `page`. Raises ValueError when that page has a sender."""
    if page in _senders:
        raise ValueError(f"Drafts with the page {page} are sent by another command already.")
    _senders[page] = send


def send(progress: Progress, *, actor: User) -> Sent:
    """Send the draft, or send a returned request again. Raises Refused as `submit` and `resubmit` do."""
    request = progress.request
    if request.status == RequestStatus.RETURNED:
        return Sent(commands.resubmit(request_id=request.pk, actor=actor))
    sender = next((_senders[page] for page in progress.draft.answers if page in _senders), None)
    if sender is not None:
        return sender(request_id=request.pk, actor=actor)
    return Sent(commands.submit(request_id=request.pk, actor=actor))
