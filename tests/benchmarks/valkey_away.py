"""How much longer a decision and a sign-in take while Valkey is away, against the same acts with Valkey up.

    python -m tests.benchmarks.valkey_away [--acts 5]

Starts its own PostgreSQL and a whole portal, and takes Valkey away in three ways: stopped (connections are refused), frozen (it
takes them and never answers) and full (it refuses every write). Before each act it waits until the pause after the last failure
is over, so that each pays in full. Prints seconds; exit status 1 when the slowest act without Valkey takes more than 1 s more than
the median with it.
"""

import argparse
import contextlib
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from iacs_portal.core.valkey import PAUSE_SECONDS
from iacs_portal.embedded.servers import Servers
from tests.plugins import databases

if TYPE_CHECKING:
    from tests.outages.portal import Portal

GOAL = 1.0


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=5, help="how often each act is done in each state")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder) / "servers") as servers:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
            "REDIS_URL": servers.redis_url,
            "DATABASE_URL": servers.database_url("iacs_app"),
            "DATABASE_OWNER_URL": servers.database_url("iacs_owner"),
        }
        name = databases.clone(databases.ensure_template(), "bench")
        met = measure(Path(folder), name, options.acts)
    print("goal met" if met else "the goal was missed")
    return 0 if met else 1


def measure(folder: Path, database: str, acts: int) -> bool:
    """Run and print all; True when the goal is met."""
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connections

    from tests.outages.portal import Portal
    from tests.plugins.committed import CommittedDatabase, use_database

    use_database(database)
    states: dict[str, Callable[[Portal], None]] = {
        "up": lambda portal: None,
        "stopped": Portal.stop_valkey,
        "frozen": Portal.freeze_valkey,
        "full": Portal.fill_valkey,
    }
    medians: dict[str, float] = {}
    met = True
    said = folder / "said"  # what the parts print, which is not what this is for
    with (
        said.open("w", encoding="utf-8") as parts,
        contextlib.redirect_stdout(parts),
        Portal(folder / "portal", CommittedDatabase(database)) as portal,
    ):
        for state, take_away in states.items():
            pause = 0.0 if state == "up" else PAUSE_SECONDS + 0.1
            for act, seconds in timed(portal, take_away, acts, pause).items():
                usual = medians.setdefault(act, statistics.median(seconds))
                more = max(seconds) - usual
                print(
                    f"{act:<9} Valkey {state:<8} median {statistics.median(seconds):.3f} s, slowest {max(seconds):.3f} s"
                    + ("" if state == "up" else f", at most {more:.3f} s more (goal {GOAL:.0f} s)"),
                    file=sys.__stdout__,
                    flush=True,
                )
                met = met and (state == "up" or more <= GOAL)
    connections.close_all()
    return met


def timed(portal: "Portal", take_away: Callable[["Portal"], None], acts: int, pause: float) -> dict[str, list[float]]:
    """Seconds of each decision and each sign-in after `take_away`, `pause` seconds apart; Valkey is back afterwards."""
    from tests.factories import registration
    from tests.outages.portal import Visitor
    from tests.outages.situations import approve, desk_agent

    agent, requests = desk_agent(), [registration.registration() for _number in range(acts + 1)]
    visitor = Visitor(portal.url)
    assert visitor.sign_in(agent.email) == 302
    assert approve(visitor, requests.pop()) == 302  # warms up
    took: dict[str, list[float]] = {"decision": [], "sign-in": []}
    take_away(portal)
    for request in requests:
        newcomer = Visitor(portal.url)
        newcomer.get("/account/login/")
        for act, done in (
            ("decision", lambda case=request: approve(visitor, case)),
            ("sign-in", lambda person=newcomer: person.send_password(agent.email)),
        ):
            time.sleep(pause)
            began = time.perf_counter()
            status = done()
            took[act].append(time.perf_counter() - began)
            assert status == 302, (act, status)
    portal.wake_valkey()
    return took


if __name__ == "__main__":
    sys.exit(main())
