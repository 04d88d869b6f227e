"""Reads of the provider file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction

from registration.provider_file.comparison import same_text, words
from registration.provider_file.models import EntityType, ProviderRecord

ALIKE = 0.6  # of 1; at PostgreSQL's own 0.3 every fifteenth clinic is like every other


def provider_record(npi: str) -> ProviderRecord | None:
    """What the provider file says about `npi`; None when it is not in the file. One query."""
    return ProviderRecord.objects.filter(npi=npi).first()


def provider_records(npis: Iterable[str]) -> dict[str, ProviderRecord]:
    """What the provider file says about each of `npis` that it has, by NPI. One query."""
    return ProviderRecord.objects.in_bulk(list(npis))


@contextmanager
def by_index_of_names() -> Iterator[None]:
    """Within, the database finds names by their trigram index. One statement more.

    It takes comparing two names for as cheap as comparing two numbers, and else compares a name of many words with every name: going
    through the table, or through another index. What is left to it is bitmaps, as which a trigram index is read.

    From `ALIKE` on names are similar to it (`trigram_similar`).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true),"
            " set_config('pg_trgm.similarity_threshold', %s, true)",
            [str(ALIKE)],
        )
        yield


def similar_names(name: str, limit: int = 10) -> list[ProviderRecord]:
    """Organizations whose legal business name is like `name`, most alike first, at most `limit`. By the trigram index.

    Each has `similarity`, from 0 to 1.
    """
    wanted = words(name)
    found = (
        ProviderRecord.objects.filter(entity_type=EntityType.ORGANIZATION, comparable_name__trigram_similar=wanted)
        .annotate(similarity=TrigramSimilarity("comparable_name", wanted))
        .order_by("-similarity", "npi")[:limit]
    )
    with by_index_of_names():
        return list(found)


def official_matches(record: ProviderRecord, first: str, last: str) -> bool:
    """Whether this person is the authorized official that `record` names, or the individual whom it stands for.

    Case, accents and punctuation do not count.
    """
    if record.entity_type == EntityType.INDIVIDUAL:
        named = record.first_name, record.last_name
    else:
        named = record.official_first_name, record.official_last_name
    return bool(named[1]) and same_text(named[0], first) and same_text(named[1], last)
