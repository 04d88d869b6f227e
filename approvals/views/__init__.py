"""The engine's pages, the same for every kind of request."""

from approvals.views.bulk import approve_several
from approvals.views.decide import decide, decision
from approvals.views.inbox import inbox
from approvals.views.requests import discard, note, request_page, requests, withdraw

__all__ = ["approve_several", "decide", "decision", "discard", "inbox", "note", "request_page", "requests", "withdraw"]
