"""Start and stop one PostgreSQL and one Valkey in a data folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import redis
from psycopg import sql

from iacs_portal.embedded.binaries import own_for_postgres, postgres_command, valkey_command
from iacs_portal.embedded.errors import CannotStart
from iacs_portal.embedded.folder import DataFolder, free_port

DATABASE = "iacs"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
START_WITHIN = 60.0
# Right after a `kill -9` of everything the old server's children still hold its memory: a start is tried again.
STARTS_TRIED_FOR = 60.0
_INITDB = (
    "--no-sync", "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    "-U", "postgres", "-A", "scram-sha-256",
)  # fmt: skip


class Servers:
    """Both servers of one data folder. `start()` holds the folder, `stop()` ends what was started and lets it go.

    `durable=False` trades safety against loss of power for speed, for tests.
    """

    def __init__(self, path: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> None:
        self.folder = DataFolder(path)
        self.durable = durable
        self.wants_postgres, self.wants_valkey = postgres, valkey
        self.postgres_port = self.valkey_port = 0
        self.postgres: subprocess.Popen[bytes] | None = None
        self.valkey: subprocess.Popen[bytes] | None = None
        self.made_anew = False  # whether this start made the database

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Hold the folder and start both. Raises `CannotStart` with a sentence; nothing is left running then."""
        self.folder.lock()
        try:
            if self.wants_valkey:
                self._start_valkey()
            if self.wants_postgres:
                self._start_postgres()
                self._make_roles()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> list[str]:
        """Start again, at the address it had, whichever server has ended. Returns the names of those that were started."""
        revived = []
        if self.valkey is not None and self.valkey.poll() is not None:
            self._start_valkey()
            revived.append("Valkey")
        if self.postgres is not None and self.postgres.poll() is not None:
            self._start_postgres()
            revived.append("PostgreSQL")
        return revived

    def stop(self) -> None:
        """Stop what was started: PostgreSQL ends its sessions and writes everything out. Safe to call twice."""
        for process in (self.postgres, self.valkey):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process, patience in ((self.postgres, 3.0), (self.valkey, 1.0)):
            if process is not None:
                _end(process, patience)
        self.postgres = self.valkey = None
        self.folder.unlock()

    def database_url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database as one of the roles `iacs_owner`, `iacs_app`, `postgres`."""
        return f"postgres://{role}:{self.folder.passwords[role]}@127.0.0.1:{self.postgres_port}/{database}"

    @property
    def redis_url(self) -> str:
        """The address of Valkey's first database."""
        return f"redis://:{self.folder.passwords['valkey']}@127.0.0.1:{self.valkey_port}/0"

    # PostgreSQL

    def _start_postgres(self) -> None:
        """On the port of before, if there was one."""
        data = self.folder.path / "postgres"
        port = self.postgres_port
        if not (data / "PG_VERSION").exists():
            self._initdb(data)
            self.made_anew = True
        _end_left_over(data, data / "postmaster.pid")
        own_for_postgres(data)
        give_up_at = time.monotonic() + STARTS_TRIED_FOR
        while True:
            self.postgres_port = port or free_port()
            self.postgres = self._spawn(self._postgres_command(data), "postgres.log")
            if _answers(self.postgres, self._postgres_answers):
                return
            _end(self.postgres, 5.0)
            if time.monotonic() > give_up_at:
                raise CannotStart(f"PostgreSQL did not start: {_last_line(self.folder.path / 'postgres.log')}")
            time.sleep(0.3)

    def _initdb(self, data: Path) -> None:
        """Made under another name and renamed, so that an interrupted start leaves nothing half done."""
        draft = data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = self.folder.write_private("initdb-password", self.folder.passwords["postgres"])
        own_for_postgres(draft, password)
        command = postgres_command("initdb", *_INITDB, f"--pwfile={password}", "-D", str(draft))
        made = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        password.unlink()
        if made.returncode != 0:
            raise CannotStart(f"PostgreSQL could not make its files in {draft}: {made.stderr.strip()}")
        draft.replace(data)

    def _postgres_command(self, data: Path) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",  # a deep folder passes the limit of 107 bytes of a socket's path
            "max_connections": "200",
            "timezone": "UTC",
            "log_min_messages": "warning",
            "log_error_verbosity": "terse",  # neither values of a statement nor keys of a conflict: they hold personal data
            "log_min_error_statement": "panic",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return postgres_command("postgres", "-D", str(data), "-p", str(self.postgres_port), *options)

    def _postgres_answers(self) -> bool:
        with psycopg.connect(self.database_url("postgres", "postgres"), connect_timeout=2):
            return True

    def _make_roles(self) -> None:
        """Both roles, the database and its extensions; what is there already stays, with today's passwords."""
        with psycopg.connect(self.database_url("postgres", "postgres"), autocommit=True) as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in (("iacs_owner", "CREATEDB"), ("iacs_app", "NOCREATEDB")):
                statement = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
                    sql.SQL("ALTER" if role in known else "CREATE"),
                    sql.Identifier(role),
                    sql.SQL(rights),
                    sql.Literal(self.folder.passwords[role]),
                )
                connection.execute(statement)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER iacs_owner").format(sql.Identifier(DATABASE)))
                self.made_anew = True
        for database in ("template1", DATABASE):
            with psycopg.connect(self.database_url("postgres", database), autocommit=True) as connection:
                for extension in EXTENSIONS:
                    connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))

    # Valkey

    def _start_valkey(self) -> None:
        """On the port of before, if there was one."""
        port = self.valkey_port
        (self.folder.path / "valkey").mkdir(mode=0o700, exist_ok=True)
        _end_left_over(self.folder.path / "valkey", self.folder.path / "valkey" / "valkey.pid")
        give_up_at = time.monotonic() + STARTS_TRIED_FOR
        while True:
            self.valkey_port = port or free_port()
            lines = [
                "bind 127.0.0.1",
                f"port {self.valkey_port}",
                f"requirepass {self.folder.passwords['valkey']}",
                "databases 64",
                'save ""',
                "appendonly no",
                "loglevel warning",
                f'dir "{self.folder.path / "valkey"}"',
            ]
            settings = self.folder.write_private("valkey/valkey.conf", "\n".join(lines) + "\n")
            self.valkey = self._spawn(valkey_command(str(settings)), "valkey.log")
            if _answers(self.valkey, self._valkey_answers):
                return
            _end(self.valkey, 2.0)
            if time.monotonic() > give_up_at:
                raise CannotStart(f"Valkey did not start: {_last_line(self.folder.path / 'valkey.log')}")

    def _valkey_answers(self) -> bool:
        client = redis.Redis.from_url(self.redis_url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        finally:
            client.close()

    def _spawn(self, command: list[str], log: str) -> subprocess.Popen[bytes]:
        """A server of its own process group: a Ctrl-C reaches the launcher, which then stops things in order."""
        with open(self.folder.path / log, "ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd=self.folder.path,
            )


def _answers(process: subprocess.Popen[bytes], question: Callable[[], bool]) -> bool:
    """Ask until it answers; False when the process ends first or time is up."""
    give_up_at = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up_at and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError, redis.RedisError):
            return question()
        time.sleep(0.03)
    return False


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask it to end, then tell it to drop everything (what is committed stays), then make it."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        if process.poll() is None:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience if number == signal.SIGINT else 1.0)
    if process.poll() is None:
        process.kill()
    process.wait()


def _end_left_over(folder: Path, pid_file: Path) -> None:
    """End servers that outlived their launcher, and forget their process id, which another process may have by now.

    What works in `folder` is ours: the data folder's lock is held. Nothing is done where there is no /proc.
    """
    if not Path("/proc/self/cwd").exists():
        return
    for attempt in range(100):
        left = _processes_in(folder)
        if not left:
            break
        if number := {0: signal.SIGINT, 50: signal.SIGQUIT, 80: signal.SIGKILL}.get(attempt):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        time.sleep(0.1)
    else:
        raise CannotStart(f"Processes {left} still work in {folder}: stop them first.")
    pid_file.unlink(missing_ok=True)


def _processes_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`, as is that of PostgreSQL with all its children, and of Valkey."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):
                if (process / "cwd").readlink() == folder:
                    found.append(int(process.name))
    return found


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else f"see {log}"
