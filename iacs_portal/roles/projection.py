"""The projection: what each person may do in each scope, computed from her live role assignments.

Compared as sets, in the database: for one person in one scope after each change, for everyone by `check_projection` and
`rebuild_projection`. The writer holds the person's lock, else two changes at once leave it wrong.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from iacs_portal.roles.declarations import all_roles
from iacs_portal.scopes.models import Scope

_WANTED = """
    SELECT a.user_id, p.id AS permission_id, a.scope_id,
           CASE WHEN bool_or(a.until IS NULL) THEN NULL ELSE max(a.until) END AS until
      FROM roles_roleassignment a
      JOIN unnest(%(roles)s::text[], %(codenames)s::text[]) AS declared(role, codename) ON declared.role = a.role
      JOIN auth_permission p ON p.codename = declared.codename AND p.content_type_id = %(content_type)s
     WHERE a.ended_at IS NULL AND a.suspended_since IS NULL AND {which}
     GROUP BY a.user_id, p.id, a.scope_id
"""

_REBUILD = """
    WITH wanted AS ({wanted}),
    gone AS (
        DELETE FROM scopes_scopepermission held
         WHERE {which_held} AND NOT EXISTS (
               SELECT 1 FROM wanted
                WHERE wanted.user_id = held.user_id AND wanted.permission_id = held.permission_id
                  AND wanted.scope_id = held.scope_id)
        RETURNING 1),
    added AS (
        INSERT INTO scopes_scopepermission (user_id, permission_id, scope_id, until)
        SELECT user_id, permission_id, scope_id, until FROM wanted
            ON CONFLICT (user_id, permission_id, scope_id) DO UPDATE SET until = excluded.until
         WHERE scopes_scopepermission.until IS DISTINCT FROM excluded.until
        RETURNING 1)
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM added)
"""

_DRIFT = """
    WITH wanted AS ({wanted})
    SELECT COALESCE(wanted.user_id, held.user_id), COALESCE(wanted.scope_id, held.scope_id),
           COALESCE(wanted.permission_id, held.permission_id), wanted.user_id IS NOT NULL, held.user_id IS NOT NULL
      FROM wanted FULL JOIN scopes_scopepermission held
        ON wanted.user_id = held.user_id AND wanted.permission_id = held.permission_id AND wanted.scope_id = held.scope_id
     WHERE wanted.user_id IS NULL OR held.user_id IS NULL OR wanted.until IS DISTINCT FROM held.until
     ORDER BY 1, 2, 3
"""


def _parameters() -> dict[str, Any]:
    pairs = [(role.slug, codename) for role in all_roles() for codename in role.permissions]
    return {
        "roles": [slug for slug, _ in pairs],
        "codenames": [codename for _, codename in pairs],
        "content_type": ContentType.objects.get_for_model(Scope).pk,
    }


def recompute(user_key: int, scope_key: int) -> int:
    """Make the rows of one person in one scope right; how many rows changed. The caller holds the person's lock. One statement."""
    which = "{0}.user_id = %(user)s AND {0}.scope_id = %(scope)s"
    statement = _REBUILD.format(wanted=_WANTED.format(which=which.format("a")), which_held=which.format("held"))
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters() | {"user": user_key, "scope": scope_key})
        return int(cursor.fetchone()[0])


def recompute_person(user_key: int) -> int:
    """Make the rows of one person in all scopes right; how many rows changed. The caller holds the person's lock. One statement."""
    which = "{0}.user_id = %(user)s"
    statement = _REBUILD.format(wanted=_WANTED.format(which=which.format("a")), which_held=which.format("held"))
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters() | {"user": user_key})
        return int(cursor.fetchone()[0])


def recompute_people(first_key: int, last_key: int) -> int:
    """Make the rows of the people with keys from `first_key` to `last_key` right; how many rows changed. They are locked."""
    which = "{0}.user_id BETWEEN %(first)s AND %(last)s"
    statement = _REBUILD.format(wanted=_WANTED.format(which=which.format("a")), which_held=which.format("held"))
    with connection.cursor() as cursor:
        keys: dict[str, Any] = {"first": first_key, "last": last_key}
        cursor.execute(
            "SELECT 1 FROM accounts_user WHERE id BETWEEN %(first)s AND %(last)s ORDER BY id FOR NO KEY UPDATE", keys
        )
        cursor.execute(statement, _parameters() | keys)
        return int(cursor.fetchone()[0])


def drift() -> list[tuple[int, int, int, bool, bool]]:
    """Where the projection differs from the assignments: person, scope, permission, should be held, is held (keys and flags)."""
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT.format(wanted=_WANTED.format(which="TRUE")), _parameters())
        return list(cursor.fetchall())
