"""Codes from mails: the session keeps their digest, so that who reads the session table cannot use them."""

from allauth.core.internal.cryptokit import normalize_user_code
from django.utils.crypto import salted_hmac

_SALT = "iacs_portal.accounts.codes"


def digest(code: str) -> str:
    """The digest of a code in hexadecimal; case, blanks and hyphens do not matter."""
    return salted_hmac(_SALT, normalize_user_code(code), algorithm="sha256").hexdigest()
