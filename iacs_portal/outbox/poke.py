"""Waking the worker after a commit, without ever making anybody wait for a broker that is away."""

import time

import structlog
from django.db import transaction

from iacs_portal.celery import app

logger = structlog.get_logger(__name__)

TASK = "outbox.deliver"
PAUSE = 5.0
_paused_until = 0.0


def after_commit() -> None:
    """Have the worker woken once this transaction is committed: once, however many mails it queues."""
    connection = transaction.get_connection()
    # A poke registered in a savepoint that was rolled back is gone from this list, like the mail it was for.
    if not any(function is poke for _sids, function, _robust in connection.run_on_commit):
        transaction.on_commit(poke, robust=True)


def poke() -> None:
    """Tell the worker that mail is due. Gives up within 1 s, then does not try for 5 s: the sweep finds what was missed."""
    global _paused_until
    if time.monotonic() < _paused_until:
        return
    try:
        _publish()
    except Exception as error:
        _paused_until = time.monotonic() + PAUSE
        logger.warning("outbox_poke_failed", error=type(error).__name__)


def _publish() -> None:
    with app.connection_for_write(
        connect_timeout=0.2,
        transport_options={
            "socket_connect_timeout": 0.2,
            "socket_timeout": 0.5,
            "retry_on_timeout": False,
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
        },
    ) as connection:
        app.send_task(TASK, connection=connection, retry=False, expires=60)
