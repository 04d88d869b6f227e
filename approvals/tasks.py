"""Clocks of the engine."""

from approvals.commands import recheck_offices
from iacs_portal.celery import app


@app.task(name="approvals.recheck_offices", acks_late=True, time_limit=3600)
def recheck_offices_task() -> None:
    """Pass on every request that waits for an office which nobody holds any longer."""
    recheck_offices()
