"""The IACS-PC portal: registration and approvals for Medicare providers and suppliers."""

from iacs_portal.celery import app as celery_app

__all__ = ["celery_app"]
