"""Every list and page on large tables: how long it takes, and a look at the plan of each statement that it runs.

    python -m tests.benchmarks.lists [--divide 1] [--only inbox] [--whole]

Fills a database with hundreds of thousands of rows of each kind (`population`), opens every page as people of each sort do, and
explains what was asked of the database. Exit status 1 when a statement reads a large table from end to end, or more rows or blocks
than a page may (`plans`), for then the page slows down as the tables grow. Starts its own PostgreSQL unless DATABASE_URL and
DATABASE_OWNER_URL are set.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

from iacs_portal.embedded.servers import Servers
from tests.benchmarks.population import Sizes
from tests.plugins import databases


def measure(options: argparse.Namespace) -> bool:
    """Fill a database, open all pages, print; True when there is no complaint."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "iacs_portal.settings.test"
    name = databases.clone(databases.ensure_template(), "bench")
    try:
        import django

        django.setup()
        logging.disable(logging.CRITICAL)
        from tests.benchmarks.visits import World, run

        begun = time.perf_counter()
        world = World.made(name, Sizes.divided(options.divide))
        print(
            f"filled in {time.perf_counter() - begun:.0f} s: "
            + ", ".join(f"{count:,} {what}" for what, count in world.rows.items())
        )
        return run(world, only=options.only, whole=options.whole)
    finally:
        from django.db import connections

        connections.close_all()
        databases.drop(name)


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--divide", type=float, default=1, help="make all tables smaller by this factor")
    parser.add_argument("--only", default="", help="only pages with this in their name")
    parser.add_argument("--whole", action="store_true", help="print the whole of each statement with a complaint")
    options = parser.parse_args()
    if "DATABASE_URL" in os.environ:
        met = measure(options)
    else:
        with tempfile.TemporaryDirectory() as folder, Servers(Path(folder) / "servers") as servers:
            os.environ["REDIS_URL"] = servers.redis_url
            os.environ["DATABASE_URL"] = servers.database_url("iacs_app")
            os.environ["DATABASE_OWNER_URL"] = servers.database_url("iacs_owner")
            met = measure(options)
    print("no complaint" if met else "some pages would slow down as the tables grow")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
