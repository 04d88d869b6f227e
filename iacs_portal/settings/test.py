"""Tests. The servers are started by the test run itself; their addresses come from the environment."""

from iacs_portal.core.strict_templates import StrictVariables
from iacs_portal.settings.base import DATABASES, INSTALLED_APPS, TEMPLATES
from iacs_portal.settings.dev import *  # noqa: F403 - a settings module is its base plus what differs

DEBUG = False
INSTALLED_APPS = ["tests.toy", *INSTALLED_APPS]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX_KEEPS_SECRETS = False
DATABASES["default"]["OPTIONS"].pop("pool", None)
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=20s -c statement_timeout=60s"
# Argon2id takes a tenth of a second on purpose; the test that compares times puts it back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictVariables()
