"""Finding a provider by its name with a typing mistake, against finding it by its NPI, through the same page.

    python -m tests.benchmarks.search --file CMS.csv [--organizations 200000] [--practitioners 200000] [--tries 60]

Fills a database with the names of the organizations and of the individuals of a CMS file, each repeated with other NPIs until there
are as many as wanted, and opens the search page as a person does who asks for a role: by NPI and by name in turn, each try another
provider. Once with the form of a role that only organizations have, once with one that practitioners have too, where every other
try looks for a practitioner. The name has a mistake: two letters changed places, one left out, one doubled, or its words in another
order. Prints for each form how often the name was on the first page, both medians and their ratio; exit status 1 when a name costs
more than five times a number in one of them.
"""

import argparse
import csv
import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iacs_portal.embedded.servers import Servers
from tests.plugins import databases

GOAL = 5.0
FIRST_SCOPE = 1_000
BATCH = 5_000
NAME_OF_INDIVIDUAL = (
    "Provider First Name",
    "Provider Middle Name",
    "Provider Last Name (Legal Name)",
    "Provider Name Suffix Text",
)


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


def names_of(file: Path) -> tuple[list[str], list[str]]:
    """The names of the organizations and of the individuals of a CMS file, as they stand there."""
    organizations, practitioners = [], []
    with file.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            organizations.append(row["Provider Organization Name (Legal Business Name)"])
            practitioners.append(" ".join(filter(None, (row[column] for column in NAME_OF_INDIVIDUAL))))
    return [name for name in organizations if len(name) > 8], [name for name in practitioners if len(name) > 8]


@dataclass(frozen=True)
class Filled:
    """Providers of one kind: `count` of them, named like `names` in turn; the n-th has the NPI made of `digit` and n."""

    names: list[str]
    count: int
    digit: int

    def name(self, number: int) -> str:
        """The name of the provider with this number, from 1 on."""
        return self.names[(number - 1) % len(self.names)]

    def npi(self, number: int) -> str:
        """Its NPI."""
        return f"{self.digit}{number:09d}"

    def in_batches(self) -> Iterator[list[int]]:
        """All numbers, thousands at a time."""
        for first in range(1, self.count + 1, BATCH):
            yield list(range(first, min(first + BATCH, self.count + 1)))


def fill(organizations: Filled, practitioners: Filled) -> None:
    """Approved organizations and practitioners."""
    from django.db import connection

    from iacs_portal.scopes.models import Scope, ScopeKind
    from registration.models import MedicareNumber, NumberKind, Organization, Practitioner
    from registration.provider_file.comparison import words
    from tests.factories import registration

    community = registration.community().pk
    place = {"city": "Port Ellery", "state": "ME", "zip": "04999", "line_1": "1 Main Street"}
    facts = {f"{which}_{part}": value for which in ("practice", "mailing") for part, value in place.items()}
    facts["telephone"] = "207-555-0142"

    def below(kind: ScopeKind, first: int, numbers: list[int]) -> None:
        Scope.objects.bulk_create(
            Scope(pk=first + number, kind=kind, parent_id=community, community_id=community) for number in numbers
        )

    def numbered(filled: Filled, first: int, numbers: list[int]) -> None:
        MedicareNumber.objects.bulk_create(
            MedicareNumber(
                scope_id=first + number, community_id=community, kind=NumberKind.NPI, value=filled.npi(number)
            )
            for number in numbers
        )

    first = FIRST_SCOPE
    for numbers in organizations.in_batches():
        below(ScopeKind.ORGANIZATION, first, numbers)
        Organization.objects.bulk_create(
            Organization(
                scope_id=first + number,
                legal_business_name=organizations.name(number),
                comparable_name=words(organizations.name(number)),
                ein=f"{number:09d}",
                **facts,
            )
            for number in numbers
        )
        numbered(organizations, first, numbers)
    first += organizations.count
    for numbers in practitioners.in_batches():
        below(ScopeKind.PRACTITIONER, first, numbers)
        Practitioner.objects.bulk_create(
            Practitioner(
                scope_id=first + number,
                name=practitioners.name(number),
                comparable_name=words(practitioners.name(number)),
                **facts,
            )
            for number in numbers
        )
        numbered(practitioners, first, numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE registration_organization, registration_practitioner, registration_medicarenumber, scopes_scope"
        )


def measure(file: Path, organizations: int, practitioners: int, tries: int) -> bool:
    """Run and print all; True when the goal is met by both forms."""
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.test.utils import setup_test_environment

    from tests.factories import registration

    setup_test_environment()
    names = names_of(file)
    of_organizations, of_practitioners = Filled(names[0], organizations, 1), Filled(names[1], practitioners, 2)
    began = time.perf_counter()
    fill(of_organizations, of_practitioners)
    for what, filled in (("organizations", of_organizations), ("practitioners", of_practitioners)):
        print(f"{filled.count:,} {what} with {len(set(filled.names)):,} names (the file has {len(filled.names):,})")
    print(f"filled in {time.perf_counter() - began:.0f} s")
    person = registration.known_person()
    return all(
        [
            compared("organizations only", person, "backup_official", [of_organizations], tries),
            compared(
                "organizations and practitioners", person, "new_group", [of_organizations, of_practitioners], tries
            ),
        ]
    )


def compared(form: str, person: Any, kind: str, sought: list[Filled], tries: int) -> bool:
    """Look by the form of this kind of request for providers of each sort in turn; print; True when the goal is met."""
    from django.core.cache import cache
    from django.test import Client
    from django.urls import reverse

    from approvals import commands
    from tests.factories import registration

    answers = {"community": {"slug": registration.community().slug}}
    draft = commands.start(actor=person, kind=kind, answers=answers)
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
    for filled in sought:
        took(filled.names[0])
    for each in range(tries):
        filled = sought[each % len(sought)]
        number = chance.randrange(1, filled.count)
        name = filled.name(number)
        seconds, shown = took(filled.npi(number))
        assert shown == [name], "The NPI finds its provider."
        by_number.append(seconds)
        mistake = MISTAKES[each // len(sought) % len(MISTAKES)]
        seconds, shown = took(mistake(name, chance.randrange(1, len(name) - 2)))
        by_name.append(seconds)
        found += name in shown
    medians = statistics.median(by_number), statistics.median(by_name)
    ratio = medians[1] / medians[0]
    print(form)
    print(f"  by NPI                    median {1000 * medians[0]:.1f} ms, slowest {1000 * max(by_number):.1f} ms")
    print(f"  by name with a mistake    median {1000 * medians[1]:.1f} ms, slowest {1000 * max(by_name):.1f} ms")
    print(f"  on the first page in {found} of {tries} tries; ratio {ratio:.2f}, goal at most {GOAL:.0f}")
    return ratio <= GOAL


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="a CSV in the layout of the CMS dissemination file")
    parser.add_argument("--organizations", type=int, default=200_000, help="how many organizations to search among")
    parser.add_argument("--practitioners", type=int, default=200_000, help="how many practitioners beside them")
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
        met = measure(options.file, options.organizations, options.practitioners, options.tries)
    print("goal met" if met else "the goal was missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
