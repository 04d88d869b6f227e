"""The states of requests and steps, and the one table of moves: commands and buttons ask it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestStatus(models.TextChoices):
    """Where a request is."""

    DRAFT = "draft", _("Draft")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class StepStatus(models.TextChoices):
    """Where one turn in the chain is."""

    LATER = "later", _("Not started")
    OPEN = "open", _("Waiting")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    CLOSED = "closed", _("Not needed any more")


class OfficeReason(models.TextChoices):
    """Why an office holds a step."""

    FIRST = "first", _("holds it first")
    VACANT = "vacant", _("nobody holds the office before it")
    REASSIGNED = "reassigned", _("passed on by the help desk")


class Verb(models.TextChoices):
    """What can be done to a request."""

    SUBMIT = "submit", _("Send")
    APPROVE = "approve", _("Approve")
    RETURN = "return_for_changes", _("Return for changes")
    RESUBMIT = "resubmit", _("Send again")
    DENY = "deny", _("Deny")
    WITHDRAW = "withdraw", _("Withdraw")
    REASSIGN = "reassign", _("Pass on")
    ADD_NOTE = "add_note", _("Add a note")


@dataclass(frozen=True)
class Move:
    """One legal move of a request: from one of `before` by `verb`; `after` are the states that it can lead to."""

    verb: Verb
    before: frozenset[RequestStatus]
    after: frozenset[RequestStatus]


def _move(verb: Verb, before: Iterable[RequestStatus], after: Iterable[RequestStatus]) -> Move:
    return Move(verb, frozenset(before), frozenset(after))


_S = RequestStatus
UNDECIDED = frozenset({_S.UNDER_REVIEW, _S.RETURNED})
SENT = frozenset(_S) - {_S.DRAFT}

MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        _move(Verb.SUBMIT, [_S.DRAFT], [_S.UNDER_REVIEW, _S.APPROVED]),
        _move(Verb.APPROVE, [_S.UNDER_REVIEW], [_S.UNDER_REVIEW, _S.APPROVED]),
        _move(Verb.RETURN, [_S.UNDER_REVIEW], [_S.RETURNED]),
        _move(Verb.RESUBMIT, [_S.RETURNED], [_S.UNDER_REVIEW]),
        _move(Verb.DENY, [_S.UNDER_REVIEW], [_S.DENIED]),
        _move(Verb.WITHDRAW, UNDECIDED, [_S.WITHDRAWN]),
        _move(Verb.REASSIGN, [_S.UNDER_REVIEW], [_S.UNDER_REVIEW]),
    )
}
# A note changes no state, so it is legal in every state that others can see.
NOTE = _move(Verb.ADD_NOTE, SENT, SENT)


def _the_move(verb: Verb) -> Move:
    return NOTE if verb == Verb.ADD_NOTE else MOVES[verb]


def is_legal(verb: Verb, status: str) -> bool:
    """Whether `verb` may be done to a request in `status`, by whoever may do it."""
    return status in _the_move(verb).before


def may_become(verb: Verb, status: str) -> bool:
    """Whether `verb` can leave a request in `status`."""
    return status in _the_move(verb).after
