"""Fixtures for every test. Databases and servers: tests/plugins."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.plugins import databases
from tests.plugins.committed import CommittedDatabase, use_database


@pytest.fixture(scope="session")
def template_database(request: pytest.FixtureRequest) -> str:
    """The name of the migrated template of this run."""
    return databases.ensure_template(rebuild=bool(request.config.getoption("create_db", default=False)))


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's own clone of the template, used as the portal's role. Replaces pytest-django's."""
    name = databases.clone(template_database, "run")
    with django_db_blocker.unblock():
        use_database(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(name)


@pytest.fixture(autouse=True)
def _empty_valkey() -> Iterator[None]:
    """Throttles, sessions and cached rows of one test are gone in the next."""
    yield
    cache.clear()


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, template_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[CommittedDatabase]:
    """A database of the test's own, in which commits are real and all threads meet; dropped afterwards.

    For races, other processes and browsers. It takes the place of `db`: a test has one or the other.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("A test uses either `db` or `committed_db`.")
    before = str(connections["default"].settings_dict["NAME"])
    name = databases.clone(template_database, "own")
    with django_db_blocker.unblock():
        use_database(name)
        try:
            yield CommittedDatabase(name)
        finally:
            use_database(before)
    databases.drop(name)
