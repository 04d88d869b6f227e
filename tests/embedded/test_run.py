"""`make run` as a person meets it: starts, is stopped, is killed, comes back."""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from iacs_portal.embedded.folder import free_port
from iacs_portal.embedded.manage import addresses_of
from tests.plugins.databases import ROOT

# One data folder, one test after the other: on one worker.
pytestmark = pytest.mark.xdist_group("make run")


@dataclass
class Running:
    """The launcher as a process."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def until(self, words: str) -> str:
        """Read what it prints until a line holds `words`; returns that line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if words in line:
                return line.rstrip()
        pytest.fail("\n".join(["It ended early:", *self.lines]))

    def stop(self) -> int:
        """Ask it to end and read what is left. Returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        output, _ = self.process.communicate(timeout=HANGS_AFTER)
        self.lines += output.splitlines()
        return self.process.returncode


def start(data: Path, port: int) -> Running:
    """Start it in a process group of its own, on embedded servers."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"DATA_DIR": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "iacs_portal.embedded.run"],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    started.append(process)
    return Running(data, port, process)


HANGS_AFTER = 120  # seconds; nothing here measures how long it takes
started: list[subprocess.Popen[str]] = []
NOT_INHERITED = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}


def processes_of(data: Path) -> dict[int, str]:
    """Everything that runs for a data folder, by its environment or its working folder."""
    mark = f"DATA_DIR={data}".encode()
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            inside = (process / "cwd").readlink().is_relative_to(data)
            if inside or mark in (process / "environ").read_bytes().split(b"\0"):
                found[int(process.name)] = (process / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue
    return found


def kill_everything(data: Path) -> None:
    """Kill -9 whatever runs for a data folder; what ends meanwhile by itself is as dead."""
    for pid in processes_of(data):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the tests of this module use one after the other."""
    return tmp_path_factory.mktemp("portal") / "data"


@pytest.fixture(autouse=True)
def _nothing_is_left(data: Path) -> Iterator[None]:
    """What a test that failed left running is gone before the next."""
    yield
    kill_everything(data)
    for process in started:
        process.communicate()
    started.clear()


def test_it_starts_says_so_and_leaves_nothing_when_it_is_stopped(data: Path) -> None:
    running = start(data, free_port())
    assert running.until("ready after").endswith(f"at http://127.0.0.1:{running.port}")
    parts = {line.split()[0] for line in running.lines}
    assert {"valkey", "postgres", "migrate", "web", "worker", "beat", "portal"} <= parts
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/readyz", timeout=HANGS_AFTER) as answer:
        assert answer.status == 200
    assert running.stop() == 0
    assert processes_of(data) == {}
    again = start(data, free_port())
    again.until("ready after")
    assert any("nothing has changed" in line for line in again.lines)
    assert again.stop() == 0


def test_killed_it_comes_back_without_help_and_a_second_one_is_refused(data: Path) -> None:
    first = start(data, free_port())
    first.until("ready after")
    with psycopg.connect(addresses_of(data)["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE committed AS SELECT 1 AS one")

    second = start(data, free_port())
    said, _ = second.process.communicate(timeout=HANGS_AFTER)
    assert second.process.returncode == 1
    assert f"is already in use by process {first.process.pid}: stop that one first" in said

    kill_everything(data)
    first.process.communicate(timeout=HANGS_AFTER)
    third = start(data, free_port())
    third.until("ready after")
    assert any("nothing has changed" in line for line in third.lines)
    with psycopg.connect(addresses_of(data)["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT one FROM committed").fetchone() == (1,)
    assert third.stop() == 0
    assert processes_of(data) == {}


def test_when_the_launcher_alone_is_killed_the_rest_goes_too(data: Path) -> None:
    running = start(data, free_port())
    running.until("ready after")
    running.process.kill()
    running.process.communicate(timeout=HANGS_AFTER)  # returns when the last of its children has closed the output
    again = start(data, running.port)
    again.until("ready after")
    assert again.stop() == 0


def test_the_web_process_does_not_know_the_owners_address(data: Path) -> None:
    running = start(data, free_port())
    running.until("ready after")
    knowing = [
        command
        for pid, command in processes_of(data).items()
        if "iacs_owner" in Path(f"/proc/{pid}/environ").read_text(encoding="utf-8", errors="replace")
    ]
    running.stop()
    assert knowing == []
