"""`/healthz`: the process is alive. `/readyz`: what it needs is there, or 503 with the name of what is missing."""

from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from iacs_portal.core.access import PUBLIC, rule

logger = structlog.get_logger(__name__)


@rule(PUBLIC)
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all; asks nobody else."""
    return JsonResponse({"status": "alive"})


@rule(PUBLIC)
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and broker are as this version needs them; else 503 and `missing` names them."""
    missing = [name for name, holds in CHECKS.items() if not holds()]
    if missing:
        logger.warning("not_ready", missing=missing)
        return JsonResponse({"status": "not ready", "missing": missing}, status=503)
    return JsonResponse({"status": "ready", "missing": []})


def database_answers() -> bool:
    """Whether the database answers a query."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def migrations_are_applied() -> bool:
    """Whether every migration of this version is in the database; False too when the database does not answer."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    except Error:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def broker_answers() -> bool:
    """Whether Valkey takes a write within a second: with a full disk it answers, and no task gets into the queue."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)
    try:
        return bool(client.set("readyz", 1, ex=60))
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "broker": broker_answers,
}
