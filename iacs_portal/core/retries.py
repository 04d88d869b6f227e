"""Trying a transaction again that the database gave up for the sake of another one."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

R = TypeVar("R")

RETRIES = 2
_RETRIED = {"40P01", "40001"}  # deadlock_detected, serialization_failure


def retried(run: Callable[[], R]) -> R:
    """What `run`, which opens its own transaction, returns. A deadlock or a serialization failure is tried again twice.

    Inside somebody else's transaction (a test's) nothing is: that transaction is lost, and only its owner could try again.
    """
    attempt = 0
    while True:
        try:
            return run()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in _RETRIED or attempt == RETRIES:
                raise
            if transaction.get_connection().in_atomic_block:
                raise
            attempt += 1
            time.sleep(random.uniform(0.01, 0.05) * attempt)
