"""The ways into IACS-PC: one for each role that people can ask for. Each app registers its own; what is not there is not offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from registration.communities import CommunityDeclaration
from registration.wizard.flows import Words


@dataclass(frozen=True)
class Path:
    """A role as the page "Who are you?" tells it, and the kind of request that it begins.

    `short` is its abbreviation (SO). `order` sorts the page, along the chain of trust from the top down.
    """

    slug: str
    kind: str
    title: Words
    sentences: Words
    can: Sequence[Words]
    cannot: Sequence[Words]
    approved_by: Words
    order: int
    short: str = ""


_paths: dict[str, Path] = {}


def register(path: Path) -> Path:
    """Make `path` known and return it. Raises ValueError when its slug is taken."""
    if path.slug in _paths:
        raise ValueError(f"There is a path {path.slug} already.")
    _paths[path.slug] = path
    return path


def all_paths() -> list[Path]:
    """Every path, from the top of the chain down."""
    return sorted(_paths.values(), key=lambda path: path.order)


def paths_of(community: CommunityDeclaration) -> list[Path]:
    """The paths that the community offers, from the top of the chain down."""
    return [path for path in all_paths() if community.offers(path.kind)]


def path(slug: str) -> Path:
    """The path with this slug. Raises KeyError when there is none."""
    return _paths[slug]
