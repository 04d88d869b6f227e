"""The databases that tests use."""

import threading

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from tests.plugins.committed import CommittedDatabase


@pytest.mark.django_db
def test_the_portals_role_uses_the_database_and_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == ("iacs_app", 0)


@pytest.mark.django_db
def test_the_portals_role_makes_no_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_mine (id int)")


def test_commits_in_a_database_of_its_own_are_seen_by_other_threads(committed_db: CommittedDatabase) -> None:
    seen: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            seen.append(cursor.fetchone()[0])
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [committed_db.name]
