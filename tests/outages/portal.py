"""A whole portal in processes of its own: web, worker, beat, a Valkey that can be taken away, and a mail server that remembers."""

import contextlib
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message as Mail
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import redis
from aiosmtpd.controller import Controller

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
from iacs_portal.outbox.models import Message
from tests.factories.accounts import PASSWORD
from tests.plugins.committed import CommittedDatabase
from tests.plugins.databases import ROOT

GIVE_UP_AFTER = 120  # seconds; only for what never comes


def until(question: Callable[[], Any], what: str) -> None:
    """Ask until the answer is true. Raises TimeoutError, which says `what` did not come."""
    give_up_at = time.monotonic() + GIVE_UP_AFTER
    while not question():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"Not within {GIVE_UP_AFTER} s: {what}.")
        time.sleep(0.1)


class Mailbox:
    """A mail server that takes every mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a mail."""
        self.mails.append(message_from_bytes(envelope.content))
        return "250 kept"

    def copies(self, row: Message) -> int:
        """How often the mail of a row of the outbox came."""
        return sum(mail["Message-ID"].startswith(f"<outbox.{row.pk}.") for mail in self.mails)

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Listen until the block ends."""
        self._server.start()
        try:
            yield
        finally:
            self._server.stop()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """An answer is looked at before it is followed."""


class Visitor:
    """A person with a browser that has cookies and no JavaScript."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPCookieProcessor(self.cookies))

    def _ask(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url})  # noqa: S310 - the test's own portal
        try:
            answer: HTTPResponse = self._opener.open(request, timeout=GIVE_UP_AFTER)
        except urllib.error.HTTPError as told:
            answer = told  # type: ignore[assignment]  # it is an answer too
        with answer:
            return int(answer.status), answer.read().decode()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        return self._ask(path)

    def post(self, path: str, **fields: Any) -> tuple[int, str]:
        """Press a button of a page that was opened before."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        return self._ask(path, urllib.parse.urlencode({"csrfmiddlewaretoken": token} | fields).encode())

    def sign_in(self, email: str) -> int:
        """Sign in on the portal's page. Returns the status: 302 when it let the person in."""
        self.get("/account/login/")
        return self.send_password(email)

    def send_password(self, email: str) -> int:
        """Send the sign-in page, which was opened before. Returns the status."""
        return self.post("/account/login/", login=email, password=PASSWORD)[0]


class Portal:
    """Web, worker and beat on `database`, as in production, with a Valkey of their own."""

    def __init__(self, folder: Path, database: CommittedDatabase) -> None:
        self.mailbox = Mailbox()
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self._servers = Servers(folder / "valkey", postgres=False)
        self._stack = contextlib.ExitStack()
        self._folder, self._database, self._port = folder, database, port
        self.parts: list[Part] = []

    def __enter__(self) -> "Portal":
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._servers)
            stack.enter_context(self.mailbox.open())
            stack.callback(lambda: stop_all(self.parts))
            self._start_parts()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_facts: object) -> None:
        self.wake_valkey()
        self._stack.close()

    def _start_parts(self) -> None:
        environment = self._database.environment | {
            "DJANGO_SETTINGS_MODULE": "tests.outages.settings",
            "REDIS_URL": self._servers.redis_url,
            "EMAIL_PORT": str(self.mailbox.port),
            "DATA_DIR": str(self._folder),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
        }
        environment.pop("DATABASE_OWNER_URL")
        self.parts = [
            Part("web", web_command(self._port), environment, ROOT, ready_port=self._port),
            Part("worker", worker_command(), environment, ROOT, ready_when=WORKER_IS_READY),
            Part("beat", beat_command(self._folder), environment, ROOT, ready_when="Sending due task"),
        ]
        start_all(self.parts)

    # Valkey

    def stop_valkey(self) -> None:
        """It ends: connections are refused."""
        assert self._servers.valkey is not None
        self._servers.valkey.send_signal(signal.SIGTERM)
        self._servers.valkey.wait(GIVE_UP_AFTER)

    def freeze_valkey(self) -> None:
        """It takes connections and never answers."""
        assert self._servers.valkey is not None
        self._servers.valkey.send_signal(signal.SIGSTOP)

    def fill_valkey(self) -> None:
        """It answers, and refuses every write, as it does when its disk is full."""
        self._set_replicas_needed(1)

    def _set_replicas_needed(self, number: int) -> None:
        with contextlib.closing(redis.Redis.from_url(self._servers.redis_url)) as client:
            client.config_set("min-replicas-to-write", number)

    def wake_valkey(self) -> None:
        """It is back at the address it had, whichever way it went."""
        if self._servers.valkey is not None and self._servers.valkey.poll() is None:
            self._servers.valkey.send_signal(signal.SIGCONT)
            self._set_replicas_needed(0)
        self._servers.revive()


__all__ = ["Mailbox", "Portal", "Visitor", "until"]
