"""Speed and memory of `manage.py load_nppes`, against a bare COPY of the same columns in the same run.

    python -m tests.benchmarks.load_nppes [--rows 1000000] [--sample ../shared/data/npidata_sample.csv]

Starts its own PostgreSQL unless DATABASE_URL and DATABASE_OWNER_URL are set. Prints figures; exit status 1 when a goal is missed: a
first load at a tenth of COPY's speed, a second of the same file at 0.13, memory below 300 MB.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from iacs_portal.embedded.servers import Servers
from registration.identifiers.npi import is_npi
from registration.provider_file.layout import COLUMNS, Row, reader_of
from tests.plugins import databases

FIRST_GOAL, SECOND_GOAL, MEMORY_GOAL = 0.10, 0.13, 300
SAMPLES = (Path("../shared/data/npidata_sample.csv"), Path("tests/data/npidata_synthetic.csv"))


def npis(first: int = 100_000_000) -> Iterator[str]:
    """NPIs one after the other, from 1 and `first`."""
    stem = first
    while True:
        stem += 1
        yield next(npi for npi in (f"{stem}{digit}" for digit in range(10)) if is_npi(npi))


def make_file(sample: Path, path: Path, rows: int) -> None:
    """Repeat the rows of `sample` with other NPIs until there are `rows`."""
    with sample.open(encoding="utf-8", newline="") as source:
        header, *records = csv.reader(source)
    place, numbers = header.index("NPI"), npis()
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        for index in range(rows):
            record = records[index % len(records)]
            writer.writerow([*record[:place], next(numbers), *record[place + 1 :]])


def bare_copy(url: str, file: Path) -> float:
    """Seconds that COPY takes for the same columns, ready in its own form, into a table without key and index."""
    text = file.with_suffix(".copy")
    with file.open(encoding="utf-8", newline="") as source, text.open("w", encoding="utf-8") as target:
        reader = csv.reader(source)
        read = reader_of(next(reader))
        for record in reader:
            row = read(record)
            if isinstance(row, Row):
                target.write(row.line)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE bare (LIKE registration_providerrecord)")
        connection.commit()
        began = time.perf_counter()
        with connection.cursor() as cursor, text.open("rb") as source_bytes:
            with cursor.copy(f"COPY bare ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                while block := source_bytes.read(1 << 18):
                    copy.write(block)
            connection.commit()
        took = time.perf_counter() - began
        connection.execute("DROP TABLE bare")
    text.unlink()
    return took


def load(database: str, file: Path) -> tuple[float, int, str]:
    """Seconds, megabytes at the highest, and last line of `manage.py load_nppes` in a process of its own."""
    url = databases.with_database(os.environ["DATABASE_URL"], database)
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.test"}
    watched = (
        "import resource, subprocess, sys, time; began = time.perf_counter();"
        "done = subprocess.run(sys.argv[1:]);"
        "print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024);"
        "sys.exit(done.returncode)"
    )
    command = [sys.executable, "-c", watched, sys.executable, "manage.py", "load_nppes", str(file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    *_, summary, figures = done.stdout.strip().splitlines()
    seconds, megabytes = figures.split()
    return float(seconds), int(megabytes), summary


def measure(file: Path, rows: int) -> bool:
    """Run and print all; True when every goal is met."""
    database = databases.clone(databases.ensure_template(), "bench")
    try:
        copy = bare_copy(databases.with_database(databases.owner_url(), database), file)
        print(f"bare COPY: {copy:.1f} s, {rows / copy:,.0f} rows/s")
        met = True
        for name, goal in (("first load", FIRST_GOAL), ("second load", SECOND_GOAL)):
            seconds, megabytes, summary = load(database, file)
            ratio = copy / seconds
            print(
                f"{name}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s, {ratio:.3f} of COPY (goal {goal}), "
                f"{megabytes} MB (goal {MEMORY_GOAL}): {summary}"
            )
            met = met and ratio >= goal and megabytes < MEMORY_GOAL
    finally:
        databases.drop(database)
    return met


def main() -> int:
    """Exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=Path, default=next((path for path in SAMPLES if path.exists()), SAMPLES[-1]))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "npidata.csv"
        make_file(options.sample, file, options.rows)
        print(f"{options.rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB, from {options.sample.name}")
        if "DATABASE_URL" in os.environ:
            met = measure(file, options.rows)
        else:
            met = with_own_server(Path(folder), file, options.rows)
    print("all goals met" if met else "a goal was missed")
    return 0 if met else 1


def with_own_server(folder: Path, file: Path, rows: int) -> bool:
    """`measure` on embedded servers in `folder`."""
    with Servers(folder / "servers") as servers:
        os.environ["REDIS_URL"] = servers.redis_url
        os.environ["DATABASE_URL"] = servers.database_url("iacs_app")
        os.environ["DATABASE_OWNER_URL"] = servers.database_url("iacs_owner")
        return measure(file, rows)


if __name__ == "__main__":
    sys.exit(main())
