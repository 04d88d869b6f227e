"""`/healthz` and `/readyz`."""

import pytest
from django.db import connection
from django.test import Client

from tests.plugins.committed import CommittedDatabase


def test_healthz_answers_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_readyz_says_ready_when_everything_is_there(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "missing": []})


@pytest.mark.django_db
def test_readyz_names_a_broker_that_does_not_answer(client: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["broker"])


def test_readyz_names_migrations_that_were_not_applied(client: Client, committed_db: CommittedDatabase) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('django_migrations', 'DELETE')")
        assert cursor.fetchone() == (False,)
    import psycopg

    with psycopg.connect(committed_db.owner_url) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["migrations"])


def test_readyz_names_a_database_that_does_not_answer(client: Client, committed_db: CommittedDatabase) -> None:
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = 1
    try:
        answer = client.get("/readyz")
    finally:
        connection.settings_dict["PORT"] = port
    assert (answer.status_code, answer.json()["missing"]) == (503, ["database", "migrations"])
