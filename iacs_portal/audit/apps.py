"""The readable trail of what was done, and the history of every table that carries rights."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "iacs_portal.audit"
    label = "audit"
