"""Loading the provider file: rows that changed are written, in batches, each in a transaction of its own.

A row's hash says whether it changed, so a load that was stopped goes on where it was when it is run again.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connection, transaction

from iacs_portal.audit.commands import record
from registration.provider_file.layout import COLUMNS, DATES, Deactivated, Faulty, Row, reader_of
from registration.provider_file.models import ProviderRecord
from registration.provider_file.source import CannotRead, Records, open_csv

BATCH = 5_000
COMMAND = "load_nppes"
_LOCK_KEY = 4_711_053_000_002
_TABLE = ProviderRecord._meta.db_table
_STAGING = "load_nppes_rows"
_STAGING_DEACTIVATED = "load_nppes_deactivated"
_KEPT = [name for name in COLUMNS if name not in ("npi", "deactivated_on")]
_COPY_NEW = f"COPY {_TABLE} ({', '.join(COLUMNS)}) FROM STDIN"
_COPY_CHANGED = f"COPY {_STAGING} ({', '.join(COLUMNS)}) FROM STDIN"
# A mark that came from the list of deactivated NPIs stays until the file tells of a later change.
_UPDATE = f"""
    UPDATE {_TABLE} AS kept SET {", ".join(f"{name} = staged.{name}" for name in _KEPT)},
        deactivated_on = CASE
            WHEN staged.deactivated_on IS NULL AND kept.deactivated_on >= coalesce(staged.updated_on, kept.deactivated_on)
            THEN kept.deactivated_on ELSE staged.deactivated_on END
    FROM {_STAGING} AS staged WHERE staged.npi = kept.npi
"""
_EMPTY_TEXTS = [
    str(field.column)
    for field in ProviderRecord._meta.concrete_fields
    if not field.null and field.column not in ("npi", "row_hash")
]
_MARK = f"""
    INSERT INTO {_TABLE} AS kept (npi, deactivated_on, row_hash, {", ".join(_EMPTY_TEXTS)})
    SELECT npi, deactivated_on, 0, {", ".join("''" for _ in _EMPTY_TEXTS)} FROM {_STAGING_DEACTIVATED}
    ON CONFLICT (npi) DO UPDATE SET deactivated_on = EXCLUDED.deactivated_on
    WHERE kept.deactivated_on IS DISTINCT FROM EXCLUDED.deactivated_on
"""

Report = Callable[[str, int, str], None]


@dataclass
class Counts:
    """What a load did."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    deactivated: int = 0
    faulty: int = 0


class AlreadyLoading(Exception):
    """Another load is running."""


def load(path: Path, *, deactivated: Path | None = None, report: Report = lambda file, line, reason: None) -> Counts:
    """Load the provider file `path`, then mark the NPIs of the list `deactivated`.

    `report` is called for each faulty row with the file's name, the line it begins at and the reason; nothing else becomes of it.
    Writes one entry of the trail, also when the load breaks off. Raises CannotRead, AlreadyLoading.
    """
    counts = Counts()
    finished = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
        if not cursor.fetchone()[0]:
            raise AlreadyLoading
    try:
        _make_staging()
        with open_csv(path) as text:
            _load_rows(Records(text), path.name, counts, report)
        if deactivated is not None:
            with open_csv(deactivated) as text:
                _load_deactivated(Records(text), deactivated.name, counts, report)
        finished = True
    finally:
        with transaction.atomic():
            names = {"file": path.name, "deactivated_file": deactivated.name if deactivated else ""}
            record(actor=None, command=COMMAND, facts={**names, "finished": finished, **asdict(counts)})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
    return counts


def _make_staging() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_STAGING}, pg_temp.{_STAGING_DEACTIVATED}")
        cursor.execute(f"CREATE TEMP TABLE {_STAGING} (LIKE {_TABLE})")
        cursor.execute(f"CREATE TEMP TABLE {_STAGING_DEACTIVATED} (npi text, deactivated_on date)")


def _header(records: Records) -> list[str]:
    try:
        header = records.next()
    except csv.Error as error:
        raise CannotRead(f"the first line is no header: {error}") from error
    if header is None:
        raise CannotRead("the file is empty")
    return header


