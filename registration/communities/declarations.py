"""What a community is declared by. Its row (`registration.models.Community`) is made after migrations and is the desk lead's to set."""

from collections.abc import Sequence
from dataclasses import dataclass

from iacs_portal.core.errors import Sentence
from registration.identifiers.fields import CheckedField
from registration.identifiers.kinds import NumberKind

# The kind of proof without a paper: it was seen for another facility (domain.md 10). A community may offer it.
ALREADY_SEEN = "already_seen"
# Many facilities of one organization in one form (domain.md 10): a way in that is no kind of request.
FURTHER_FACILITIES = "further_facilities"


@dataclass(frozen=True)
class PaperKind:
    """A paper that the help desk accepts as proof of an organization's legal name and EIN."""

    slug: str
    label: Sentence
    hint: Sentence = ""
    needs_file: bool = True


@dataclass(frozen=True)
class Identification:
    """By what the organizations of a community are known, and the words of the pages that ask for it.

    `kind` is the number that an organization is registered under, one of `SOLE_KINDS`; `field` reads it. Whether the provider file
    fills in the form and is shown beside it follows from the kind. `further` names the fields for further numbers that the
    page about the organization has. A number of the `found_by` kinds finds exactly its holder on the search page.
    """

    kind: NumberKind
    field: type[CheckedField]
    label: Sentence
    hint: Sentence
    lead: Sentence  # stands over the field
    notes: Sequence[tuple[Sentence, Sentence]]  # beside it: questions and answers
    at_hand: tuple[Sentence, Sentence]  # among the things to have at hand before one begins
    search_label: Sentence
    found_by: Sequence[NumberKind]
    further: Sequence[str] = ()


@dataclass(frozen=True)
class CommunityDeclaration:
    """A community's fixed parts, and the values that its row begins with (contact, texts; all set later by the desk lead).

    `notified` asks whether one was told to register, with a hint; `whom_to_ask` (a heading and a sentence) helps people who do not
    know. `not_offered` are ways in that the community does not have: slugs of kinds of request, and `FURTHER_FACILITIES`.
    """

    slug: str
    name: Sentence
    is_open: bool
    excluded_type: Sentence
    excluded_hint: Sentence
    excluded_now: Sentence
    excluded_text: Sentence
    notice_text: Sentence
    desk_telephone: str
    desk_tty: str
    desk_email: str
    desk_hours: Sentence
    paper_kinds: Sequence[PaperKind]
    identification: Identification
    notified: tuple[Sentence, Sentence]
    whom_to_ask: tuple[Sentence, Sentence]
    not_offered: frozenset[str] = frozenset()

    def offers(self, way: str) -> bool:
        """Whether people of the community have this way in: the slug of a kind of request, or `FURTHER_FACILITIES`."""
        return way not in self.not_offered

    def paper_kind(self, slug: str) -> PaperKind | None:
        """The paper kind with this slug, or None."""
        return next((kind for kind in self.paper_kinds if kind.slug == slug), None)

    def paper_label(self, slug: str) -> str:
        """What the paper kind with this slug is called; the slug itself once it is declared no longer."""
        kind = self.paper_kind(slug)
        return str(kind.label) if kind else slug


_communities: dict[str, CommunityDeclaration] = {}


def register(declaration: CommunityDeclaration) -> CommunityDeclaration:
    """Make a community known and return it. Raises ValueError when its slug is taken."""
    if declaration.slug in _communities:
        raise ValueError(f"A community with the slug {declaration.slug} is declared twice.")
    _communities[declaration.slug] = declaration
    return declaration


def community(slug: str) -> CommunityDeclaration:
    """The community declared under `slug`. Raises KeyError when there is none."""
    return _communities[slug]


def all_communities() -> list[CommunityDeclaration]:
    """Every declared community, by slug."""
    return [_communities[slug] for slug in sorted(_communities)]
