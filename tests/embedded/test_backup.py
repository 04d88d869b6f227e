"""A backup brings back every row, every right and every paper."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from psycopg import sql

from iacs_portal.embedded import backup
from iacs_portal.embedded.errors import CannotStart
from tests.plugins import databases
from tests.plugins.committed import CommittedDatabase


@pytest.fixture
def empty_database() -> Iterator[CommittedDatabase]:
    """A database with nothing in it."""
    name = databases.clone("template1", "empty")
    yield CommittedDatabase(name)
    databases.drop(name)


def content(owner_url: str) -> dict[str, tuple[int, str | None]]:
    """Number of rows and rights of every table."""
    with psycopg.connect(owner_url) as connection:
        rights = dict(
            connection.execute(
                "SELECT relname, relacl::text FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg|sql)_'"
            )
        )
        counts = {}
        for table in rights:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            counts[table] = row[0] if row else 0
        return {table: (counts[table], rights[table]) for table in rights}


def test_what_was_saved_is_restored(
    committed_db: CommittedDatabase, empty_database: CommittedDatabase, tmp_path: Path
) -> None:
    get_user_model().objects.create_user(email="ada@example.org")
    papers = tmp_path / "papers"
    (papers / "ab").mkdir(parents=True)
    (papers / "ab" / "letter.pdf").write_bytes(b"%PDF-1.7")
    file = tmp_path / "backups" / "one.tar"
    backup.save(committed_db.owner_url, papers, file)
    (papers / "ab" / "letter.pdf").write_bytes(b"changed since")

    backup.restore(empty_database.owner_url, papers, file)

    assert content(empty_database.owner_url) == content(committed_db.owner_url)
    assert content(empty_database.owner_url)["accounts_user"][0] == 1
    assert (papers / "ab" / "letter.pdf").read_bytes() == b"%PDF-1.7"
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_a_database_with_something_in_it_is_not_overwritten(committed_db: CommittedDatabase, tmp_path: Path) -> None:
    file = tmp_path / "one.tar"
    backup.save(committed_db.owner_url, tmp_path / "papers", file)
    with pytest.raises(CannotStart, match="not empty"):
        backup.restore(committed_db.owner_url, tmp_path / "papers", file)


def test_a_file_that_is_no_backup_is_told(empty_database: CommittedDatabase, tmp_path: Path) -> None:
    file = tmp_path / "holiday.tar"
    file.write_text("no archive")
    with pytest.raises(CannotStart, match="is not a backup"):
        backup.restore(empty_database.owner_url, tmp_path / "papers", file)
