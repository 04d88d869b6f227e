"""The launcher around the servers' programs."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from iacs_portal.embedded import binaries
from iacs_portal.embedded.errors import CannotStart, FolderInUse
from iacs_portal.embedded.servers import Servers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose path is too long for a socket in it."""
    return tmp_path_factory.mktemp("deep") / ("d" * 100) / "data"


@pytest.fixture
def servers(folder: Path) -> Iterator[Servers]:
    """Both servers, running."""
    started = Servers(folder)
    started.start()
    yield started
    started.stop()


def note(servers: Servers, text: str) -> list[str]:
    """Commit a row as the owner. Returns all rows."""
    with psycopg.connect(servers.database_url("iacs_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (id int GENERATED ALWAYS AS IDENTITY, text text)")
        connection.execute("INSERT INTO notes (text) VALUES (%s)", [text])
        return [row[0] for row in connection.execute("SELECT text FROM notes ORDER BY id")]


def pid(process: object) -> int:
    """The process id of a started server."""
    number = getattr(process, "pid", None)
    assert isinstance(number, int)
    return number


def test_committed_rows_survive_a_stop_and_a_kill(folder: Path) -> None:
    with Servers(folder) as first:
        note(first, "stopped")
    killed = Servers(folder)
    killed.start()
    note(killed, "killed")
    for process in (killed.postgres, killed.valkey):
        os.kill(pid(process), signal.SIGKILL)
    killed.folder.unlock()
    with Servers(folder) as third:
        assert note(third, "back") == ["stopped", "killed", "back"]
    killed.stop()


def test_a_server_that_outlived_its_launcher_is_replaced(folder: Path) -> None:
    lost = Servers(folder)
    lost.start()
    lost.folder.unlock()
    with Servers(folder) as found:
        assert pid(found.postgres) != pid(lost.postgres)
    for process in (lost.postgres, lost.valkey):
        assert process is not None
        assert process.wait(5) is not None


def test_a_second_launcher_on_the_same_folder_is_told_so(servers: Servers) -> None:
    with pytest.raises(FolderInUse, match=f"already in use by process {os.getpid()}: stop that one first"):
        Servers(servers.folder.path).start()


def test_a_server_that_ends_is_started_again_at_its_address(servers: Servers) -> None:
    address = servers.database_url("iacs_app"), servers.redis_url
    for process in (servers.postgres, servers.valkey):
        assert process is not None
        process.kill()
        process.wait()
    assert servers.revive() == ["Valkey", "PostgreSQL"]
    assert (servers.database_url("iacs_app"), servers.redis_url) == address
    with psycopg.connect(servers.database_url("iacs_app")):
        pass


def test_passwords_are_kept_for_their_owner_alone(servers: Servers) -> None:
    for name in ("passwords.json", "valkey/valkey.conf"):
        assert oct((servers.folder.path / name).stat().st_mode)[-3:] == "600"
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(servers.database_url("iacs_app").replace(servers.folder.passwords["iacs_app"], "guessed"))


def test_the_three_extensions_are_there(servers: Servers) -> None:
    with psycopg.connect(servers.database_url("iacs_app")) as connection:
        rows = connection.execute("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1").fetchall()
    assert rows == [("btree_gist",), ("pg_trgm",), ("unaccent",)]


def test_root_without_user_namespaces_runs_postgresql_as_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(binaries, "namespace_identity", list)
    command = binaries.postgres_command("postgres", "-D", "data")
    account = binaries.stand_in()
    assert account.pw_uid != 0
    assert command[:4] == ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    assert command[-2:] == ["-D", "data"]


def test_the_data_is_there_whether_user_namespaces_are_open_or_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    for opened, words in ((list, "closed"), (None, "open again"), (list, "closed again")):
        with monkeypatch.context() as machine:
            if opened is not None:
                machine.setattr(binaries, "namespace_identity", opened)
            with Servers(data, valkey=False) as servers:
                rows = note(servers, words)
    assert rows == ["closed", "open again", "closed again"]


def test_root_does_not_take_the_data_of_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    if os.geteuid() == 0:
        os.chown(data, 54_321, 54_321)
    owner = data.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CannotStart, match="is not root's: start the portal as its owner"):
        binaries.own_for_postgres(data)
    assert data.stat().st_uid == owner
