"""A real browser on a real server: the portal in a thread of the test's process, Chromium beside it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.plugins.committed import CommittedDatabase
from tests.plugins.databases import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
WHAT_TO_DO = "Chromium is missing and could not be installed: install it so that `chromium` is on PATH, then run the tests again."


@dataclass(frozen=True)
class LivePortal:
    """A portal that answers at `url`, on a database of the test's own."""

    url: str
    database: CommittedDatabase


class _Server(ThreadedWSGIServer):
    """Stops when it is told to: Django's looks for that every half second only, which each test would wait for."""

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        super().serve_forever(poll_interval)


class _ServerThread(LiveServerThread):
    server_class = _Server


@contextmanager
def serving(database: CommittedDatabase) -> Iterator[LivePortal]:
    """Serve the portal with its static files on a free port until the block ends."""
    thread = _ServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield LivePortal(f"http://127.0.0.1:{thread.port}", database)
    finally:
        thread.terminate()


def sign_in(page: Page, portal: LivePortal, user: Any) -> None:
    """Let `page` be one that `user` has signed in to."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": portal.url}])


def chromium() -> str:
    """The path of Chromium: on PATH, or Playwright's own; installed when there is none. Fails the test when that cannot be done."""
    if found := _found():
        return found
    lock = ROOT / "var" / "chromium.lock"
    lock.parent.mkdir(exist_ok=True)
    with open(lock, "w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for commands in _ways_to_install():
            if found := _found():
                return found
            for command in commands:
                subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
        if found := _found():
            return found
    return str(pytest.fail(WHAT_TO_DO, pytrace=False))


def _found() -> str | None:
    on_path = next((path for name in NAMES if (path := shutil.which(name))), None)
    if on_path:
        return on_path
    browsers = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache" / "ms-playwright")
    own = sorted(Path(browsers).glob("chromium-*/chrome-linux*/chrome"))
    return str(own[-1]) if own else None


def _ways_to_install() -> list[list[list[str]]]:
    ways = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        ways.append([["apt-get", "update"], ["env", "DEBIAN_FRONTEND=noninteractive", *install]])
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


@dataclass
class Complaints:
    """What a page said to the browser's console that no page should: script errors and breaches of the content policy."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Hear `page` from now on."""
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.heard.append(message.text)


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield launched
        finally:
            launched.close()
