"""Clocks of registration: each calls a command that may run twice."""

from iacs_portal.celery import app
from registration.commands.drafts import sweep_drafts
from registration.commands.papers import sweep_papers


@app.task(name="registration.sweep_papers", acks_late=True, time_limit=3600)
def sweep_papers_task() -> None:
    """Delete files of papers that no row names."""
    sweep_papers()


@app.task(name="registration.sweep_drafts", acks_late=True, time_limit=3600)
def sweep_drafts_task() -> None:
    """Warn of and delete drafts that nobody touches."""
    sweep_drafts()
