"""Sessions: in their table, with a copy in the cache that is believed for a minute.

A session that ends while Valkey does not answer leaves its copy there. The process in which it ended deletes the copy as soon
as Valkey is back, but another process may be asked before it, and a process that is stopped forgets: so no copy lives longer.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import cached_db
from django.core.cache import caches

SECONDS_BELIEVED = 60


class _Copies:
    """The part of a cache that Django's store uses, with entries that live a minute at most."""

    def __init__(self, cache: Any) -> None:
        self._cache = cache
        self.get, self.delete = cache.get, cache.delete

    def __contains__(self, key: str) -> bool:
        return key in self._cache

    def set(self, key: str, value: Any, seconds: float) -> None:
        self._cache.set(key, value, min(seconds, SECONDS_BELIEVED))


class SessionStore(cached_db.SessionStore):
    """Django's, with copies that live a minute at most."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._cache = _Copies(caches[settings.SESSION_CACHE_ALIAS])
