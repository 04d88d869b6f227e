"""The processes of a running portal: web, worker, beat. Each line they write is printed with its part's name."""

import contextlib
import platform
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from iacs_portal.embedded.errors import CannotStart

WORKER_IS_READY = " ready."
READY_WITHIN = 120.0

_printing = threading.Lock()


def say(part: str, line: str) -> None:
    """Print a line of a part; lines of different parts are never mixed."""
    with _printing:
        print(f"{part:<10} {line}", flush=True)


def web_command(port: int) -> list[str]:
    """The command of a web process that answers at `port` of this machine."""
    command = [sys.executable, "-m", "gunicorn", "iacs_portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    return [
        *command,
        "--workers",
        "2",
        "--threads",
        "4",
        "--graceful-timeout",
        "4",
        "--log-level",
        "warning",
        "--preload",
        "--no-control-socket",  # it would lie in the person's home, one for all portals
    ]


def worker_command() -> list[str]:
    """The command of a Celery worker; it writes `WORKER_IS_READY` when it is."""
    return [
        *_celery("worker"), "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"
    ]  # fmt: skip


def beat_command(data: Path) -> list[str]:
    """The command of Celery beat, which remembers in the folder `data` when each task ran last."""
    return [*_celery("beat"), "--pidfile", "", "--schedule", str(data / "celerybeat-schedule"), "--loglevel", "INFO"]


def _celery(command: str) -> list[str]:
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    return [sys.executable, *quiet, "-m", "celery", "--quiet", "-A", "iacs_portal", command]


class Part:
    """One process of the portal, of its own process group; it ends with the launcher, however that ends.

    A Ctrl-C reaches the launcher alone, which then stops things in order: Gunicorn's workers, told twice at once, may hang.

    What it writes is passed to `tell`, line by line, with its name. It is ready once it wrote `ready_when`, or
    answers at `ready_port` that it is.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        ready_when: str = "",
        ready_port: int = 0,
        tell: Callable[[str, str], None] = say,
    ) -> None:
        self.name = name
        self.command = [*_ends_with_us(), *command]
        self.environment = dict(environment)
        self.folder = folder
        self.ready_when, self.ready_port = ready_when, ready_port
        self.tell = tell
        self.ready = threading.Event()
        self.process: subprocess.Popen[str] | None = None
        self.started: list[float] = []

    def start(self) -> None:
        """Start it, and pass on what it writes from now on."""
        self.ready.clear()
        self.started.append(time.monotonic())
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        )
        threading.Thread(target=self._pass_on_output, args=(self.process,), daemon=True).start()

    def _pass_on_output(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                if not self.ready_when or self.ready_when in line:
                    self.ready.set()
                self.tell(self.name, line.rstrip())

    @property
    def is_ready(self) -> bool:
        """Whether it does its work now."""
        if not self.ready_port:
            return self.ready.is_set()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ready_port}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def has_ended(self) -> bool:
        """Whether it was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def fails_again_and_again(self) -> bool:
        """Whether it was started five times in half a minute."""
        return len(self.started) >= 5 and self.started[-1] - self.started[-5] < 30

    def signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)


def start_all(parts: Sequence[Part]) -> None:
    """Start every part and wait for it. Raises `CannotStart` when one ends meanwhile, or is not ready in time."""
    for part in parts:
        part.start()
    give_up_at = time.monotonic() + READY_WITHIN
    waiting = list(parts)
    while waiting:
        for part in list(waiting):
            if part.has_ended:
                raise CannotStart(f"The {part.name} ended while it started; its own words are above.")
            if part.is_ready:
                part.tell(part.name, "started")
                waiting.remove(part)
        if time.monotonic() > give_up_at:
            raise CannotStart(f"Not ready within {READY_WITHIN:.0f} s: {', '.join(part.name for part in waiting)}.")
        time.sleep(0.1)


def stop_all(parts: Sequence[Part], *, patience: float = 4.5) -> None:
    """Ask every part to end, and end what has not done so within `patience` seconds."""
    for part in parts:
        part.signal(signal.SIGTERM)
    give_up_at = time.monotonic() + patience
    running = [part.process for part in parts if part.process is not None]
    for process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.05, give_up_at - time.monotonic()))
    for part in parts:
        part.signal(signal.SIGKILL)
    for process in running:
        process.wait()


def _ends_with_us() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv and platform.system() == "Linux" else []
