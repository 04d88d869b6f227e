"""What PostgreSQL does for a statement: its plan as run, and what in it would grow with the tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

LARGE = 10_000  # rows of a table that is never read from end to end
READ = 5_000  # rows, and blocks of 8 kB, that one statement may read
_EXPLAINED = ("SELECT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Plan:
    """A statement as it was run: milliseconds, rows read by its scans, blocks touched, large tables read from end to end."""

    statement: str
    milliseconds: float
    rows: int
    blocks: int
    whole_tables: tuple[str, ...]

    def complaints(self, limit: int = READ) -> list[str]:
        """What is wrong with it; `limit` is how many rows and blocks it may read."""
        found = [f"reads all of {table}" for table in self.whole_tables]
        if self.rows > limit:
            found.append(f"reads {self.rows:,} rows")
        if self.blocks > limit:
            found.append(f"reads {self.blocks:,} blocks")
        return found


def large_tables() -> frozenset[str]:
    """The tables of this database with more than `LARGE` rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        return frozenset(name for (name,) in cursor.fetchall())


def is_explained(statement: str) -> bool:
    """Whether `statement` has a plan."""
    return statement.upper().startswith(_EXPLAINED)


def is_setting(statement: str) -> bool:
    """Whether `statement` does nothing but set how the next ones are run."""
    return statement.startswith("SELECT set_config(")


def plan_of(statement: str, large: frozenset[str], settings: list[str]) -> Plan:
    """Run `statement` once more, after the `settings` that were made before it, look at its plan, and take back what it did."""
    with transaction.atomic(), connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(setting)
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement)
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    (report,) = json.loads(answer) if isinstance(answer, str) else answer
    nodes = list(_nodes(report["Plan"]))
    return Plan(
        statement,
        milliseconds=report["Execution Time"] + report["Planning Time"],
        rows=sum(_rows(node) for node in nodes if "Scan" in node["Node Type"]),
        blocks=report["Plan"]["Shared Hit Blocks"] + report["Plan"]["Shared Read Blocks"],
        whole_tables=tuple(
            sorted({node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & large)
        ),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> int:
    """All rows that a scan looked at, also those that it threw away."""
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + thrown) * node["Actual Loops"])
