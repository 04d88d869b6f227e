"""The writer of mail. Everybody who has something to tell calls `queue`; nobody calls `send_mail`."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.preview import noticed
from iacs_portal.outbox import poke, rendering, secrets
from iacs_portal.outbox.models import Message, MessageStatus


def queue(
    *,
    message: str,
    to: str,
    facts: dict[str, Any],
    key: str,
    person: User | None = None,
    about: str = "",
    secret_facts: dict[str, Any] | None = None,
    secrets_until: datetime.datetime | None = None,
    language: str = "en",
    waits: datetime.timedelta | None = None,
) -> None:
    """Write the mail `message` to `to`, in the transaction of what it tells, and wake the worker when that is committed.

    `facts` (JSON) and `secret_facts` are what the templates in templates/emails/<message>/ need. `key` names the mail: the
    same key again writes nothing. `secrets_until`: until when the secret facts are of use, where that is not
    `settings.OUTBOX_SECRETS_LIVE` from now; a mail that was not sent by then is parked. `about` is the tracking number under
    which the desk finds it. `waits`: how long it is held back, so that more may join it
    (`join_waiting`). One SQL statement. Raises outside a transaction, and `rendering.UnknownMessage` for a message
    without templates.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A mail is queued in the transaction of what it tells: call queue() inside a command.")
    rendering.check_exists(message)
    row = Message(message=message, to=to, person=person, language=language, facts=facts, key=key, about=about)
    if secret_facts:
        row.facts = facts | rendering.hidden(secret_facts)
        row.secret_facts = secrets.sealed(secret_facts)
        row.secret_until = secrets_until or clock.now() + datetime.timedelta(seconds=settings.OUTBOX_SECRETS_LIVE)
    if waits is not None:
        row.next_attempt_at = clock.now() + waits
    Message.objects.bulk_create([row], ignore_conflicts=True)
    noticed(row)
    if waits is None:
        poke.after_commit()


def join_waiting(*, key: str, fact: str, line: str) -> bool:
    """Add `line` to the list `fact` of the mail whose key begins with `key` and that is still held back. Returns whether there is one.

    It is locked first: a mail that a worker has taken meanwhile is joined no more. Two mails that begin at the same moment stay two.
    """
    held = Message.objects.filter(
        key__startswith=key, status=MessageStatus.WAITING, attempts=0, next_attempt_at__gt=clock.now()
    )
    row = held.order_by("pk").select_for_update(of=("self",), no_key=True).first()
    if row is None:
        return False
    row.facts[fact].append(line)
    row.save(update_fields=["facts"])
    noticed(row)
    return True
