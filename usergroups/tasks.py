"""Clocks of user groups and companies: each calls what may run twice."""

from iacs_portal.celery import app
from usergroups.commands.company_leaving import withdraw_requests_of_leavers


@app.task(name="usergroups.withdraw_requests_of_leavers", acks_late=True, time_limit=3600)
def withdraw_requests_of_leavers_task() -> None:
    """Withdraw what people have asked for companies for which they do not act any more."""
    withdraw_requests_of_leavers()
