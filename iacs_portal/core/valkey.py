"""Valkey's databases, and the pause that a process keeps after Valkey did not answer.

Cache and queue are two databases of one server, or of two. Whoever asks in vain tells the rest of the process, so that one
page pays for one time-out, however often it would have asked.
"""

import time
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

PAUSE_SECONDS = 5.0
# Seconds. Cache and queue on two servers that both hang cost two reads: together still less than one second.
CONNECT_TIMEOUT = 0.2
READ_TIMEOUT = 0.4

_paused_until: dict[str, float] = {}


def server_of(url: str) -> str:
    """Host and port in `url`, or the path of its socket, which two databases of one server share; never its password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path


def may_be_asked(url: str) -> bool:
    """Whether neither the server of `url` nor this database of it is left alone just now."""
    return time.monotonic() >= max(_paused_until.get(name, 0.0) for name in (server_of(url), url))


def did_not_answer(url: str) -> None:
    """Have this process leave the server of `url` alone for `PAUSE_SECONDS`."""
    _paused_until[server_of(url)] = time.monotonic() + PAUSE_SECONDS


def refused(url: str) -> None:
    """Have this process leave one database alone for `PAUSE_SECONDS`: its server answered, and said no."""
    _paused_until[url] = time.monotonic() + PAUSE_SECONDS


def ask_again(url: str) -> None:
    """Ask the server of `url` at once, whatever failed before."""
    _paused_until.pop(server_of(url), None)
    _paused_until.pop(url, None)


def cache_url(broker: str, given: str = "") -> str:
    """The address of the cache: `given`, or the database after the queue's on the same server.

    Raises ImproperlyConfigured when it would be the queue's own database, or when `broker` does not say its number.
    """
    if given:
        if _database(given) == _database(broker):
            raise ImproperlyConfigured(
                "CACHE_URL is the database of REDIS_URL: emptying the cache would empty the queue."
            )
        return given
    parts = urlsplit(broker)
    number = parts.path.strip("/") or "0"
    if not (parts.netloc and number.isdecimal()) or "db" in parse_qs(parts.query):
        raise ImproperlyConfigured("REDIS_URL does not end in the number of a database: set CACHE_URL too.")
    return urlunsplit(parts._replace(path=f"/{int(number) + 1}"))


def _database(url: str) -> tuple[str, str]:
    """Server or socket, and number of the database; an address without one means the first."""
    parts = urlsplit(url)
    number = parts.path.strip("/") if parts.netloc else ""
    return server_of(url), parse_qs(parts.query).get("db", [number or "0"])[0]
