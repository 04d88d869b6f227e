"""A list of 5,000 NPIs: uploaded, matched and shown; sent by two workers; and the memory that it takes against a list of 50.

    python -m tests.benchmarks.surrogate_lists [--lines 5000]

Starts its own PostgreSQL, fills it with approved organizations, and does as a company does: uploads the file by the page and reads the
page that it is led to; sends it, with two worker processes of the portal's own settings; and uploads in a process of
its own for each of both sizes, which says how much memory it had at most. Prints each figure and its goal; exit
status 1 when one is missed.
"""

import argparse
import datetime
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from iacs_portal.embedded.servers import Servers
from tests.plugins import databases

SHOWN_WITHIN = 5.0  # seconds
REQUESTS_A_SECOND = 50.0
PROGRESS_WITHIN = 1.0  # seconds
MORE_MEMORY = 100.0  # MB
SMALL = 50
WORKERS = 2
FIRST_SCOPE = 1_000


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument(
        "--part", choices=["send", "upload"], help="run by the benchmark itself, in a process of its own"
    )
    parser.add_argument("--file", help="what `upload` uploads")
    options = parser.parse_args()
    if options.part:
        return part(options.part, options.file)
    with tempfile.TemporaryDirectory() as folder, Servers(Path(folder) / "servers") as servers:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
            "REDIS_URL": servers.redis_url,
            "DATABASE_URL": servers.database_url("iacs_app"),
            "DATABASE_OWNER_URL": servers.database_url("iacs_owner"),
        }
        name = databases.clone(databases.ensure_template(), "bench")
        met = measure(Path(folder), name, options.lines)
    print("goals met" if met else "a goal was missed")
    return 0 if met else 1


def ready(database: str) -> None:
    """Django in this process, on `database`."""
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.test.utils import setup_test_environment

    from tests.plugins.committed import use_database

    setup_test_environment()
    use_database(database)


def fill(count: int) -> tuple[Any, list[str]]:
    """A confirmed company, and the NPIs of `count` organizations with a Security Official each."""
    from iacs_portal.accounts.models import User
    from iacs_portal.roles.models import RoleAssignment
    from iacs_portal.scopes.models import Scope, ScopeKind, ScopePermission
    from registration.models import MedicareNumber, NumberKind, Organization
    from registration.provider_file.comparison import words
    from tests.factories import chain, registration, surrogates

    pattern = registration.organization(npi=registration.npi())
    head = RoleAssignment.objects.get(user=chain.head_of(pattern), scope=pattern.pk)
    rights = list(ScopePermission.objects.filter(user=head.user, content_object=pattern.pk))
    company = surrogates.company()
    community = pattern.scope.community_id
    npis = [registration.npi(90_000 + number) for number in range(count)]
    keys = [FIRST_SCOPE + 10_000 + number for number in range(count)]
    Scope.objects.bulk_create(
        [Scope(pk=key, kind=ScopeKind.ORGANIZATION, parent_id=community, community_id=community) for key in keys],
        batch_size=1_000,
    )
    facts = {
        field.attname: getattr(pattern, field.attname)
        for field in Organization._meta.concrete_fields
        if not field.primary_key
    }
    named = [f"Harbor Clinic {number}" for number in range(count)]
    Organization.objects.bulk_create(
        [
            Organization(scope_id=key, **facts | {"legal_business_name": name, "comparable_name": words(name)})
            for key, name in zip(keys, named, strict=True)
        ],
        batch_size=1_000,
    )
    MedicareNumber.objects.bulk_create(
        [
            MedicareNumber(scope_id=key, community_id=community, kind=NumberKind.NPI, value=npi)
            for key, npi in zip(keys, npis, strict=True)
        ],
        batch_size=1_000,
    )
    people = User.objects.bulk_create(
        [
            User(email=f"official.{number}@sample.example", first_name="Kim", last_name=f"Head {number}")
            for number in keys
        ],
        batch_size=1_000,
    )
    ScopePermission.objects.bulk_create(
        [
            ScopePermission(user=person, permission_id=right.permission_id, content_object_id=key, until=None)
            for key, person in zip(keys, people, strict=True)
            for right in rights
        ],
        batch_size=1_000,
    )
    return company, npis


def analyze(database: str) -> None:
    """Statistics of every table, as the owner of the tables."""
    import psycopg

    with psycopg.connect(databases.with_database(databases.owner_url(), database), autocommit=True) as connection:
        connection.execute("ANALYZE")


