"""Finding an approved organization: by name, with typing mistakes and in any order of words, or by NPI or CCN (SE0753; domain.md 5).

Nothing is told but what everyone may know: names, place, NPI. Never a tax number, never people.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import IntegerField, Prefetch, Q, QuerySet
from django.db.models.functions import Cast

from registration.identifiers import compact
from registration.models import MedicareNumber, NumberKind, Organization
from registration.provider_file.comparison import words

PAGE = 10
SHORTEST = 2  # letters of a name
# Ten digits; or six signs, or ten with a letter in the third place, a digit among them: an NPI or a CCN.
_NUMBER = re.compile(r"(?=.*[0-9])(?:[0-9]{10}|[0-9A-Z]{6}|[0-9A-Z]{2}[A-Z][0-9A-Z]{7})")


@dataclass(frozen=True)
class Place:
    """A place in the list: likeness (0 to 1,000) and key of the last organization shown."""

    likeness: int
    pk: int


def open_organizations() -> QuerySet[Organization]:
    """Organizations in which people can ask for roles: approved and not closed. Each with its NPIs as `npis`."""
    numbers = MedicareNumber.objects.filter(kind=NumberKind.NPI, is_live=True).order_by("pk")
    return Organization.objects.filter(closed_at=None).prefetch_related(
        Prefetch("scope__medicare_numbers", queryset=numbers, to_attr="npis")
    )


def find_organizations(
    text: str, *, after: Place | None = None, size: int = PAGE
) -> tuple[list[Organization], Place | None]:
    """The organizations that `text` may mean, best first, from `after` on; and where the next page begins, or None. Three queries.

    An NPI or CCN finds what holds it; anything else is a name.
    """
    number = compact(text)
    if _NUMBER.fullmatch(number):
        kinds = [NumberKind.NPI, NumberKind.CCN]
        holders = MedicareNumber.objects.filter(value=number, kind__in=kinds, is_live=True).values("scope")
        rows = list(open_organizations().filter(pk__in=holders).order_by("pk")[:size])
        if rows:
            return rows, None
    return _by_name(words(text), after, size)


def _by_name(name: str, after: Place | None, size: int) -> tuple[list[Organization], Place | None]:
    if len(name) < SHORTEST:
        return [], None
    # Its words are looked for within longer names; of those that hold them alike, the name that has least else comes first.
    alike = TrigramWordSimilarity(name, "comparable_name") + TrigramSimilarity("comparable_name", name)
    found = (
        open_organizations()
        .filter(comparable_name__trigram_word_similar=name)
        .annotate(likeness=Cast(alike * 500, IntegerField()))
        .order_by("-likeness", "pk")
    )
    if after is not None:
        found = found.filter(Q(likeness__lt=after.likeness) | Q(likeness=after.likeness, pk__gt=after.pk))
    rows: list[Organization] = list(found[: size + 1])
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    return shown, Place(last.likeness, last.pk) if last is not None else None  # type: ignore[attr-defined]  # annotated above
