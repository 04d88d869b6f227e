"""Clocks of user groups and links, and the work on lists: each calls commands that may run twice, or by two at once."""

import time

from iacs_portal.celery import app
from iacs_portal.outbox import poke
from usergroups.commands.company_leaving import withdraw_requests_of_leavers
from usergroups.commands.digests import lists_to_tell_of, tell_answers
from usergroups.commands.link_clocks import close_due_links, tell_of_ends
from usergroups.commands.new_people import tell_of_new_people
from usergroups.commands.provider_lists import TASK, send_batch
from usergroups.lists import lists_being_sent

# Seconds after which a worker puts the rest at the end of the queue, so that mail with codes never waits for a long list.
TURN = 4.0


@app.task(name=TASK, acks_late=True, time_limit=300)
def send_lists_task() -> None:
    """Send what is being sent, for a while; then have it begun again where something is left."""
    if send_for(TURN):
        poke.wake(TASK)


@app.task(name="usergroups.go_on_with_lists", acks_late=True, time_limit=300)
def go_on_with_lists_task() -> None:
    """Go on with lists whose worker was killed or never woken."""
    send_for(2 * TURN)


@app.task(name="usergroups.tell_answers", acks_late=True, time_limit=3600)
def tell_answers_task() -> None:
    """Tell each company what was answered to its lists."""
    for key in list(lists_to_tell_of().values_list("pk", flat=True)):
        tell_answers(actor=None, list_key=key)


def send_for(seconds: float) -> bool:
    """Send batches of the lists that are being sent, a batch of each in turn, for about so long. Whether something is left to do."""
    give_over_at = time.monotonic() + seconds
    while time.monotonic() < give_over_at:
        if not sum(send_batch(actor=None, list_key=key) for key in lists_being_sent()):
            return False
    return True


@app.task(name="usergroups.withdraw_requests_of_leavers", acks_late=True, time_limit=3600)
def withdraw_requests_of_leavers_task() -> None:
    """Withdraw what people have asked for companies for which they do not act any more."""
    withdraw_requests_of_leavers()


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
