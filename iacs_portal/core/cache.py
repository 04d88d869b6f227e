"""The cache that never takes a page down with it."""

import structlog
from django.core.cache.backends.redis import RedisCache
from typing import Any

from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)


class FailSoftRedisCache(RedisCache):
    """Valkey as cache: when it does not answer, reads find nothing and writes are dropped, with a line in the log.

    Sessions fall back to their table (`cached_db`).
    """
