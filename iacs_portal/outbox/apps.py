"""Mail as rows: written with what they tell, delivered by the worker."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "iacs_portal.outbox"
    label = "outbox"
