"""The cache that never takes a page down with it."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

PAUSE_SECONDS = 5.0
DROPPED_KEYS_KEPT = 10_000
Answer = TypeVar("Answer")


class FailSoftRedisCache(RedisCache):
    """Valkey as cache: when it does not answer, reads find nothing and writes are dropped, with a line in the log.

    Sessions fall back to their table (`cached_db`); throttles do not count while it is away. After a failure nobody asks
    for `PAUSE_SECONDS`, so that a Valkey that hangs costs one time-out (OPTIONS: connect 0.2 s, read 0.5 s) and not one for
    each call. Keys whose writes were dropped are deleted before anything is asked again: otherwise a session that ended
    meanwhile would live on in Valkey. Pause and dropped keys are kept for each process and server.
    """

    _paused_until: dict[str, float] = {}
    _dropped: dict[str, dict[str, None]] = {}

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._name = str(server)

    def resume(self) -> None:
        """Ask again at once, whatever failed before."""
        self._paused_until.pop(self._name, None)

    def _full(self, key: Any, options: dict[str, Any]) -> str:
        return str(self.make_and_validate_key(key, options.get("version")))

    def _softly(self, action: str, call: Callable[[], Answer], otherwise: Answer, writes: Iterable[str] = ()) -> Answer:
        """Call, or answer `otherwise` when Valkey does not; `writes` are the full keys that are then out of date there."""
        if time.monotonic() >= self._paused_until.get(self._name, 0.0):
            try:
                self._delete_dropped()
                return call()
            except (RedisError, OSError) as error:
                self._paused_until[self._name] = time.monotonic() + PAUSE_SECONDS
                logger.warning(
                    "cache_does_not_answer", action=action, error=type(error).__name__, paused_for=PAUSE_SECONDS
                )
        dropped = self._dropped.setdefault(self._name, {})
        dropped.update(dict.fromkeys(writes))
        while len(dropped) > DROPPED_KEYS_KEPT:
            dropped.pop(next(iter(dropped)), None)
        return otherwise

    def _delete_dropped(self) -> None:
        dropped = self._dropped.get(self._name)
        if dropped:
            keys = list(dropped)
            self._cache.delete_many(keys)
            for key in keys:
                dropped.pop(key, None)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """False when it does not answer: nothing was stored."""
        return self._softly("add", lambda: super(FailSoftRedisCache, self).add(key, value, *args, **options), False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """`default` when it does not answer."""
        return self._softly("get", lambda: super(FailSoftRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        """Dropped when it does not answer."""
        self._softly(
            "set",
            lambda: super(FailSoftRedisCache, self).set(key, value, *args, **options),
            None,
            [self._full(key, options)],
        )

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        """False when it does not answer, as for a key that is not there."""
        return self._softly("touch", lambda: super(FailSoftRedisCache, self).touch(key, *args, **options), False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """False when it does not answer, as for a key that is not there."""
        full = self.make_and_validate_key(key, version)
        return self._softly("delete", lambda: super(FailSoftRedisCache, self).delete(key, version), False, [full])

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """Nothing when it does not answer."""
        return self._softly("get_many", lambda: super(FailSoftRedisCache, self).get_many(keys, version), {})

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """False when it does not answer."""
        return self._softly("has_key", lambda: super(FailSoftRedisCache, self).has_key(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """`delta` when it does not answer: the counter as it would begin."""
        return self._softly("incr", lambda: super(FailSoftRedisCache, self).incr(key, delta, version), delta)

    def set_many(self, data: Mapping[Any, Any], *args: Any, **options: Any) -> list[Any]:
        """All keys, as not stored, when it does not answer."""
        return self._softly(
            "set_many",
            lambda: super(FailSoftRedisCache, self).set_many(dict(data), *args, **options),
            list(data),
            [self._full(key, options) for key in data],
        )

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        """Dropped when it does not answer."""
        listed = list(keys)
        full = [self.make_and_validate_key(key, version) for key in listed]
        self._softly("delete_many", lambda: super(FailSoftRedisCache, self).delete_many(listed, version), None, full)

    def clear(self) -> bool:  # type: ignore[override]  # Redis backend answers a bool
        """False when it does not answer."""
        return self._softly("clear", lambda: bool(super(FailSoftRedisCache, self).clear()), False)
