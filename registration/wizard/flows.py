"""A form of several pages for one kind of request: its steps, and what the pages that all forms share must know of it.

Each app registers the flows of its kinds and finds them by the request. The pages about the person, the place and the review are
the same for all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from iacs_portal.core.pieces import Row
from registration.communities import PaperKind

if TYPE_CHECKING:
    from registration.wizard.steps import Progress

Words = str | Promise
PERSON, REVIEW = "person", "review"


@dataclass(frozen=True)
class WizardStep:
    """One page. `needs` are pages to be done before; `clears` are pages whose answers fall when this one's answer changes.

    `url_name` names the view; it is that of registration when it has no namespace. `indicator` counts the lines above the
    page from 1. `wanted` says whether the answers so far ask for the page; one that is not wanted is passed over.
    """

    slug: str
    title: Words
    needs: tuple[str, ...]
    leads_to: str
    clears: frozenset[str] = frozenset()
    indicator: int = 1
    url_name: str = ""
    wanted: Callable[["Progress"], bool] = lambda progress: True

    @property
    def view(self) -> str:
        """The name to reverse."""
        return self.url_name or f"registration:{self.slug}"


@dataclass(frozen=True)
class Block:
    """One part of the review page: its answers, and the page on which they are changed (empty: they are not)."""

    title: Words
    rows: Sequence[Row]
    page: str = ""


@dataclass(frozen=True)
class PapersAsked:
    """What the page about papers asks for: papers of which kinds, and the organization whose name they show."""

    organization_name: str
    kinds: Sequence[PaperKind]


@dataclass(frozen=True)
class Flow:
    """The form of one kind of request.

    `lead` stands under the heading of the page about the person. `done` says whether a page has its answers where having any
    is not enough. `review` makes the blocks of the review page after the one about the person; `statement` is what the person
    says by sending; `decided_by` tells who answers, and `promise`, in business days, until when (0: nothing is promised).
    `practitioners` says whether individual practitioners can be chosen as the place, beside organizations; `papers`, for a form
    with the page about papers, what it asks for.
    """

    kind: str
    steps: Mapping[str, WizardStep]
    indicator: tuple[str, ...]
    lead: Words
    review: Callable[["Progress"], Sequence[Block]]
    statement: Callable[["Progress"], Words]
    decided_by: Words
    role: Words
    promise: int = 0
    practitioners: bool = False
    papers: Callable[["Progress"], PapersAsked] | None = None
    done: Mapping[str, Callable[["Progress"], bool]] = field(default_factory=dict)
    warnings: Callable[["Progress"], Sequence[Words]] = lambda progress: ()


_flows: dict[str, Flow] = {}


def register(flow: Flow) -> Flow:
    """Make `flow` known and return it. Raises ValueError when its kind has one."""
    if flow.kind in _flows:
        raise ValueError(f"The kind {flow.kind} has a form already.")
    _flows[flow.kind] = flow
    return flow


def flow_of(kind: str) -> Flow:
    """The form of the kind with this slug. Raises KeyError when it has none."""
    return _flows[kind]


def all_flows() -> list[str]:
    """The slugs of the kinds that have a form."""
    return list(_flows)


def kinds_with(page: str) -> list[str]:
    """The slugs of the kinds whose form has `page`."""
    return [flow.kind for flow in _flows.values() if page in flow.steps]


def steps(*pages: WizardStep) -> dict[str, WizardStep]:
    """The steps of a form in their order, by slug."""
    return {page.slug: page for page in pages}