def measure(folder: Path, database: str, lines: int) -> bool:
    """Run and print all; True when the goals are met."""
    ready(database)
    from usergroups.models import ListStatus, ProviderList

    began = time.perf_counter()
    company, npis = fill(lines)
    analyze(database)
    print(f"{lines:,} organizations filled in in {time.perf_counter() - began:.0f} s")
    files = {}
    for size in (SMALL, lines):
        files[size] = folder / f"{size}.csv"
        files[size].write_text("NPI\r\n" + "\r\n".join(npis[:size]) + "\r\n", encoding="utf-8")
    environment = os.environ | {"BENCH_DATABASE": database, "BENCH_PERSON": str(company.founder_id)}
    met = []
    memory = {}
    for size, file in files.items():
        seconds, memory[size] = _uploaded(environment, file)
        if size == lines:
            met.append(said(f"{size:,} NPIs uploaded, matched and shown", seconds, SHOWN_WITHIN, "s"))
    more = memory[lines] - memory[SMALL]
    met.append(said(f"more memory with {lines:,} lines than with {SMALL}", more, MORE_MEMORY, "MB"))
    of = ProviderList.objects.get(line_count=lines)
    first, took = _sent(environment, of)
    of.refresh_from_db()
    assert of.status == ListStatus.SENT, of.status
    asked = of.lines.filter(state="sent").count()
    assert asked == lines, asked
    met.append(said("first progress after", first, PROGRESS_WITHIN, "s"))
    rate = asked / took
    print(
        f"requests a second with {WORKERS} workers: {rate:.0f} (goal at least {REQUESTS_A_SECOND:.0f}), {took:.1f} s in all"
    )
    met.append(rate >= REQUESTS_A_SECOND)
    return all(met)


def said(what: str, value: float, goal: float, unit: str) -> bool:
    """Print a figure beside its goal; whether it is met."""
    print(f"{what}: {value:.2f} {unit} (goal at most {goal:.0f} {unit})", flush=True)
    return value <= goal


def _module(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.surrogate_lists", *arguments]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)


def _uploaded(environment: dict[str, str], file: Path) -> tuple[float, float]:
    """Seconds from the upload to the page, and the megabytes that the process had at most."""
    with _module(environment, "--part", "upload", "--file", str(file)) as process:
        out, _err = process.communicate()
    assert process.returncode == 0, out
    seconds, megabytes = out.split()
    return float(seconds), float(megabytes)


def _sent(environment: dict[str, str], of: Any) -> tuple[float, float]:
    """Seconds until the first progress and until all are asked, from the press of the button, with workers that stand ready."""
    from usergroups.commands.provider_lists import send_list
    from usergroups.models import LineState, ListStatus, ProviderList

    workers = [_module(environment, "--part", "send") for _number in range(WORKERS)]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    send_list(actor=of.made_by, list_key=of.pk)
    began, first = time.perf_counter(), 0.0
    while ProviderList.objects.get(pk=of.pk).status != ListStatus.SENT:
        if not first and of.lines.exclude(state=LineState.READY).exists():
            first = time.perf_counter() - began
        assert any(worker.poll() is None for worker in workers), "the workers ended"
        time.sleep(0.25 if first else 0.05)
    took = time.perf_counter() - began
    for worker in workers:
        worker.communicate()
    return first, took


def part(which: str, file: str | None) -> int:
    """What a process of its own does: upload a file by the page, or send what is being sent."""
    ready(os.environ["BENCH_DATABASE"])
    if which == "upload":
        assert file is not None
        seconds = upload(Path(file))
        print(f"{seconds:.3f} {most_memory():.1f}")
        return 0
    from usergroups.lists import lists_being_sent
    from usergroups.tasks import send_for

    print("ready", flush=True)
    while not lists_being_sent():
        time.sleep(0.02)
    while send_for(60):
        pass
    return 0


def most_memory() -> float:
    """The megabytes that this process had at most. `ru_maxrss` would tell of the process that started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    most = next(line for line in lines if line.startswith("VmHWM:"))
    return int(most.split()[1]) / 1024


def upload(file: Path) -> float:
    """Seconds from sending the file to the page that shows it."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from iacs_portal.accounts.models import User
    from iacs_portal.core import clock
    from usergroups.companies import companies_of, open_teams

    person = User.objects.get(pk=os.environ["BENCH_PERSON"])
    company = companies_of(person).get()
    client = Client()
    client.force_login(person)
    address = reverse("provider_lists:new", args=[company.pk])
    assert client.get(address).status_code == 200
    fields = {
        "npis": "",
        "team": open_teams(company.pk)[0].pk,
        "until": (clock.today() + datetime.timedelta(days=365)).isoformat(),
        "file": SimpleUploadedFile(file.name, file.read_bytes()),
    }
    began = time.perf_counter()
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.status_code
    shown = client.get(answer["Location"])
    assert shown.status_code == 200, shown.status_code
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
