"""What a community is declared by. Its row (`registration.models.Community`) is made after migrations and is the desk lead's to set."""

from collections.abc import Sequence
from dataclasses import dataclass

from iacs_portal.core.errors import Sentence


@dataclass(frozen=True)
class PaperKind:
    """A paper that the help desk accepts as proof of an organization's legal name and EIN."""

    slug: str
    label: Sentence
    hint: Sentence = ""
    needs_file: bool = True


@dataclass(frozen=True)
class CommunityDeclaration:
    """A community's fixed parts, and the values that its row begins with (contact, texts; all set later by the desk lead)."""

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
