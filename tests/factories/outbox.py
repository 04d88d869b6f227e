"""Mails in the outbox."""

import itertools

from django.db import transaction

from iacs_portal.outbox.commands import queue
from iacs_portal.outbox.models import Message

_numbers = itertools.count(1)


def queued(to: str = "", *, message: str = "request_sent", **options) -> Message:
    """A mail that waits, queued as everywhere."""
    number = next(_numbers)
    key = options.pop("key", f"test:{number}")
    facts = {"what": "Register Harbor Street Clinic", "number": "PC-23456789B"} | options.pop("facts", {})
    with transaction.atomic():
        queue(message=message, to=to or f"pat.{number}@example.org", facts=facts, key=key, **options)
    return Message.objects.get(key=key)
