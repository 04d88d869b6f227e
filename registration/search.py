"""Finding an approved organization or individual practitioner of one community: by name, with typing mistakes and in any order of
words, or by the numbers by which the community knows them, such as NPI and CCN (SE0753; domain.md 5 and 9).

Nothing is told but what everyone may know: names, place, number. Never a tax number, never people otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from registration.communities import CommunityDeclaration
from registration.identifiers import compact
from registration.identifiers.kinds import NumberKind
from registration.models import Community, MedicareNumber, Organization, Practitioner
from registration.provider_file.comparison import words
from registration.provider_file.queries import by_index_of_names
from registration.providers import Provider

PAGE = 10
SHORTEST = 2  # letters of a name
# What a number of each kind looks like. A CCN has six signs, or ten with a letter in the third place, a digit among them.
_SHAPES = {
    NumberKind.NPI: re.compile(r"[0-9]{10}"),
    NumberKind.CCN: re.compile(r"(?=.*[0-9])(?:[0-9A-Z]{6}|[0-9A-Z]{2}[A-Z][0-9A-Z]{7})"),
    NumberKind.CONTRACTOR: re.compile(r"[0-9]{5}"),
}


@dataclass(frozen=True)
class Place:
    """A place in the list: likeness (0 to 1,000) and key of the last provider shown."""

    likeness: int
    pk: int


def _open_providers(
    community: CommunityDeclaration, practitioners: bool
) -> Sequence[QuerySet[Organization] | QuerySet[Practitioner]]:
    """Where people can ask for roles: approved, not closed, in the community. Each with its scope. Practitioners too, where asked for."""
    key = Community.objects.filter(slug=community.slug).values("pk")[:1]
    here = {"closed_at": None, "scope__community": Subquery(key)}
    organizations = Organization.objects.filter(**here).select_related("scope")
    individuals = Practitioner.objects.filter(**here).select_related("scope")
    return [organizations, individuals] if practitioners else [organizations]


def _with_numbers(rows: list[Provider], kind: NumberKind) -> list[Provider]:
    """`rows`, each with its numbers of `kind` as `numbers`. One query, for what is shown alone; none for nothing."""
    if not rows:
        return rows
    held: dict[int, list[str]] = {row.pk: [] for row in rows}
    numbers = MedicareNumber.objects.filter(scope__in=held, kind=kind, is_live=True).order_by("pk")
    for scope, value in numbers.values_list("scope", "value"):
        held[scope].append(value)
    for row in rows:
        row.numbers = held[row.pk]  # type: ignore[union-attr]  # read by the page
    return rows


def find_providers(
    text: str, *, community: CommunityDeclaration, practitioners: bool, after: Place | None = None, size: int = PAGE
) -> tuple[list[Provider], Place | None]:
    """The providers of the community that `text` may mean, best first, from `after` on; and where the next page begins, or None.

    A number by which the community finds its organizations finds what holds it; anything else is a name. Practitioners are
    among them where `practitioners` says so.
    A query for organizations, one for practitioners and one for numbers, by a name one more; for a number that nobody holds both.
    """
    number, known_by = compact(text), community.identification
    kinds = [kind for kind in known_by.found_by if _SHAPES[kind].fullmatch(number)]
    if kinds:
        holders = MedicareNumber.objects.filter(value=number, kind__in=kinds, is_live=True).values("scope")
        rows: list[Provider] = []
        for providers in _open_providers(community, practitioners):
            rows += providers.filter(pk__in=holders).order_by("pk")[:size]
        if rows:
            return _with_numbers(sorted(rows, key=lambda row: row.pk)[:size], known_by.kind), None
    shown, following = _by_name(words(text), _open_providers(community, practitioners), after, size)
    return _with_numbers(shown, known_by.kind), following


def _by_name(
    name: str,
    tables: Sequence[QuerySet[Organization] | QuerySet[Practitioner]],
    after: Place | None,
    size: int,
) -> tuple[list[Provider], Place | None]:
    """Each table is asked for one more than a page behind `after`; the best of both make the page. Scopes are of both: keys differ."""
    if len(name) < SHORTEST:
        return [], None
    # Its words are looked for within longer names; of those that hold them alike, the name that has least else comes first.
    alike = TrigramWordSimilarity(name, "comparable_name") + TrigramSimilarity("comparable_name", name)
    ranked: list[tuple[Place, Provider]] = []
    with by_index_of_names():
        for providers in tables:
            found = providers.filter(comparable_name__trigram_word_similar=name).annotate(
                likeness=Cast(alike * 500, IntegerField())
            )
            if after is not None:
                found = found.filter(Q(likeness__lt=after.likeness) | Q(likeness=after.likeness, pk__gt=after.pk))
            ranked += [(Place(row.likeness, row.pk), row) for row in found.order_by("-likeness", "pk")[: size + 1]]
    ranked.sort(key=lambda each: (-each[0].likeness, each[0].pk))
    shown = [row for _place, row in ranked[:size]]
    return shown, ranked[size - 1][0] if len(ranked) > size else None
