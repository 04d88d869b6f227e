"""Clocks of registration: each calls a command that may run twice."""

from celery import shared_task

from registration.commands.drafts import sweep_drafts
from registration.commands.papers import sweep_papers


@shared_task(name="registration.sweep_papers", acks_late=True, time_limit=3600)
def sweep_papers_task() -> None:
    """Delete files of papers that no row names."""
    sweep_papers()


@shared_task(name="registration.sweep_drafts", acks_late=True, time_limit=3600)
def sweep_drafts_task() -> None:
    """Warn of and delete drafts that nobody touches."""
    sweep_drafts()
