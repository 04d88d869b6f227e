"""Waking the worker after a commit, without ever making anybody wait for a broker that is away."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import transaction

from iacs_portal.celery import app
from iacs_portal.core import valkey

logger = structlog.get_logger(__name__)

TASK = "outbox.deliver"


def after_commit() -> None:
    """Have the worker woken once this transaction is committed: once, however many mails it queues."""
    connection = transaction.get_connection()
    # A poke registered in a savepoint that was rolled back is gone from this list, like the mail it was for.
    if not any(function is poke for _sids, function, _robust in connection.run_on_commit):
        transaction.on_commit(poke, robust=True)


def poke() -> None:
    """Tell the worker that mail is due; gives up as `wake` does: the sweep finds what was missed."""
    _softly(_publish)


def wake(task: str, *, times: int = 1) -> None:
    """Have the worker begin `task`, `times` at once.

    Gives up within half a second, and does not try while Valkey is left alone (`core.valkey`): a sweep finds what was missed.
    """
    for _time in range(times):
        _softly(lambda: _send(task))


def _softly(publish: Callable[[], None]) -> None:
    if not valkey.may_be_asked(settings.REDIS_URL):
        return
    try:
        publish()
    except Exception as error:
        valkey.did_not_answer(settings.REDIS_URL)
        logger.warning("outbox_poke_failed", error=type(error).__name__)


def _publish() -> None:
    _send(TASK)


def _send(task: str) -> None:
    with app.connection_for_write(
        connect_timeout=valkey.CONNECT_TIMEOUT,
        transport_options={
            "socket_connect_timeout": valkey.CONNECT_TIMEOUT,
            "socket_timeout": valkey.READ_TIMEOUT,
            "retry_on_timeout": False,
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
        },
    ) as connection:
        app.send_task(task, connection=connection, retry=False, expires=60)
