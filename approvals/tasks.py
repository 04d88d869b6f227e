"""Clocks of the engine."""

from celery import shared_task

from approvals.commands import recheck_offices


@shared_task(name="approvals.recheck_offices", acks_late=True, time_limit=3600)
def recheck_offices_task() -> None:
    """Pass on every request that waits for an office which nobody holds any longer."""
    recheck_offices()
