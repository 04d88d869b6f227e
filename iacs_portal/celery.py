"""The Celery application: worker and beat. Tasks live in the `tasks.py` of each app."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iacs_portal.settings.dev")

app = Celery("iacs_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
