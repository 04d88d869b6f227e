"""Social Security numbers: kept as a digest and the last four digits, from the moment the page is posted.

Digest = HMAC(k_n, ... HMAC(k_1, SSN)), SHA-256, keys from `settings.SSN_KEYS`, the newest last. A digest can be wrapped with a
further key without knowing the SSN, never unwrapped: so a key is added by wrapping every stored digest once more
(`manage.py rotate_ssn_key`), and a leak of the older keys alone is worth nothing.
"""

import hashlib
import hmac
import re
from typing import NamedTuple

from django.conf import settings


class SsnDigest(NamedTuple):
    """What is kept of an SSN: the digest in hexadecimal, the last four digits, and with how many keys it was wrapped."""

    digest: str
    last4: str
    wraps: int


def digest(ssn: str) -> SsnDigest:
    """What to keep of `ssn` (nine digits; blanks and hyphens are forgiven). Raises `ValueError` for anything else.

    Nothing is checked beyond the form; the error does not repeat what was typed.
    """
    digits = re.sub(r"[\s-]", "", ssn)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise ValueError("An SSN has nine digits.")
    first = hmac.new(settings.SSN_KEYS[0].encode(), digits.encode(), hashlib.sha256).hexdigest()
    return wrapped(SsnDigest(first, digits[-4:], 1))


def wrapped(kept: SsnDigest) -> SsnDigest:
    """`kept` wrapped with every key that it lacks; unchanged where it lacks none."""
    return versions(kept)[-1]


def versions(kept: SsnDigest) -> list[SsnDigest]:
    """`kept` as it is, then wrapped with each key that it lacks, one after the other: how another row may hold the same SSN."""
    found = [kept]
    for number, key in enumerate(settings.SSN_KEYS[kept.wraps :], start=kept.wraps + 1):
        value = hmac.new(key.encode(), bytes.fromhex(found[-1].digest), hashlib.sha256).hexdigest()
        found.append(SsnDigest(value, kept.last4, number))
    return found
