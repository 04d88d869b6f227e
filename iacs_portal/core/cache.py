"""The cache that never takes a page down with it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError, ResponseError

from iacs_portal.core import valkey

logger = structlog.get_logger(__name__)

DROPPED_KEYS_KEPT = 10_000
# Throttles of allauth. To them "nothing was stored" means "too many tries": nobody could sign in.
THROTTLES = "allauth:rl:"
THROTTLES_KEPT = 20_000
Answer = TypeVar("Answer")


class FailSoftRedisCache(RedisCache):
    """Valkey as cache: when it does not answer, reads find nothing and writes are dropped, with a line in the log.

    Sessions fall back to their table (`core.sessions`). Throttles go on counting in the memory of this process
    (docs/decisions/0005-valkey-away.md). After a failure nobody asks for a while (`core.valkey`). Keys whose writes were dropped
    are deleted before anything is asked again: otherwise a session that ended meanwhile would live on in Valkey. Dropped keys
    are kept for each process and server.
    """

    _dropped: dict[str, dict[str, None]] = {}

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._name = str(server)
        self._memory = LocMemCache(f"beside {self._name}", params | {"OPTIONS": {"MAX_ENTRIES": THROTTLES_KEPT}})

    def resume(self) -> None:
        """Ask again at once, whatever failed before."""
        valkey.ask_again(self._name)

    def _full(self, key: Any, options: dict[str, Any]) -> str:
        return str(self.make_and_validate_key(key, options.get("version")))

    def _softly(
        self, action: str, call: Callable[[], Answer], otherwise: Callable[[], Answer], writes: Iterable[str] = ()
    ) -> Answer:
        """Call, or do `otherwise` when Valkey does not answer; `writes` are the full keys that are then out of date there."""
        if valkey.may_be_asked(self._name):
            try:
                self._delete_dropped()
                return call()
            except (RedisError, OSError) as error:
                # One that is full, or has no such database, refuses: the queue beside it may be well.
                is_refused = isinstance(error, ResponseError)
                (valkey.refused if is_refused else valkey.did_not_answer)(self._name)
                logger.warning(
                    "cache_refuses" if is_refused else "cache_does_not_answer",
                    action=action,
                    error=type(error).__name__,
                    paused_for=valkey.PAUSE_SECONDS,
                )
        dropped = self._dropped.setdefault(self._name, {})
        dropped.update(dict.fromkeys(writes))
        while len(dropped) > DROPPED_KEYS_KEPT:
            dropped.pop(next(iter(dropped)), None)
        return otherwise()

    def _delete_dropped(self) -> None:
        dropped = self._dropped.get(self._name)
        if dropped:
            keys = list(dropped)
            self._cache.delete_many(keys)
            for key in keys:
                dropped.pop(key, None)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """False when it does not answer: nothing was stored. A throttle's is added in memory."""
        full = self._full(key, options)
        return self._softly(
            "add",
            lambda: super(FailSoftRedisCache, self).add(key, value, *args, **options),
            lambda: _is_throttle(key) and self._memory.add(key, value, *args, **options),
            [full],  # a server that hangs may store it when it wakes
        )

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """`default` when it does not answer. A throttle's is what memory holds."""
        return self._softly(
            "get",
            lambda: super(FailSoftRedisCache, self).get(key, default, version),
            lambda: self._memory.get(key, default, version) if _is_throttle(key) else default,
        )

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        """Dropped when it does not answer. A throttle's is kept in memory, and what Valkey had counted counts there again later."""
        is_throttle = _is_throttle(key)
        full = self._full(key, options)
        self._softly(
            "set",
            lambda: super(FailSoftRedisCache, self).set(key, value, *args, **options),
            lambda: self._memory.set(key, value, *args, **options) if is_throttle else None,
            [] if is_throttle else [full],
        )

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        """False when it does not answer, as for a key that is not there."""
        return self._softly(
            "touch", lambda: super(FailSoftRedisCache, self).touch(key, *args, **options), lambda: False
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        """False when it does not answer, as for a key that is not there. A throttle's is deleted in memory too."""
        full = self.make_and_validate_key(key, version)
        kept = _is_throttle(key) and self._memory.delete(key, version)
        return self._softly(
            "delete", lambda: super(FailSoftRedisCache, self).delete(key, version), lambda: kept, [full]
        )

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """Nothing when it does not answer."""
        return self._softly("get_many", lambda: super(FailSoftRedisCache, self).get_many(keys, version), dict)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """False when it does not answer."""
        return self._softly("has_key", lambda: super(FailSoftRedisCache, self).has_key(key, version), lambda: False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """`delta` when it does not answer: the counter as it would begin."""
        return self._softly("incr", lambda: super(FailSoftRedisCache, self).incr(key, delta, version), lambda: delta)

    def set_many(self, data: Mapping[Any, Any], *args: Any, **options: Any) -> list[Any]:
        """All keys, as not stored, when it does not answer."""
        return self._softly(
            "set_many",
            lambda: super(FailSoftRedisCache, self).set_many(dict(data), *args, **options),
            lambda: list(data),
            [self._full(key, options) for key in data],
        )

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        """Dropped when it does not answer."""
        listed = list(keys)
        full = [self.make_and_validate_key(key, version) for key in listed]
        self._softly(
            "delete_many", lambda: super(FailSoftRedisCache, self).delete_many(listed, version), lambda: None, full
        )

    def clear(self) -> bool:  # type: ignore[override]  # Redis backend answers a bool
        """False when it does not answer."""
        return self._softly("clear", lambda: bool(super(FailSoftRedisCache, self).clear()), lambda: False)


def _is_throttle(key: Any) -> bool:
    return str(key).startswith(THROTTLES)
