"""As in tests, but mail leaves by SMTP, and the sweep comes every two seconds; for processes beside the test's own."""

from iacs_portal.settings.base import CELERY_BEAT_SCHEDULE
from iacs_portal.settings.test import *  # noqa: F403 - a settings module is its base plus what differs

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
CELERY_BEAT_SCHEDULE["deliver mail that no poke delivered"]["schedule"] = 2.0
