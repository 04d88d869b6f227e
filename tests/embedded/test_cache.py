"""Valkey away, hanging or full never takes a page down, and costs one time-out at most."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import OutOfMemoryError

from iacs_portal.celery import app
from iacs_portal.core import sessions, valkey
from iacs_portal.core.cache import FailSoftRedisCache
from iacs_portal.outbox import poke


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


def leave_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks Valkey, as after a failure that does not end."""
    monkeypatch.setattr(valkey, "_paused_until", {valkey.server_of(settings.REDIS_URL): float("inf")})


def test_what_was_deleted_while_the_server_was_away_is_gone_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.set("a-session", "of somebody")
    with monkeypatch.context() as away:
        leave_alone(away)
        cache.delete("a-session")
    assert cache.get("a-session") is None


@pytest.mark.django_db
def test_sessions_live_in_their_table_while_the_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_alone(monkeypatch)
    session = sessions.SessionStore()
    session["kind"] = "organization"
    session.save()
    assert sessions.SessionStore(session.session_key)["kind"] == "organization"


@pytest.mark.django_db
def test_the_cache_believes_a_session_for_a_minute_and_no_longer() -> None:
    session = sessions.SessionStore()
    session["kind"] = "organization"
    session.save()
    client = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"])
    (key,) = client.keys("*sessions*")
    assert 0 < client.ttl(key) <= sessions.SECONDS_BELIEVED
    client.delete(key)
    assert sessions.SessionStore(session.session_key)["kind"] == "organization"
    assert 0 < client.ttl(key) <= sessions.SECONDS_BELIEVED
    client.close()


def test_a_full_server_is_left_alone_by_the_cache_and_not_by_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "_paused_until", {})
    cache.set("a-session", "of somebody")
    with monkeypatch.context() as full:
        full.setattr("django.core.cache.backends.redis.RedisCacheClient.set", _refuse)
        cache.set("a-session", "of somebody else")
        assert cache.add("allauth:rl:a-lock", 1) is True
        assert cache.add("allauth:rl:a-lock", 1) is False
    assert not valkey.may_be_asked(settings.CACHES["default"]["LOCATION"])
    assert valkey.may_be_asked(settings.REDIS_URL)
    caches["default"].resume()
    assert cache.get("a-session") is None


def _refuse(*_arguments: Any) -> None:
    raise OutOfMemoryError("OOM command not allowed when used memory > 'maxmemory'.")


def test_emptying_the_cache_leaves_the_queue_alone() -> None:
    with app.connection_for_write() as connection:
        connection.default_channel.queue_purge("celery")
        poke.poke()
        cache.set("anything", 1)
        cache.clear()
        assert cache.get("anything") is None
        assert connection.default_channel.queue_purge("celery") == 1


@pytest.mark.parametrize(
    ("queue", "given", "expected"),
    [
        ("redis://:secret@valkey:6379/0", "", "redis://:secret@valkey:6379/1"),
        ("redis://valkey:6379", "", "redis://valkey:6379/1"),
        ("rediss://valkey:6379/4", "", "rediss://valkey:6379/5"),
        ("redis://valkey:6379/15", "redis://valkey:6379/0", "redis://valkey:6379/0"),
        ("redis://valkey:6379/0", "redis://other:6379/0", "redis://other:6379/0"),
        ("unix:///run/valkey.sock?db=0", "unix:///run/valkey.sock?db=1", "unix:///run/valkey.sock?db=1"),
    ],
)
def test_the_cache_is_beside_the_queue_unless_the_environment_says_where(queue: str, given: str, expected: str) -> None:
    assert valkey.cache_url(queue, given) == expected


@pytest.mark.parametrize(
    ("queue", "given", "sentence"),
    [
        ("redis://valkey:6379/0", "redis://:secret@valkey:6379", "emptying the cache would empty the queue"),
        ("redis://valkey:6379/3?db=0", "redis://valkey:6379/0", "emptying the cache would empty the queue"),
        ("unix:///run/valkey.sock?db=0", "", "set CACHE_URL too"),
        ("redis://valkey:6379/?db=2", "", "set CACHE_URL too"),
    ],
)
def test_a_cache_in_the_queues_own_database_is_refused(queue: str, given: str, sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        valkey.cache_url(queue, given)
