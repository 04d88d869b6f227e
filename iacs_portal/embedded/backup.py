"""`make backup` and `make restore`: the database and the papers, together in one file.

The programs are those of the embedded PostgreSQL, whose version the project chooses; a machine's own are often too old to
read a newer server. Papers are copied after the database, so every paper that a row names is in the backup.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from iacs_portal.embedded.binaries import postgres_programs
from iacs_portal.embedded.errors import CannotStart, FolderInUse
from iacs_portal.embedded.manage import addresses_of
from iacs_portal.embedded.run import ROOT
from iacs_portal.embedded.servers import DATABASE, Servers

DUMP = "database.dump"
PAPERS = Path("papers")


def save(owner_url: str, papers: Path, file: Path) -> None:
    """Write the database at `owner_url` and the folder `papers` to `file`, which only its owner may read.

    The portal may go on meanwhile: the database is read as it was at one moment. Raises `CannotStart` with what went wrong.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        dump, draft = Path(folder) / DUMP, Path(folder) / file.name
        _postgres("pg_dump", owner_url, "--format=custom", f"--file={dump}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w") as archive:
            archive.add(dump, DUMP)
            for path in [papers, *sorted(papers.rglob("*"))]:
                with contextlib.suppress(FileNotFoundError):  # no folder yet, or swept at this moment
                    archive.add(path, str(PAPERS / path.relative_to(papers)), recursive=False)
        draft.replace(file)


def restore(owner_url: str, papers: Path, file: Path, *, take_over: Callable[[], None] | None = None) -> None:
    """Put a backup back: into an empty database, and into `papers`, whose former content moves aside.

    `take_over` is called once everything is there and before the papers move. Raises `CannotStart` when the database is
    not empty or the file is not a backup; database and papers then are as they were.
    """
    with psycopg.connect(owner_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()").fetchone()
    if tables and tables[0]:
        raise CannotStart("The database is not empty: restore into a new one.")
    papers.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=papers.parent) as name:
        folder = Path(name).resolve()
        _unpack(file, folder)
        if not (folder / DUMP).is_file():
            raise CannotStart(f"{file} is not a backup: there is no {DUMP} in it.")
        options = ["--no-owner", "--no-comments", "--exit-on-error", "--single-transaction"]
        _postgres("pg_restore", owner_url, *options, str(folder / DUMP))
        if take_over is not None:
            take_over()
        if papers.exists():
            papers.rename(papers.with_name(f"{papers.name}.before-{_now()}"))
        if (folder / PAPERS).is_dir():
            (folder / PAPERS).rename(papers)


def _unpack(file: Path, folder: Path) -> None:
    """Files and folders, nowhere but in `folder`. Done by hand: the filters of `tarfile` came with Python 3.11.4."""
    try:
        with tarfile.open(file, "r:") as archive:
            for member in archive:
                path = (folder / member.name).resolve()
                content = archive.extractfile(member) if member.isfile() else None
                if not path.is_relative_to(folder) or not (content or member.isdir()):
                    raise CannotStart(f"{file} is not a backup: there is {member.name} in it.")
                if content is None:
                    path.mkdir(parents=True, exist_ok=True)
                    path.chmod(member.mode & 0o755 | 0o700)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                with content, open(path, "wb") as copy:
                    shutil.copyfileobj(content, copy)
                path.chmod(member.mode & 0o755 | 0o600)
                os.utime(path, (member.mtime, member.mtime))  # what has no row is swept by its age
    except tarfile.TarError as error:
        raise CannotStart(f"{file} is not a backup: {error}.") from error
    except OSError as error:
        raise CannotStart(f"{file} could not be unpacked: {error}.") from error


def _postgres(program: str, url: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore`. The password goes by the environment: every account can read a command line."""
    database = conninfo_to_dict(url)
    password = str(database.pop("password", "") or "")
    command = [str(postgres_programs() / program), f"--dbname={make_conninfo('', **database)}", *arguments]
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
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
    except FolderInUse as error:
        if not (running := addresses_of(data).get("DATABASE_OWNER_URL")):
            raise CannotStart("The portal has not started yet: try again when it says that it is ready.") from error
        yield running, None
        return
    try:
        yield servers.database_url("iacs_owner"), servers
    finally:
        servers.stop()


def _restore_beside(servers: Servers, data: Path, papers: Path, file: Path) -> None:
    """Restore into a database of its own; it takes the place of the present one, which is kept, when all is there."""
    draft, aside = f"{DATABASE}_restoring", f"{DATABASE}_before_{_now().replace('-', '_')}"

    def change_places() -> None:
        for stamp in data.glob("migrated-*"):
            stamp.unlink()  # the backup may be of an older version: the next start migrates
        with psycopg.connect(servers.database_url("postgres", "postgres")) as connection:
            for old, new in ((DATABASE, aside), (draft, DATABASE)):
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
                )

    with psycopg.connect(servers.database_url("postgres", "postgres"), autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft))
        connection.execute(drop)  # an interrupted one of before
        # Its extensions come from template1.
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER iacs_owner").format(sql.Identifier(draft)))
        try:
            restore(servers.database_url("iacs_owner", draft), papers, file, take_over=change_places)
        finally:
            connection.execute(drop)  # gone already by its name when it took its place
    print(f"The database of before is kept as {aside}.", flush=True)


def main(words: list[str]) -> int:
    """`save FOLDER` or `restore FILE`. Returns the exit status."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    papers = Path(os.environ.get("PAPERS_DIR") or data / "papers").resolve()
    try:
        match words:
            case ["save", folder]:
                file = Path(folder).resolve() / f"iacs-portal-{_now()}.tar"
                with _database(data) as (owner_url, _servers):
                    save(owner_url, papers, file)
                print(f"Saved to {file}", flush=True)
            case ["restore", file_name] if file_name:
                file = Path(file_name).resolve()
                if not file.is_file():
                    raise CannotStart(f"There is no file {file}.")
                with _database(data) as (owner_url, servers):
                    if servers is not None:
                        _restore_beside(servers, data, papers, file)
                    elif "DATABASE_OWNER_URL" not in os.environ:
                        raise CannotStart("The portal is running: stop it first.")
                    else:
                        restore(owner_url, papers, file)
                        for stamp in data.glob("migrated-*"):
                            stamp.unlink()
                print(f"Restored from {file}", flush=True)
            case _:
                raise CannotStart("Name the backup: make restore FROM=var/backups/iacs-portal-....tar")
    except CannotStart as error:
        print(f"backup: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
