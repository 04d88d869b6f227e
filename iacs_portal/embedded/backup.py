"""`make backup` and `make restore`: the database and the papers, together in one file.

The programs are those of the embedded PostgreSQL, whose version the project chooses; a machine's own are often too old to
read a newer server. Papers are copied after the database, so every paper that a row names is in the backup.
"""

import contextlib
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from iacs_portal.embedded.binaries import postgres_programs
from iacs_portal.embedded.errors import CannotStart, FolderInUse
from iacs_portal.embedded.manage import addresses_of
from iacs_portal.embedded.run import ROOT
from iacs_portal.embedded.servers import DATABASE, EXTENSIONS, Servers

DUMP = "database.dump"
PAPERS = "papers"


def save(owner_url: str, papers: Path, file: Path) -> None:
    """Write the database at `owner_url` and the folder `papers` to `file`, which only its owner may read.

    The portal may go on meanwhile: the database is read as it was at one moment. Raises `CannotStart` with what went wrong.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.new")
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        dump = Path(folder) / DUMP
        _postgres("pg_dump", "--format=custom", f"--file={dump}", owner_url)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            archive.add(dump, DUMP)
            if papers.is_dir():
                archive.add(papers, PAPERS)
    draft.replace(file)


def restore(owner_url: str, papers: Path, file: Path) -> None:
    """Put a backup back: into an empty database, and into `papers`, whose former content moves aside.

    Raises `CannotStart` when the database is not empty or the file is not a backup; the database then is as it was.
    """
    with psycopg.connect(owner_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    if tables and tables[0]:
        raise CannotStart("The database is not empty: restore into a new one.")
    papers.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=papers.parent) as folder:
        try:
            with tarfile.open(file) as archive:
                archive.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise CannotStart(f"{file} is not a backup: {error}") from error
        dump = Path(folder) / DUMP
        if not dump.is_file():
            raise CannotStart(f"{file} is not a backup: there is no {DUMP} in it.")
        options = ["--no-owner", "--no-comments", "--exit-on-error", "--single-transaction"]
        _postgres("pg_restore", *options, f"--dbname={owner_url}", str(dump))
        if papers.exists():
            papers.rename(papers.with_name(f"{papers.name}.before-{_now()}"))
        kept = Path(folder) / PAPERS
        if kept.is_dir():
            kept.rename(papers)


def _postgres(program: str, *arguments: str) -> None:
    command = [str(postgres_programs() / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise CannotStart(f"{program} failed: {done.stderr.strip()}")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S")  # noqa: TID251 - a file's name, and Django is not set up here


@contextlib.contextmanager
def _database(data: Path) -> Iterator[tuple[str, Servers | None]]:
    """The owner's address of the database: the given one, the one of the running portal, or one started for this."""
    if given := os.environ.get("DATABASE_OWNER_URL"):
        yield given, None
        return
    servers = Servers(data, valkey=False)
    try:
        servers.start()
    except FolderInUse:
        yield addresses_of(data)["DATABASE_OWNER_URL"], None
        return
    try:
        yield servers.database_url("iacs_owner"), servers
    finally:
        servers.stop()


def _make_empty(servers: Servers) -> None:
    """Keep the present database under another name and make an empty one."""
    aside = f"{DATABASE}_before_{_now().replace('-', '_')}"
    with psycopg.connect(servers.database_url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(DATABASE), sql.Identifier(aside))
        )
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER iacs_owner").format(sql.Identifier(DATABASE)))
    with psycopg.connect(servers.database_url("postgres"), autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    print(f"The database of before is kept as {aside}.", flush=True)


def main(words: list[str]) -> int:
    """`save FOLDER` or `restore FILE`. Returns the exit status."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    papers = Path(os.environ.get("PAPERS_DIR") or data / "papers")
    try:
        match words:
            case ["save", folder]:
                file = Path(folder).resolve() / f"iacs-portal-{_now()}.tar"
                with _database(data) as (owner_url, _servers):
                    save(owner_url, papers, file)
                print(f"Saved to {file}", flush=True)
            case ["restore", file_name] if file_name and Path(file_name).is_file():
                with _database(data) as (owner_url, servers):
                    if servers is not None:
                        _make_empty(servers)
                    elif "DATABASE_OWNER_URL" not in os.environ:
                        raise CannotStart("The portal is running: stop it first.")
                    restore(owner_url, papers, Path(file_name))
                for stamp in data.glob("migrated-*"):
                    stamp.unlink()  # the backup may be of an older version: the next start migrates
                print(f"Restored from {file_name}", flush=True)
            case _:
                raise CannotStart("Name the backup: make restore FROM=var/backups/iacs-portal-....tar")
    except CannotStart as error:
        print(f"backup: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
