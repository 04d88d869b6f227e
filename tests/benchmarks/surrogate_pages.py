"""Pages of somebody who works for ten thousand providers through a company, against the same pages of somebody who works for ten.

    python -m tests.benchmarks.surrogate_pages [--organizations 50000] [--divide 2] [--links 10000] [--tries 15] [--plans]

Fills a database (`surrogate_world`), then opens home, inbox, the list of places and its search, requests, roles, a group and a request
as the administrator of a company and as a member of its team, those of the small and of the large company in turn. Prints each page,
both medians, their ratio and the goal, and the number of statements of both; exit status 1 when a page of the large one takes over
three times as long or another number of statements. With `--plans` the slowest statements of the large one are printed too.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iacs_portal.embedded.servers import Servers
from tests.benchmarks.population import Sizes
from tests.plugins import databases

if TYPE_CHECKING:
    from tests.benchmarks.surrogate_world import Side, World

GOAL = 3.0
FEW = 10  # links


def pages_of(world: "World", side: "Side", who: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The pages that are opened: by name, address and what is asked there."""
    from django.urls import reverse

    person = getattr(side, who)
    places = reverse("organizations:places")
    number = side.requests[person.pk].tracking_number
    pages: dict[str, tuple[str, dict[str, str]]] = {
        "home": (reverse("home"), {}),
        "inbox": (reverse("approvals:inbox"), {}),
        "places": (places, {}),
        "places, by name": (places, {"q": world.name}),
        "places, by a word": (places, {"q": world.word}),
        "places, by NPI": (places, {"q": world.npi}),
        "my requests": (reverse("approvals:requests"), {}),
        "roles": (reverse("organizations:roles"), {}),
        "group page": (reverse("organizations:group", args=[side.group.pk]), {}),
        "request page": (reverse("approvals:request", args=[number]), {}),
    }
    if who == "administrator":
        pages["roles in links"] = (reverse("organizations:roles"), {"in": "links"})
    return pages


def compared(world: "World", who: str, tries: int, *, plans: bool) -> bool:
    """Open each page as both people in turn and print a line; True when all goals are met."""
    from django.test import Client

    from tests.statements import counted

    clients: dict[str, Client] = {}
    for name, side in (("small", world.small), ("large", world.large)):
        clients[name] = Client()
        clients[name].force_login(getattr(side, who))
    pages = {name: pages_of(world, getattr(world, name), who) for name in clients}

    def took(name: str, page: str) -> float:
        path, query = pages[name][page]
        begun = time.perf_counter()
        answer = clients[name].get(path, query)
        seconds = time.perf_counter() - begun
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        if "by" in page:
            assert answer.context["links"], f"{page} finds nothing for {name}"
        return seconds

    met = True
    for page in pages["small"]:
        counts, medians = {}, {}
        for name in clients:
            took(name, page)
            with counted() as statements:
                took(name, page)
            counts[name] = len(statements)
        if plans:
            _print_slow(statements)
        times: dict[str, list[float]] = {name: [] for name in clients}
        for _try in range(tries):
            for name in clients:
                times[name].append(took(name, page))
        medians = {name: 1000 * statistics.median(found) for name, found in times.items()}
        ratio = medians["large"] / medians["small"]
        good = ratio <= GOAL and counts["small"] == counts["large"]
        met = met and good
        print(
            f"{who + ', ' + page:36} {medians['small']:8.1f} {medians['large']:8.1f} {ratio:6.2f} {GOAL:5.0f}"
            f" {counts['small']:5} {counts['large']:5}{'' if good else '   missed'}",
            flush=True,
        )
    return met


def _print_slow(statements: Any) -> None:
    from tests.benchmarks.plans import is_explained, is_setting, large_tables, plan_of

    large = large_tables()
    for statement in statements:
        if is_explained(statement) and not is_setting(statement):
            plan = plan_of(statement, large, [])
            if plan.milliseconds > 5 or plan.rows > 2_000:
                print(f"    {plan.milliseconds:.1f} ms, {plan.rows:,} rows, {plan.whole_tables}: {statement}")


def measure(options: argparse.Namespace) -> bool:
    """Fill a database, open all pages, print; True when all goals are met."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "iacs_portal.settings.test"
    name = databases.clone(databases.ensure_template(), "bench")
    try:
        import django

        django.setup()
        logging.disable(logging.CRITICAL)
        from tests.benchmarks.surrogate_world import made

        begun = time.perf_counter()
        others = Sizes.divided(options.divide)
        accounts = options.organizations + others.practitioners + others.accounts // 3
        sizes = replace(others, organizations=options.organizations, accounts=accounts)
        world = made(name, sizes, small=FEW, large=options.links)
        print(f"{options.organizations:,} organizations, filled in {time.perf_counter() - begun:.0f} s")
        print(
            f"{'median ms, with this many links':36} {FEW:8} {options.links:8,} {'ratio':>6} {'goal':>5} {'statements':>11}"
        )
        done = [compared(world, who, options.tries, plans=options.plans) for who in ("administrator", "member")]
        return all(done)
    finally:
        from django.db import connections

        connections.close_all()
        databases.drop(name)


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=50_000, help="how many there are")
    parser.add_argument("--divide", type=float, default=2, help="make all other tables smaller by this factor")
    parser.add_argument("--links", type=int, default=10_000, help="how many the large company has")
    parser.add_argument("--tries", type=int, default=15, help="how often each page is opened")
    parser.add_argument("--plans", action="store_true", help="print the slowest statements of the large company")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder) / "servers") as servers:
        os.environ["REDIS_URL"] = servers.redis_url
        os.environ["DATABASE_URL"] = servers.database_url("iacs_app")
        os.environ["DATABASE_OWNER_URL"] = servers.database_url("iacs_owner")
        met = measure(options)
    print("goals met" if met else "a goal was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
