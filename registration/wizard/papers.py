"""What forms with the page about papers share: whether it is done, and its block of the review."""

from django.utils.translation import gettext as _

from iacs_portal.core.pieces import Row
from registration.wizard.flows import Block
from registration.wizard.steps import Progress


def papers_done(progress: Progress) -> bool:
    """Whether a kind is chosen, and a file is there or promised by post where it needs one."""
    answers = progress.answers("papers")
    kind = progress.community.paper_kind(answers.get("kind", ""))
    if kind is None:
        return False
    return not kind.needs_file or bool(answers.get("by_post")) or bool(progress.papers)


def papers_block(progress: Progress) -> Block:
    """Which paper, and how it comes."""
    answers = progress.answers("papers")
    kind = progress.community.paper_kind(answers["kind"])
    rows = [Row(_("Kind"), str(kind.label) if kind else "")]
    if answers.get("by_post"):
        rows.append(Row(_("How it comes"), _("By post, with the cover sheet that you print after sending")))
    if progress.papers:
        rows.append(Row(_("Files"), ", ".join(paper.name for paper in progress.papers)))
    return Block(_("Papers"), rows, "papers")
