"""The form by which a person asks to become an agent of a help desk. A lead tells its address; "Who are you?" is silent."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.models import Community
from registration.request_kinds.desk_agent import DESK_AGENT, PAGE
from registration.wizard.flows import Block, Flow, WizardStep, Words, register, steps
from registration.wizard.place import reason_rows
from registration.wizard.steps import Progress


def _desk(progress: Progress) -> str:
    return str(Community.objects.get(pk=progress.answers(PAGE)["scope"]))


def _review(progress: Progress) -> Sequence[Block]:
    return [
        Block(_("Help desk"), [Row(_("Community"), _desk(progress))]),
        Block(_("Your reason"), reason_rows(progress), "reason"),
    ]


def _statement(progress: Progress) -> Words:
    return _("What I wrote is true, and I work for the help desk of the %(desk)s") % {"desk": _desk(progress)}


DESK_AGENT_FLOW = register(
    Flow(
        kind=DESK_AGENT.slug,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "reason", indicator=1),
            WizardStep("reason", gettext_lazy("Reason"), ("person",), "review", indicator=2),
            WizardStep("review", gettext_lazy("Review and send"), ("person", "reason"), "", indicator=3),
        ),
        indicator=("person", "reason", "review"),
        lead=gettext_lazy("You will decide requests at a help desk."),
        review=_review,
        statement=_statement,
        decided_by=gettext_lazy("A lead of the help desk"),
        role=DESK_AGENT.role.label,
    )
)
