"""A portal under production settings with everything it needs: PostgreSQL, Valkey, web, worker, beat, and a mail server."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from iacs_portal.embedded.folder import free_port
from iacs_portal.embedded.parts import (
    WORKER_IS_READY,
    Part,
    beat_command,
    start_all,
    stop_all,
    web_command,
    worker_command,
)
from iacs_portal.embedded.servers import Servers
from tests.journey.mailbox import MailServer

ROOT = Path(__file__).resolve().parent.parent.parent


class CommandFailed(Exception):
    """A management command ended with another status than 0."""


class Portal:
    """Started by `with`, in a folder that is thrown away later; what its processes write is kept in `log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[str] = []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mail = MailServer(free_port())
        self.servers = Servers(folder / "servers", durable=True)
        self.parts: list[Part] = []

    def __enter__(self) -> Self:
        try:
            self.mail.start()
            self.servers.start()
            owner = {"ACT_AS_DATABASE_OWNER": "1", "DATABASE_OWNER_URL": self.servers.database_url("iacs_owner")}
            self.manage("migrate", "--no-input", "--verbosity=0", **owner)
            self.manage("collectstatic", "--no-input", "--verbosity=0")
            self._start_parts()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop what runs, the servers last."""
        stop_all(self.parts)
        self.servers.stop()
        self.mail.stop()

    def manage(self, *arguments: str, **more: str) -> str:
        """What a management command writes. Raises `CommandFailed` with its words when it fails."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command,
            env=self.environment | more,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandFailed(f"manage.py {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        """What production needs to know. Plain HTTP on the loopback stands for the proxy that ends TLS."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.production",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.servers.database_url("iacs_app"),
            "REDIS_URL": self.servers.redis_url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": self.url,
            "SECURE_SSL_REDIRECT": "0",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.mail.port),
            **_SECRETS,
        }

    def _start_parts(self) -> None:
        (self.folder / "data").mkdir(exist_ok=True)
        environment = self.environment
        self.parts = [
            Part("web", web_command(self.port), environment, ROOT, ready_port=self.port, tell=self._keep),
            Part("worker", worker_command(), environment, ROOT, ready_when=WORKER_IS_READY, tell=self._keep),
            Part("beat", beat_command(self.folder / "data"), environment, ROOT, tell=self._keep),
        ]
        self.parts[2].ready.set()  # beat says nothing that could be waited for; its tasks are a second way only
        start_all(self.parts)

    def _keep(self, part: str, line: str) -> None:
        self.log.append(f"{part} {line}")


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


_SECRETS = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "SSN_KEYS": secrets.token_urlsafe(48),
    "OUTBOX_KEYS": _fernet_key(),
}
