"""Several approvals at one press."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals import queries
from approvals.commands.decisions import approve
from approvals.kinds import kind_of
from approvals.models import Step
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused


def why_not_in_bulk(step: Step) -> str:
    """The sentence for a step that is decided by itself, because its kind says so; empty for one that may be ticked."""
    if kind_of(step.request).may_be_approved_in_bulk:
        return ""
    return _("Requests of this kind are decided one by one, each on its own page.")


def approve_each(*, seen: Mapping[int, str | None], actor: User) -> dict[int, str]:
    """Approve one step after the other by `approve`, each in a transaction of its own, so that one refusal stops no other.

    `seen` has for each step the `Step.opening` that the page showed (None: no page). Returns for each known step, in that order, the
    sentences of its refusal; an empty one where it was approved.
    """
    known = {step.pk: step for step in Step.objects.filter(pk__in=seen).select_related("request")}
    outcomes: dict[int, str] = {}
    for step_id, opening in seen.items():
        if step_id not in known:
            continue
        refusal = why_not_in_bulk(known[step_id])
        if not refusal:
            try:
                approve(step_id=step_id, actor=actor, opening=opening)
            except Refused as refused:
                refusal = str(refused)
        outcomes[step_id] = refusal
    return outcomes


@dataclass(frozen=True)
class OfForm:
    """What became of the requests of one form: how many were decided, and the sentences of refusals, each once."""

    decided: int
    refusals: list[str]


def each_of_form(*, form_key: int, until: str, decide: Callable[[int, str], Any]) -> OfForm:
    """Decide what waits of one form, one after the other in a transaction of its own, so that one refusal stops no other.

    `decide(step_id, opening)` calls the command. `until` is the last `Step.opening` of those that wait as the page showed them: what
    was changed and sent again since is left out. Stopped halfway, what was decided stays, and the rest waits.
    """
    decided, refusals, changed = 0, set(), False
    for step in queries.open_steps_of_form(form_key):
        if step.opening > until:
            changed = True
            continue
        try:
            decide(step.pk, step.opening)
            decided += 1
        except Refused as refused:
            refusals.add(str(refused))
    if changed:
        refusals.add(_("Some were changed and sent again since you opened the page. Look at them before you decide."))
    return OfForm(decided, sorted(refusals))
