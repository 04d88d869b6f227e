"""The form by which a person asks to succeed the Security Official of an organization."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.pieces import Row
from registration.commands.succession import PAGE, PAPERS
from registration.request_kinds.succession import SUCCESSION
from registration.wizard.backup_official import BACKUP_OFFICIAL_FLOW
from registration.wizard.flows import Block, Flow, PapersAsked, WizardStep, register, steps
from registration.wizard.papers import papers_block, papers_done
from registration.wizard.place import FIND_STEP, place_review, provider_name
from registration.wizard.steps import Progress


def _wants_papers(progress: Progress) -> bool:
    return progress.answers(PAGE).get("how") == PAPERS


def _papers_asked(progress: Progress) -> PapersAsked:
    """A paper of its own: one that was seen for another facility says nothing about who takes over here."""
    return PapersAsked(provider_name(progress), [kind for kind in progress.community.paper_kinds if kind.needs_file])


def _review(progress: Progress) -> Sequence[Block]:
    says = _("Nobody: the paper does") if _wants_papers(progress) else _("The Security Official who leaves")
    blocks = [*place_review(progress), Block(_("Proof"), [Row(_("Who confirms it"), says)], PAGE)]
    return [*blocks, papers_block(progress)] if _wants_papers(progress) else blocks


SUCCESSION_FLOW = register(
    Flow(
        kind=SUCCESSION.slug,
        steps=steps(
            WizardStep("person", gettext_lazy("You"), (), "find", indicator=1),
            FIND_STEP,
            WizardStep("reason", gettext_lazy("Reason"), ("person", "find"), PAGE, indicator=3),
            WizardStep(PAGE, gettext_lazy("Proof"), ("person", "find", "reason"), "papers", indicator=4),
            WizardStep(
                "papers",
                gettext_lazy("Papers"),
                ("person", "find", "reason", PAGE),
                "review",
                indicator=4,
                wanted=_wants_papers,
            ),
            WizardStep(
                "review",
                gettext_lazy("Review and send"),
                ("person", "find", "reason", PAGE, "papers"),
                "",
                indicator=5,
            ),
        ),
        indicator=("person", "find", "reason", PAGE, "review"),
        lead=gettext_lazy("You will succeed the Security Official of an organization, and answer for it."),
        review=_review,
        statement=BACKUP_OFFICIAL_FLOW.statement,
        decided_by=gettext_lazy("The Security Official who leaves, if there is one, and then the CMS help desk"),
        role=SUCCESSION.role.label,
        done={"papers": papers_done},
        papers=_papers_asked,
    )
)
