"""The one writer of the trail."""

from typing import Any

from django.db import transaction

from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core.preview import noticed


def record(
    *,
    actor: User | None,
    command: str,
    reference: str = "",
    scope_key: int | None = None,
    person: User | None = None,
    remark: str = "",
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry, in the transaction of what it tells; the last write of a command. Raises outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An entry of the trail is written in the transaction of the act that it tells.")
    entry = Entry.objects.create(
        actor=actor,
        command=command,
        reference=reference,
        scope_key=scope_key,
        person=person,
        remark=remark,
        facts=facts or {},
    )
    return noticed(entry)
