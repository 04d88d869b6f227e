"""The processes of a running portal: web, worker, beat. Each line they write is printed with its part's name."""

import contextlib
import platform
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_printing = threading.Lock()


def say(part: str, line: str) -> None:
    """Print a line of a part; lines of different parts are never mixed."""
    with _printing:
        print(f"{part:<10} {line}", flush=True)


class Part:
    """One process of the portal, in the launcher's process group; it ends with the launcher, however that ends."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path, *, ready_when: str = ""
    ) -> None:
        self.name = name
        self.command = [*_ends_with_us(), *command]
        self.environment = dict(environment)
        self.folder = folder
        self.ready_when = ready_when
        self.ready = threading.Event()
        self.process: subprocess.Popen[str] | None = None
        self.started: list[float] = []

    def start(self) -> None:
        """Start it, and print what it writes from now on."""
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
        )
        threading.Thread(target=self._print_output, args=(self.process,), daemon=True).start()

    def _print_output(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if not self.ready_when or self.ready_when in line:
                self.ready.set()
            say(self.name, line.rstrip())

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
