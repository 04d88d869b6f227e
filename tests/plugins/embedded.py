"""Starts PostgreSQL and Valkey for a test run, before Django's settings are read, and keeps tests off the network.

`DATABASE_URL` with `DATABASE_OWNER_URL`, and `REDIS_URL`, replace the embedded servers when they are set. Under xdist the
controller starts the servers and the workers inherit its environment.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from iacs_portal.embedded.errors import CannotStart, FolderInUse
from iacs_portal.embedded.servers import Servers
from tests.plugins import databases

LOCAL_NAMES = frozenset({"localhost", "ip6-localhost", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::", ""})  # noqa: S104 - compared, not bound
_WITHOUT_SERVERS = frozenset({"-h", "--help", "-V", "--version", "--markers", "--fixtures"})

_servers: Servers | None = None
_temporary: Path | None = None


class NetworkRefused(RuntimeError):
    """A test reached for an address beyond this machine."""


def is_local(host: object) -> bool:
    """Whether `host` is this machine's loopback, by name or number."""
    name = host.decode() if isinstance(host, bytes) else host
    return name is None or not isinstance(name, str) or name in LOCAL_NAMES or name.startswith("127.")


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: also sees what libraries do, and cannot be taken out by a test."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not is_local(host):
        raise NetworkRefused(f"Tests reach this machine only, not {host}.")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: Sequence[str]) -> None:
    """Set the environment before pytest-django reads the settings."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's synchronous interface runs a loop in the test's thread
    os.environ.pop("CACHE_URL", None)  # each worker has its own, beside its queue
    sys.addaudithook(_refuse_network)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_URL"] = _own_queue(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
    elif not _WITHOUT_SERVERS.intersection(args):
        atexit.register(pytest_unconfigure)  # pytest does not call it when settings or a conftest cannot be read
        _start()


def _own_queue(url: str, worker: int) -> str:
    """Every second database; the one after it is the worker's cache."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{2 * worker}"))


def _start() -> None:
    """Start what the environment does not name, in var/test, or in a folder of this run when another run uses that one."""
    global _servers, _temporary
    has_database, has_valkey = "DATABASE_URL" in os.environ, "REDIS_URL" in os.environ
    if has_database and "DATABASE_OWNER_URL" not in os.environ:
        raise pytest.UsageError("DATABASE_URL is set: set DATABASE_OWNER_URL too, to a role that may make databases.")
    if has_database and has_valkey:
        return
    folder = Path(os.environ.get("TEST_DATA_DIR") or databases.ROOT / "var" / "test")
    wanted: dict[str, bool] = {"durable": False, "postgres": not has_database, "valkey": not has_valkey}
    try:
        try:
            _servers = Servers(folder, **wanted)
            _servers.start()
        except FolderInUse:
            _temporary = Path(tempfile.mkdtemp(prefix="iacs-test-"))
            _servers = Servers(_temporary, **wanted)
            _servers.start()
    except CannotStart as error:
        raise pytest.UsageError(str(error)) from error
    if not has_valkey:
        os.environ["REDIS_URL"] = _servers.redis_url
    if not has_database:
        os.environ["DATABASE_URL"] = _servers.database_url("iacs_app")
        os.environ["DATABASE_OWNER_URL"] = _servers.database_url("iacs_owner")
        databases.drop_left_over()


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    global _servers, _temporary
    if _servers is not None:
        _servers.stop()
        _servers = None
    if _temporary is not None:
        shutil.rmtree(_temporary, ignore_errors=True)
        _temporary = None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what empties tables: it breaks the fence around audit tables and renumbers permissions. And a world for no one."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        flushes = marker is not None and marker.kwargs.get("transaction")
        names: Sequence[str] = getattr(item, "fixturenames", ())
        if flushes or {"transactional_db", "live_server"}.intersection(names):
            raise pytest.UsageError(
                f"{item.nodeid}: tests never flush; use the fixture `committed_db` or `live_portal`."
            )
        if item.get_closest_marker("copy_of") and "committed_db" not in names:
            raise pytest.UsageError(f"{item.nodeid}: a test that is marked `copy_of` uses `committed_db`.")
