"""Production. Refuses to start when a secret is missing or is one of development's, and says which."""

import os

from django.core.exceptions import ImproperlyConfigured

from iacs_portal.settings.base import *  # noqa: F403 - a settings module is its base plus what differs
from iacs_portal.settings.base import OUTBOX_KEYS, SECRET_KEY, SSN_KEYS, env

_missing = [
    name
    for name in (
        "SECRET_KEY",
        "SSN_KEYS",
        "OUTBOX_KEYS",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "EMAIL_HOST",
        "SITE_URL",
    )
    if not os.environ.get(name)
]
if _missing:
    raise ImproperlyConfigured(f"Set these in the environment before starting: {', '.join(_missing)}.")
_public = [
    name
    for name, values in (("SECRET_KEY", [SECRET_KEY]), ("SSN_KEYS", SSN_KEYS), ("OUTBOX_KEYS", OUTBOX_KEYS))
    if any(
        "development-only" in value or len(value) < 32 or value == "ZGV2ZWxvcG1lbnQtb25seS1vdXRib3gta2V5LTAwMDA="
        for value in values
    )
]
if _public:
    raise ImproperlyConfigured(f"These secrets are public or shorter than 32 characters: {', '.join(_public)}.")

DEBUG = False
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside the container, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
