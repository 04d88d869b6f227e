"""The states of requests and steps, and the one table of moves that commands, buttons and tests read."""

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


class Who(models.TextChoices):
    """Who may do it."""

    REQUESTER = "requester", _("the person who asks")
    HOLDER = "holder", _("holder of an office of the open step")
    DESK = "desk", _("help desk")
    INVOLVED = "involved", _("the person who asks, holders and help desk")


@dataclass(frozen=True)
class Move:
    """One legal move of a request: from one of `before` by `verb`; `after` are the states that it can lead to."""

    verb: Verb
    before: frozenset[RequestStatus]
    after: frozenset[RequestStatus]
    who: Who


def _move(verb: Verb, before: Iterable[RequestStatus], after: Iterable[RequestStatus], who: Who) -> Move:
    return Move(verb, frozenset(before), frozenset(after), who)


_S = RequestStatus
UNDECIDED = frozenset({_S.UNDER_REVIEW, _S.RETURNED})
SENT = frozenset(_S) - {_S.DRAFT}

MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        _move(Verb.SUBMIT, [_S.DRAFT], [_S.UNDER_REVIEW, _S.APPROVED], Who.REQUESTER),
        _move(Verb.APPROVE, [_S.UNDER_REVIEW], [_S.UNDER_REVIEW, _S.APPROVED], Who.HOLDER),
        _move(Verb.RETURN, [_S.UNDER_REVIEW], [_S.RETURNED], Who.HOLDER),
        _move(Verb.RESUBMIT, [_S.RETURNED], [_S.UNDER_REVIEW], Who.REQUESTER),
        _move(Verb.DENY, [_S.UNDER_REVIEW], [_S.DENIED], Who.HOLDER),
        _move(Verb.WITHDRAW, UNDECIDED, [_S.WITHDRAWN], Who.REQUESTER),
        _move(Verb.REASSIGN, [_S.UNDER_REVIEW], [_S.UNDER_REVIEW], Who.DESK),
    )
}
# A note changes no state, so it is legal in every state that others can see.
NOTE = _move(Verb.ADD_NOTE, SENT, SENT, Who.INVOLVED)


def is_legal(verb: Verb, status: str) -> bool:
    """Whether `verb` may be done to a request in `status`, by whoever may do it."""
    move = NOTE if verb == Verb.ADD_NOTE else MOVES[verb]
    return status in move.before
