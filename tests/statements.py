"""Counting what a page asks of the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# pghistory sends the context of the act along with a statement, in one round trip.
_CONTEXT = re.compile(r"^SELECT set_config\('pghistory\.context_id'.*?, true\); ", re.DOTALL)
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Statements(list[str]):
    """The SQL statements of a block; BEGIN, COMMIT and SAVEPOINT are left out."""

    def __str__(self) -> str:
        return "\n".join(f"{number}. {statement[:300]}" for number, statement in enumerate(self, start=1))


@contextmanager
def counted() -> Iterator[Statements]:
    """The statements that the block runs on the default connection, in order."""
    statements = Statements()
    with CaptureQueriesContext(connection) as captured:
        yield statements
    ran = [_CONTEXT.sub("", query["sql"]) for query in captured.captured_queries]
    statements += [statement for statement in ran if not statement.upper().startswith(_NOT_COUNTED)]
