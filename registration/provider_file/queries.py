"""Reads of the provider file."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet

from registration.provider_file.comparison import same_text, words
from registration.provider_file.models import EntityType, ProviderRecord


def provider_record(npi: str) -> ProviderRecord | None:
    """What the provider file says about `npi`; None when it is not in the file. One query."""
    return ProviderRecord.objects.filter(npi=npi).first()


def similar_names(name: str, limit: int = 10) -> QuerySet[ProviderRecord]:
    """Organizations whose legal business name is like `name`, most alike first, at most `limit`. One query, by the trigram index.

    Each has `similarity`, from 0 to 1.
    """
    wanted = words(name)
    return (
        ProviderRecord.objects.filter(entity_type=EntityType.ORGANIZATION, comparable_name__trigram_similar=wanted)
        .annotate(similarity=TrigramSimilarity("comparable_name", wanted))
        .order_by("-similarity", "npi")[:limit]
    )


def official_matches(record: ProviderRecord, first: str, last: str) -> bool:
    """Whether this person is the authorized official that `record` names; case, accents and punctuation do not count."""
    if not record.official_last_name:
        return False
    return same_text(record.official_first_name, first) and same_text(record.official_last_name, last)
