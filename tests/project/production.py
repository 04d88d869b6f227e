"""An environment such as production has, for processes that are started with it."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def environment(data: Path, **changes: str | None) -> dict[str, str]:
    """Everything production asks for; a change to None leaves a variable out."""
    values: dict[str, str | None] = {name: os.environ[name] for name in KEPT if name in os.environ}
    values |= {
        "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SSN_KEYS": secrets.token_urlsafe(48),
        "OUTBOX_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": os.environ["REDIS_URL"],
        "ALLOWED_HOSTS": "portal.example",
        "EMAIL_HOST": "mail.example",
        "SITE_URL": "https://portal.example",
        "DATA_DIR": str(data),
    }
    return {name: value for name, value in (values | changes).items() if value is not None}
