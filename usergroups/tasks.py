"""Clocks of user groups: each calls what may run twice."""

from iacs_portal.celery import app
from usergroups.commands.link_clocks import close_due_links, tell_of_ends
from usergroups.commands.new_people import tell_of_new_people


@app.task(name="usergroups.close_due_links", acks_late=True, time_limit=3600)
def close_due_links_task() -> None:
    """Close the links whose last day is over."""
    close_due_links()


@app.task(name="usergroups.tell_of_ends", acks_late=True, time_limit=3600)
def tell_of_ends_task() -> None:
    """Tell providers and companies of links that end soon."""
    tell_of_ends()


@app.task(name="usergroups.tell_of_new_people", acks_late=True, time_limit=3600)
def tell_of_new_people_task() -> None:
    """Tell providers of new people of the companies that work for them."""
    tell_of_new_people()
