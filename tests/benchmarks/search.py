"""Finding an organization by its name with a typing mistake, against finding it by its NPI, through the same page.

    python -m tests.benchmarks.search --file CMS.csv [--organizations 200000] [--tries 60]

Fills a database with the organization names of a CMS file, repeated with other NPIs until there are as many as wanted, and opens
the search page as a person does who asks for a role: by NPI and by name in turn, each try another organization. The name has a
mistake: two letters changed places, one left out, one doubled, or its words in another order. Prints how often the organization's
name was on the first page, both medians and their ratio; exit status 1 when a name costs more than five times a number.
"""

import argparse
import csv
import itertools
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from iacs_portal.embedded.servers import Servers
from tests.plugins import databases

GOAL = 5.0
FIRST_SCOPE = 1_000


def swapped(name: str, at: int) -> str:
    """Two letters change places."""
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def left_out(name: str, at: int) -> str:
    """A letter is missing."""
    return name[:at] + name[at + 1 :]


def doubled(name: str, at: int) -> str:
    """A letter comes twice."""
    return name[:at] + name[at] + name[at:]


def other_order(name: str, at: int) -> str:
    """The first word comes last."""
    first, _blank, rest = name.partition(" ")
    return f"{rest} {first}".strip()


MISTAKES: tuple[Callable[[str, int], str], ...] = (swapped, left_out, doubled, other_order)


def names_of(file: Path) -> list[str]:
    """The names of the organizations of a CMS file, as they stand there."""
    with file.open(encoding="utf-8", newline="") as source:
        names = [row["Provider Organization Name (Legal Business Name)"] for row in csv.DictReader(source)]
    return [name for name in names if len(name) > 8]


def fill(names: Iterable[str], count: int) -> None:
    """`count` approved organizations named like `names` in turn; the n-th has the NPI made of 1 and n."""
    from django.db import connection

    from iacs_portal.scopes.models import Scope, ScopeKind
    from registration.models import MedicareNumber, NumberKind, Organization
    from registration.provider_file.comparison import words
    from tests.factories import registration

    community = registration.community().pk
    numbered = itertools.islice(enumerate(itertools.cycle(names), start=1), count)
    place = {"city": "Port Ellery", "state": "ME", "zip": "04999", "line_1": "1 Main Street"}
    facts = {f"{which}_{part}": value for which in ("practice", "mailing") for part, value in place.items()}
    while batch := list(itertools.islice(numbered, 5_000)):
        keys = [FIRST_SCOPE + number for number, _name in batch]
        Scope.objects.bulk_create(
            Scope(pk=key, kind=ScopeKind.ORGANIZATION, parent_id=community, community_id=community) for key in keys
        )
        Organization.objects.bulk_create(
            Organization(
                scope_id=FIRST_SCOPE + number,
                legal_business_name=name,
                comparable_name=words(name),
                ein=f"{number:09d}",
                telephone="207-555-0142",
                **facts,
            )
            for number, name in batch
        )
        MedicareNumber.objects.bulk_create(
            MedicareNumber(
                scope_id=FIRST_SCOPE + number, community_id=community, kind=NumberKind.NPI, value=f"1{number:09d}"
            )
            for number, _name in batch
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registration_organization, registration_medicarenumber, scopes_scope")


def measure(file: Path, organizations: int, tries: int) -> bool:
    """Run and print all; True when the goal is met."""
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.cache import cache
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from approvals import commands
    from tests.factories import registration

    setup_test_environment()
    names = names_of(file)
    began = time.perf_counter()
    fill(names, organizations)
    print(
        f"{organizations:,} organizations with {len(set(names)):,} names filled in {time.perf_counter() - began:.0f} s"
    )
    person = registration.known_person()
    draft = commands.start(actor=person, kind="backup_official", answers={"community": {"slug": "provider-supplier"}})
    client = Client()
    client.force_login(person)
    page = reverse("registration:find", args=[draft.pk])

    def took(text: str) -> tuple[float, list[str]]:
        cache.clear()  # the throttle is not what is measured
        began = time.perf_counter()
        answer = client.get(page, {"q": text})
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        return seconds, [str(each) for each in answer.context["found"]]

    chance = random.Random(753)
    by_number, by_name, found = [], [], 0
    took(names[0])
    for each in range(tries):
        number = chance.randrange(1, organizations)
        name = names[(number - 1) % len(names)]
        seconds, shown = took(f"1{number:09d}")
        assert shown == [name], "The NPI finds its organization."
        by_number.append(seconds)
        seconds, shown = took(MISTAKES[each % len(MISTAKES)](name, chance.randrange(1, len(name) - 2)))
        by_name.append(seconds)
        found += name in shown
    medians = statistics.median(by_number), statistics.median(by_name)
    ratio = medians[1] / medians[0]
    print(f"by NPI                    median {1000 * medians[0]:.1f} ms, slowest {1000 * max(by_number):.1f} ms")
    print(f"by name with a mistake    median {1000 * medians[1]:.1f} ms, slowest {1000 * max(by_name):.1f} ms")
    print(f"on the first page in {found} of {tries} tries; ratio {ratio:.2f}, goal at most {GOAL:.0f}")
    return ratio <= GOAL


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="a CSV in the layout of the CMS dissemination file")
    parser.add_argument("--organizations", type=int, default=200_000, help="how many names to search among")
    parser.add_argument("--tries", type=int, default=60, help="how many are looked for each way")
    options = parser.parse_args()
    if not options.file.is_file():
        parser.error(f"there is no file {options.file}: name one with FILE=")
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder) / "servers") as servers:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.test",
            "REDIS_URL": servers.redis_url,
            "DATABASE_URL": servers.database_url("iacs_app"),
            "DATABASE_OWNER_URL": servers.database_url("iacs_owner"),
        }
        name = databases.clone(databases.ensure_template(), "bench")
        os.environ["DATABASE_URL"] = databases.with_database(os.environ["DATABASE_URL"], name)
        met = measure(options.file, options.organizations, options.tries)
    print("goal met" if met else "the goal was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
