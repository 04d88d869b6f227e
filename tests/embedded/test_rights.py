"""What the portal's own database role may do, and what it may not."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.utils import ProgrammingError

from iacs_portal.audit.models import Entry
from iacs_portal.core.grants import is_append_only, rights_on

MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.managed and not model._meta.proxy and not model._meta.swapped
]
APPEND_ONLY = sorted({(model._meta.db_table, model._meta.pk.column) for model in MODELS if is_append_only(model)})


def held_rights(table: str) -> set[str]:
    """What the role of these tests holds on `table`, of everything PostgreSQL knows."""
    known = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k FROM unnest(%s::text[]) k WHERE has_table_privilege(%s, k)",
            [known, connection.ops.quote_name(table)],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.db_table)
def test_each_table_gives_exactly_the_rights_its_model_says(model: type[models.Model]) -> None:
    assert held_rights(model._meta.db_table) == set(rights_on(model))


def test_the_trail_and_the_history_of_people_are_append_only() -> None:
    assert {Entry._meta.db_table, "accounts_userevent"} <= {table for table, _key in APPEND_ONLY}


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "key"), APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {} = NULL",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} ADD COLUMN mine int",
        "DROP TABLE {}",
    ],
)
def test_rows_of_the_trail_are_never_changed(table: str, key: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement.format(connection.ops.quote_name(table), key))


@pytest.mark.django_db
def test_the_list_of_migrations_is_read_only() -> None:
    assert held_rights("django_migrations") == {"SELECT"}


@pytest.mark.django_db
def test_the_role_is_an_ordinary_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls,"
            " (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) FROM pg_roles r WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.DATABASE_APP_ROLE, False, False, False, False, 0)
