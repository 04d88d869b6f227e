"""Valkey away or hanging never takes a page down, and costs one time-out."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache

from iacs_portal.core.cache import FailSoftRedisCache


@pytest.fixture
def hanging() -> Iterator[tuple[FailSoftRedisCache, socket.socket]]:
    """A cache whose server takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        server = FailSoftRedisCache(f"redis://127.0.0.1:{listener.getsockname()[1]}/0", settings.CACHES["default"])
        yield server, listener
        server.resume()


def connections_waiting(listener: socket.socket) -> int:
    """How many connections were made to it so far."""
    listener.setblocking(False)
    made = 0
    while True:
        try:
            accepted, _address = listener.accept()
        except BlockingIOError:
            return made
        accepted.close()
        made += 1


def test_a_server_that_hangs_is_asked_once_and_then_left_alone(
    hanging: tuple[FailSoftRedisCache, socket.socket],
) -> None:
    server, listener = hanging
    answers: list[Any] = [
        server.get("a", "nothing"),
        server.set("a", 1),
        server.add("a", 1),
        server.get_many(["a"]),
        server.set_many({"a": 1}),
        server.incr("a", 2),
        server.touch("a"),
        server.delete("a"),
        server.delete_many(["a"]),
        server.has_key("a"),
        server.get_or_set("a", 3),
        server.clear(),
    ]
    assert answers == ["nothing", None, False, {}, ["a"], 2, False, False, None, False, 3, False]
    assert connections_waiting(listener) == 1


def test_what_was_deleted_while_the_server_was_away_is_gone_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("a-session", "of somebody")
    with monkeypatch.context() as away:
        away.setattr("iacs_portal.core.cache.FailSoftRedisCache._paused_until", {settings.REDIS_URL: float("inf")})
        cache.delete("a-session")
    assert cache.get("a-session") is None


@pytest.mark.django_db
def test_sessions_live_in_their_table_while_the_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iacs_portal.core.cache.FailSoftRedisCache._paused_until", {settings.REDIS_URL: float("inf")})
    session = SessionStore()
    session["kind"] = "organization"
    session.save()
    assert SessionStore(session.session_key)["kind"] == "organization"
