"""What the portal's own database role may do with each table, written by `migrate` as the tables' owner.

Most tables may be read and written; tables of the trail (`append_only = True` on the model, and every history table of
pghistory) may only be read and added to. Whatever else the role holds is taken back. The rights are the first fence around
the trail, triggers the second (docs/architecture.md).
"""

from typing import Any

import pghistory.models
from django.apps import AppConfig
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

ADD_AND_READ = ("SELECT", "INSERT")
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")


def is_append_only(model: type[models.Model]) -> bool:
    """Whether rows of `model` are only ever added: the model says so, or it is a history table."""
    return bool(getattr(model, "append_only", False)) or issubclass(model, pghistory.models.Event)


def rights_on(model: type[models.Model]) -> tuple[str, ...]:
    """The rights of the portal's role on the table of `model`."""
    return ADD_AND_READ if is_append_only(model) else EVERYTHING


def write_grants(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **facts: Any) -> None:
    """Receiver of `post_migrate`: give the portal's role its rights on the tables of one app.

    Does nothing unless this process acts as the owner (`manage.py migrate`), who alone can give rights.
    """
    if not settings.ACT_AS_DATABASE_OWNER:
        return
    tables = {
        model._meta.db_table: rights_on(model)
        for model in sender.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    }
    once = sender.label == "contenttypes"  # an app without models, as this one, gets no signal
    if once:
        tables[MigrationRecorder.Migration._meta.db_table] = ("SELECT",)
    role = sql.Identifier(settings.DATABASE_APP_ROLE)
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
        for table, rights in tables.items():
            if table not in there:
                continue
            name = sql.Identifier(table)
            given = sql.SQL(", ").join(map(sql.SQL, rights))
            cursor.execute(sql.SQL("REVOKE ALL ON TABLE {} FROM {}, PUBLIC").format(name, role))  # type: ignore[arg-type]
            cursor.execute(sql.SQL("GRANT {} ON TABLE {} TO {}").format(given, name, role))  # type: ignore[arg-type]
        if once:
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))  # type: ignore[arg-type]
            cursor.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}, PUBLIC").format(role))  # type: ignore[arg-type]
        for sequence in _sequences(cursor, list(tables)):
            name = sql.Identifier(sequence)
            cursor.execute(sql.SQL("GRANT USAGE, SELECT ON SEQUENCE {} TO {}").format(name, role))  # type: ignore[arg-type]


def _sequences(cursor: Any, tables: list[str]) -> list[str]:
    """Sequences that belong to a column of one of `tables`."""
    cursor.execute(
        "SELECT DISTINCT s.relname FROM pg_class s JOIN pg_depend d ON d.objid = s.oid JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.relkind = 'S' AND d.deptype IN ('a', 'i') AND t.relname = ANY(%s)"
        " AND s.relnamespace = current_schema()::regnamespace",
        [tables],
    )
    return [name for (name,) in cursor.fetchall()]