def _read_rows(
    records: Records, read: Callable[[list[str]], Row | Deactivated], file: str, counts: Counts, report: Report
) -> Iterator[Row | Deactivated]:
    """The rows that `read` can read; the others are counted and reported with their line. Empty lines are passed over."""
    while True:
        try:
            fields = records.next()
            if fields is None:
                return
            if not fields:
                continue
            counts.read += 1
            row = read(fields)
        except (Faulty, csv.Error) as error:
            counts.read += isinstance(error, csv.Error)
            counts.faulty += 1
            report(file, records.line, str(error))
            records.reject()
            continue
        yield row


def _load_rows(records: Records, file: str, counts: Counts, report: Report) -> None:
    try:
        read = reader_of(_header(records))
    except Faulty as error:
        raise CannotRead(str(error)) from error
    rows: dict[str, Row] = {}
    gone: dict[str, str] = {}
    for row in _read_rows(records, read, file, counts, report):
        if isinstance(row, Deactivated):
            gone[row.npi] = row.deactivated_on
        else:
            rows[row.npi] = row
            gone.pop(row.npi, None)
        if len(rows) + len(gone) >= BATCH:
            _write(rows, gone, counts)
            rows, gone = {}, {}
    _write(rows, gone, counts)


def _write(rows: dict[str, Row], gone: dict[str, str], counts: Counts) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if rows:
            cursor.execute(f"SELECT npi, row_hash FROM {_TABLE} WHERE npi = ANY(%s)", [list(rows)])
            known = dict(cursor.fetchall())
            new = [row.line for npi, row in rows.items() if npi not in known]
            changed = [row.line for npi, row in rows.items() if known.get(npi, row.row_hash) != row.row_hash]
            if new:  # straight into the table: the lock keeps every other writer out
                with cursor.copy(_COPY_NEW) as copy:
                    copy.write("".join(new))
            if changed:
                with cursor.copy(_COPY_CHANGED) as copy:
                    copy.write("".join(changed))
                cursor.execute(_UPDATE)
                cursor.execute(f"TRUNCATE {_STAGING}")
            counts.written += len(new) + len(changed)
            counts.unchanged += len(rows) - len(new) - len(changed)
        if gone:
            counts.deactivated += _mark(gone.items())


def _mark(pairs: Iterable[tuple[str, str]]) -> int:
    """Mark NPIs as deactivated on their day; those that the file never told of get a row. Returns how many rows it wrote."""
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {_STAGING_DEACTIVATED} FROM STDIN") as copy:
            copy.write("".join(f"{npi}\t{day}\n" for npi, day in pairs))
        cursor.execute(_MARK)
        written: int = cursor.rowcount
        cursor.execute(f"TRUNCATE {_STAGING_DEACTIVATED}")
    return written


def _load_deactivated(records: Records, file: str, counts: Counts, report: Report) -> None:
    header = [name.strip().lower() for name in _header(records)]
    npi_place = _place(header, "npi")
    day_place = _place(header, "deactivation_date", "nppes deactivation date", DATES["deactivated_on"].lower())
    read = reader_of(["NPI", DATES["deactivated_on"]])

    def read_pair(fields: list[str]) -> Row | Deactivated:
        if len(fields) != len(header):
            raise Faulty(f"it has {len(fields)} columns, the header {len(header)}")
        try:
            return read([fields[npi_place].strip(), fields[day_place].strip()])
        except Faulty as error:
            raise Faulty("the deactivation date is missing" if "entity" in str(error) else str(error)) from error

    gone: dict[str, str] = {}
    for row in _read_rows(records, read_pair, file, counts, report):
        gone[row.npi] = row.deactivated_on  # type: ignore[union-attr]  # without an entity type it is Deactivated
        if len(gone) >= BATCH:
            with transaction.atomic():
                counts.deactivated += _mark(gone.items())
            gone = {}
    with transaction.atomic():
        counts.deactivated += _mark(gone.items())


def _place(header: Sequence[str], *names: str) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    raise CannotRead(f"the list of deactivated NPIs has no column {names[0]}")
