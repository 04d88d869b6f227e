"""Facts of mails that nobody may read: encrypted with the outbox keys from the environment."""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """None of the present outbox keys opens these facts."""


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in reversed(settings.OUTBOX_KEYS)])


def sealed(facts: dict[str, Any]) -> bytes:
    """`facts` encrypted with the newest of `settings.OUTBOX_KEYS` (the last)."""
    return _box().encrypt(json.dumps(facts).encode())


def opened(box: bytes | memoryview) -> dict[str, Any]:
    """The facts in `box`, whichever of the present keys sealed them; no facts in an empty one. Raises `Unreadable`."""
    if not box:
        return {}
    try:
        facts: dict[str, Any] = json.loads(_box().decrypt(bytes(box)))
    except InvalidToken as error:
        raise Unreadable("The secret facts were sealed with a key that is gone.") from error
    return facts
