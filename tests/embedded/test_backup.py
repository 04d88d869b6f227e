"""A backup brings back every row, every right and every paper."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from psycopg import sql

from iacs_portal.embedded import backup
from iacs_portal.embedded.errors import CannotStart
from iacs_portal.embedded.servers import Servers
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


@pytest.mark.parametrize("name", ["../outside.pdf", "/outside.pdf"])
def test_a_file_that_would_write_elsewhere_is_refused(
    empty_database: CommittedDatabase, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "odd.tar"
    with tarfile.open(file, "w") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(CannotStart, match="is not a backup: there is .*outside.pdf in it"):
        backup.restore(empty_database.owner_url, tmp_path / "data" / "papers", file)
    assert not (tmp_path / "data" / "outside.pdf").exists()


def test_a_link_in_a_backup_is_refused(empty_database: CommittedDatabase, tmp_path: Path) -> None:
    file = tmp_path / "odd.tar"
    link = tarfile.TarInfo("papers")
    link.type, link.linkname = tarfile.SYMTYPE, "/tmp"  # noqa: S108 - never followed
    with tarfile.open(file, "w") as archive:
        archive.addfile(link)
    with pytest.raises(CannotStart, match="is not a backup: there is papers in it"):
        backup.restore(empty_database.owner_url, tmp_path / "papers", file)


def notes_of(data: Path) -> list[str]:
    """The rows of the table `notes` of a data folder whose portal is stopped."""
    with Servers(data, valkey=False) as servers, psycopg.connect(servers.database_url("iacs_owner")) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes ORDER BY text")]


def note(data: Path, text: str) -> None:
    """Commit a row and write a paper, both with the same words."""
    with Servers(data, valkey=False) as servers, psycopg.connect(servers.database_url("iacs_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [text])
    paper = data / "papers" / "ab" / "letter.pdf"
    paper.parent.mkdir(parents=True, exist_ok=True)
    paper.write_text(text, encoding="utf-8")


def test_the_two_commands_bring_back_a_data_folder_and_a_failed_restore_leaves_it_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(data))
    monkeypatch.delenv("DATABASE_OWNER_URL")
    paper, migrated = data / "papers" / "ab" / "letter.pdf", data / "migrated-embedded"
    note(data, "before")
    assert backup.main(["save", str(tmp_path / "backups")]) == 0
    [file] = (tmp_path / "backups").iterdir()
    note(data, "later")
    migrated.touch()

    with tarfile.open(damaged := tmp_path / "damaged.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("database.dump"))
    for wrong, words in ((damaged, "pg_restore failed"), (tmp_path / "none.tar", "There is no file")):
        assert backup.main(["restore", str(wrong)]) == 1
        assert words in capfd.readouterr().err
    assert (notes_of(data), paper.read_text(encoding="utf-8")) == (["before", "later"], "later")
    assert migrated.exists()

    with Servers(data, valkey=False):
        assert backup.main(["restore", str(file)]) == 1
    assert backup.main(["restore", str(file)]) == 0
    assert (notes_of(data), paper.read_text(encoding="utf-8")) == (["before"], "before")
    assert not migrated.exists()
    [kept] = data.glob("papers.before-*")
    assert (kept / "ab" / "letter.pdf").read_text(encoding="utf-8") == "later"
