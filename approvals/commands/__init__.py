"""The verbs of the engine, and the only writers of its tables.

Each locks the request first, then looks, then writes; a decision names the step that the person saw and which of its openings, so
that a double click or a stale page does no harm.
"""

from approvals.commands.bulk import approve_each, each_of_form
from approvals.commands.decisions import approve, deny, return_for_changes
from approvals.commands.drafts import discard_draft, save_answers, start
from approvals.commands.notes import add_note
from approvals.commands.offices import reassign, recheck_offices
from approvals.commands.sending import keep_together, resubmit, send_without_draft, submit, take_back, withdraw
from approvals.commands.turns import what_became_of, why_stale

__all__ = [
    "add_note",
    "approve",
    "approve_each",
    "deny",
    "discard_draft",
    "each_of_form",
    "keep_together",
    "reassign",
    "recheck_offices",
    "resubmit",
    "return_for_changes",
    "save_answers",
    "send_without_draft",
    "start",
    "submit",
    "take_back",
    "what_became_of",
    "why_stale",
    "withdraw",
]
