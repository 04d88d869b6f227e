"""`make run`: the whole portal on one machine, in the foreground, for development and demonstrations.

Environment: PORT (8000), DATA_DIR (var); DATABASE_URL with DATABASE_OWNER_URL, and REDIS_URL, replace the embedded servers
(CACHE_URL: the cache in another place than beside the queue).
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from iacs_portal.embedded.errors import CannotStart
from iacs_portal.embedded.parts import (
    WORKER_IS_READY,
    Part,
    beat_command,
    say,
    start_all,
    stop_all,
    web_command,
    worker_command,
)
from iacs_portal.embedded.servers import Servers

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("iacs_portal", "approvals", "registration", "usergroups")


class Stop(Exception):
    """TERM, Ctrl-C, or a closed terminal."""


class Launcher:
    """Starts what a portal needs, in order, and stops it in the reverse."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        given = {
            name: value
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL")
            if (value := os.environ.get(name))
        }
        if ("DATABASE_URL" in given) != ("DATABASE_OWNER_URL" in given):
            raise CannotStart("Set both DATABASE_URL and DATABASE_OWNER_URL, or neither.")
        self.given = given
        self.servers = Servers(data, postgres="DATABASE_URL" not in given, valkey="REDIS_URL" not in given)
        self.parts: list[Part] = []

    def run(self) -> None:
        """Start everything, and stay until a signal comes."""
        started = time.monotonic()
        try:
            self.servers.start()
            self._wait_for_port()
            addresses = self._addresses()
            self._migrate(addresses)
            people = self._demo(addresses)
            self._start_parts(addresses)
            say("portal", f"ready after {time.monotonic() - started:.1f} s at http://127.0.0.1:{self.port}")
            print(f"\n{people}\n\nStop with Ctrl-C.\n", flush=True)
            self._watch()
        finally:
            self._ignore_signals()
            self.stop()

    def stop(self) -> None:
        """Stop the parts first, then the servers they use."""
        stop_all(self.parts)
        self.servers.stop()

    def _addresses(self) -> dict[str, str]:
        """The three addresses, also written to a private file of the data folder, for `make manage` and `make backup`."""
        addresses = dict(self.given)
        if self.servers.wants_valkey:
            addresses["REDIS_URL"] = self.servers.redis_url
            say("valkey", f"started on 127.0.0.1:{self.servers.valkey_port}")
        else:
            say("valkey", "yours, from REDIS_URL")
        if self.servers.wants_postgres:
            addresses["DATABASE_URL"] = self.servers.database_url("iacs_app")
            addresses["DATABASE_OWNER_URL"] = self.servers.database_url("iacs_owner")
            say("postgres", f"started on 127.0.0.1:{self.servers.postgres_port}, roles iacs_owner and iacs_app")
        else:
            say("postgres", "yours, from DATABASE_URL and DATABASE_OWNER_URL")
        self.servers.folder.write_private(
            "environment", "".join(f"{name}={value}\n" for name, value in addresses.items())
        )
        return addresses

    def _wait_for_port(self) -> None:
        """What an earlier run left is given a moment to go."""
        give_up_at = time.monotonic() + 5
        while True:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", self.port))
                except PermissionError as error:
                    raise CannotStart(f"Port {self.port} is not for this account: set PORT to another.") from error
                except OSError:
                    if time.monotonic() > give_up_at:
                        raise CannotStart(
                            f"Port {self.port} is in use: stop what uses it, or set PORT to another."
                        ) from None
                else:
                    return
            time.sleep(0.1)

    # What is done once

    def _stamp(self, what: str) -> Path:
        """A file that says what was done to this database."""
        database = (
            "embedded"
            if self.servers.wants_postgres
            else hashlib.sha256(self.given["DATABASE_URL"].encode()).hexdigest()[:12]
        )
        stamp = self.data / f"{what}-{database}"
        if self.servers.made_anew:
            stamp.unlink(missing_ok=True)
        return stamp

    def _migrate(self, addresses: dict[str, str]) -> None:
        """As the owner. Left out when no line of the portal has changed since the last time."""
        stamp, code = self._stamp("migrated"), _hash_of_code()
        if stamp.exists() and stamp.read_text(encoding="ascii") == code:
            say("migrate", "nothing has changed")
            return
        owner = self._environment(addresses) | {"DATABASE_OWNER_URL": addresses["DATABASE_OWNER_URL"]}
        self._manage(["migrate", "--no-input", "--verbosity=0"], owner)
        stamp.write_text(code, encoding="ascii")
        say("migrate", "done")

    def _demo(self, addresses: dict[str, str]) -> str:
        """Load the demo data once. Returns the table of demo people, which `load_demo` prints."""
        table = self._stamp("demo-people")
        if not table.exists():
            people = self._manage(["load_demo"], self._environment(addresses))
            self.servers.folder.write_private(table.name, people)
            say("demo", "loaded")
        else:
            say("demo", "there already")
        return table.read_text(encoding="utf-8").strip()

    def _environment(self, addresses: dict[str, str]) -> dict[str, str]:
        """What the portal's processes get: not the owner's address."""
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        environment |= {name: value for name, value in addresses.items() if name != "DATABASE_OWNER_URL"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "iacs_portal.settings.dev")
        environment.setdefault("SITE_URL", f"http://127.0.0.1:{self.port}")
        return environment | {"DATA_DIR": str(self.data), "PYTHONUNBUFFERED": "1"}

    def _manage(self, arguments: list[str], environment: dict[str, str]) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr, flush=True)
            raise CannotStart(f"`manage.py {arguments[0]}` failed; its own words are above.")
        return done.stdout

    # What runs

    def _start_parts(self, addresses: dict[str, str]) -> None:
        environment = self._environment(addresses)
        self.parts += [
            Part("web", web_command(self.port), environment, ROOT, ready_port=self.port),
            Part("worker", worker_command(), environment, ROOT, ready_when=WORKER_IS_READY),
            Part("beat", beat_command(self.data), environment, ROOT),
        ]
        start_all(self.parts)

    def _watch(self) -> None:
        """Start again what ends, until it ends again and again."""
        while True:
            time.sleep(0.5)
            for name in self.servers.revive():
                say("portal", f"{name} had ended and was started again")
            for part in self.parts:
                if part.has_ended:
                    if part.fails_again_and_again():
                        raise CannotStart(f"The {part.name} ends again and again; its own words are above.")
                    say(part.name, "had ended and is started again")
                    part.start()

    @staticmethod
    def _ignore_signals() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)


def _hash_of_code() -> str:
    """Changes with any line of the portal or its locked packages."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _port() -> int:
    """The port of the environment. Raises `CannotStart` when it is none."""
    given = os.environ.get("PORT") or "8000"
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise CannotStart(f"PORT is {given!r}: set it to a number from 1 to 65535, or leave it out.")
    return int(given)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def main() -> int:
    """Run until stopped. Returns the exit status: 0 after a signal, 1 with a sentence when something cannot start."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if not shutil.which("setpriv") and sys.platform == "linux":
        say("portal", "setpriv is missing: after a kill -9 of this process the others go on until the next start")
    try:
        data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
        Launcher(data, _port()).run()
    except Stop:
        say("portal", "stopped")
        return 0
    except CannotStart as error:
        print(f"make run: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
