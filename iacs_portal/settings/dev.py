"""Development: `make run`. The secrets here are public, so production refuses to start with any of them."""

from iacs_portal.core.logs import logging_config
from iacs_portal.settings.base import *  # noqa: F403 - a settings module is its base plus what differs
from iacs_portal.settings.base import LOG_LEVEL, OUTBOX_KEYS, SECRET_KEY, SSN_KEYS, STORAGES

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only-not-a-secret-0123456789abcdefghijklmnop"
SSN_KEYS = SSN_KEYS or ["development-only-ssn-key-0123456789abcdef"]
OUTBOX_KEYS = OUTBOX_KEYS or ["ZGV2ZWxvcG1lbnQtb25seS1vdXRib3gta2V5LTAwMDA="]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Mail goes to the page /dev/mail/, never to the network; only there are codes and links kept after they were "sent".
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
OUTBOX_KEEPS_SECRETS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LOGGING = logging_config(json=False, level=LOG_LEVEL)
# Static files come straight from where they are written: nothing to collect, nothing out of date.
STATIC_ROOT = None  # type: ignore[assignment]  # none here; base has a folder
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
