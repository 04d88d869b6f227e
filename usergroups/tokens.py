"""Tokens of links in invitations: the mail carries the token, the table its digest."""

import secrets

from django.utils.crypto import salted_hmac

_SALT = "usergroups.tokens"


def new_token() -> str:
    """A token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The digest of a token in hexadecimal."""
    return salted_hmac(_SALT, token, algorithm="sha256").hexdigest()
