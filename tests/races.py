"""Two acts at the same moment, on real connections."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from iacs_portal.core.errors import Refused


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each act in a thread and on a connection of its own, released together. What each returned, or the `Refused` it raised.

    Any other exception is raised here.
    """
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)
    faults: list[BaseException] = []

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            results[index] = act()
        except Refused as refused:
            results[index] = refused
        except BaseException as fault:  # told in the test's own thread below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if faults:
        raise faults[0]
    return results
