"""Public references: User IDs and tracking numbers (domain.md 17).

The alphabet has no vowels, and no characters that look alike, so a reference never spells a word and survives being read out
on the telephone.
"""

import secrets

ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
USER_ID_LENGTH = 8
TRACKING_PREFIX = "PC-"


def new_user_id() -> str:
    """A random User ID: eight characters, lower case as stored; pages show it in upper case. Not checked for being free."""
    return "".join(secrets.choice(ALPHABET) for _ in range(USER_ID_LENGTH))


def new_tracking_number() -> str:
    """A random tracking number, `PC-` and nine characters in upper case, the last one a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return TRACKING_PREFIX + (body + check_character(body)).upper()


def normalized_tracking_number(typed: str) -> str | None:
    """The tracking number that `typed` means (case, blanks, hyphens and a missing `PC` are forgiven), or None."""
    body = "".join(character for character in typed.lower() if character.isalnum()).removeprefix("pc")
    if len(body) != 9 or any(character not in ALPHABET for character in body) or check_character(body[:-1]) != body[-1]:
        return None
    return TRACKING_PREFIX + body.upper()


def check_character(body: str) -> str:
    """The check character of `body` by Luhn's rule for an alphabet of any even size (ISO/IEC 7812-1, annex B, mod N).

    It sees each single wrong character and nearly every swap of neighbours.
    """
    size = len(ALPHABET)
    total = 0
    for position, character in enumerate(reversed(body)):
        code = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += code // size + code % size
    return ALPHABET[(size - total % size) % size]
