"""What the provider file fills in, and where a typed value differs from it."""

from collections.abc import Mapping
from typing import Any

from registration.provider_file.comparison import same_text
from registration.provider_file.models import ProviderRecord
from registration.provider_file.queries import official_matches

# The form's field -> the provider file's column
COLUMNS = {
    "legal_business_name": "legal_business_name",
    "other_name": "other_name",
    "practice_line_1": "practice_line_1",
    "practice_line_2": "practice_line_2",
    "practice_city": "practice_city",
    "practice_state": "practice_state",
    "practice_zip": "practice_zip",
    "mailing_line_1": "mailing_line_1",
    "mailing_line_2": "mailing_line_2",
    "mailing_city": "mailing_city",
    "mailing_state": "mailing_state",
    "mailing_zip": "mailing_zip",
    "telephone": "practice_telephone",
}
# For the page about a practitioner; her name is put together from the columns of the names
PRACTITIONER_COLUMNS = {
    "name": "shown_name",
    **{name: column for name, column in COLUMNS.items() if name not in ("legal_business_name", "other_name")},
}
_MAILING = tuple(name for name in COLUMNS if name.startswith("mailing_"))


def facts_from(record: ProviderRecord, columns: Mapping[str, str] = COLUMNS) -> dict[str, Any]:
    """The answers that the provider file gives for the page with these `columns`, by field."""
    facts: dict[str, Any] = {name: getattr(record, column) for name, column in columns.items()}
    same = all(same_text(facts[name], facts[name.replace("mailing_", "practice_")]) for name in _MAILING)
    return facts | {"mailing_same": same}


def differences(
    record: ProviderRecord | None, facts: dict[str, Any], columns: Mapping[str, str] = COLUMNS
) -> dict[str, str]:
    """What the provider file says instead, by field, where `facts` say something else; case and marks are ignored."""
    if record is None:
        return {}
    file = {name: str(getattr(record, column)) for name, column in columns.items()}
    return {
        name: said
        for name, said in file.items()
        if said and name in facts and not same_text(said, str(facts[name] or ""))
    }


def names_official(record: ProviderRecord | None, first_name: str, last_name: str) -> bool | None:
    """Whether the provider file names this person as the organization's authorized official; None when it names nobody."""
    if record is None or not record.official_last_name:
        return None
    return official_matches(record, first_name, last_name)


def names_practitioner(record: ProviderRecord | None, first_name: str, last_name: str) -> bool | None:
    """Whether the NPI stands for this person in the provider file; None when the file does not have it or names nobody."""
    if record is None or not record.shown_name:
        return None
    return official_matches(record, first_name, last_name)
