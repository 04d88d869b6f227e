"""The Celery application: worker and beat. Tasks live in the `tasks.py` of each app."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iacs_portal.settings.dev")

app = Celery("iacs_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _log_as_the_portal_does(**facts: Any) -> None:
    """Worker and beat keep Django's logging, not Celery's own."""
    from django.conf import settings  # not configured yet when this module is read

    logging.config.dictConfig(settings.LOGGING)
