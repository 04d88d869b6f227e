"""Fixtures for every test. Databases and servers: tests/plugins."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from tests.plugins import browser, databases
from tests.plugins.committed import CommittedDatabase, Worlds, use_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journey takes minutes: begun first, it has ended when the other process is done with the rest."""
    items.sort(key=lambda item: "journey/" not in item.nodeid)


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


@pytest.fixture(scope="session")
def worlds(template_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worlds]:
    """The filled databases of this process, for tests that are marked `copy_of`."""
    filled = Worlds(template_database)
    yield filled
    with django_db_blocker.unblock():
        filled.drop()


@pytest.fixture(autouse=True)
def _empty_valkey() -> Iterator[None]:
    """Throttles, sessions and cached rows of one test are gone in the next."""
    yield
    cache.clear()


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, template_database: str, worlds: Worlds, django_db_blocker: DjangoDbBlocker
) -> Iterator[CommittedDatabase]:
    """A database of the test's own, in which commits are real and all threads meet; dropped afterwards.

    For races, other processes and browsers. Marked `copy_of(world=...)` the test finds what that function makes, else an empty
    portal. It takes the place of `db`: a test has one or the other.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("A test uses either `db` or `committed_db`.")
    before = str(connections["default"].settings_dict["NAME"])
    marker = request.node.get_closest_marker("copy_of")
    with django_db_blocker.unblock():
        template = worlds.filled_by(**marker.kwargs) if marker else template_database
        name = databases.clone(template, "own")
        use_database(name)
        try:
            yield CommittedDatabase(name)
        finally:
            use_database(before)
    databases.drop(name)


@pytest.fixture(params=[25, pytest.param(100, marks=pytest.mark.long)])
def pairs(request: pytest.FixtureRequest) -> int:
    """How many pairs of acts meet in a race of `tests.races.at_once`: every run has a few, `make test-long` has 100."""
    return int(request.param)


@pytest.fixture
def live_portal(committed_db: CommittedDatabase) -> Iterator[browser.LivePortal]:
    """The portal behind a real server, on a database of the test's own."""
    with browser.serving(committed_db) as portal:
        yield portal


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for this process; each test opens its own context in it."""
    with browser.browser() as launched:
        yield launched


@pytest.fixture
def browser_page(chromium: Browser, live_portal: browser.LivePortal) -> Iterator[Page]:
    """A page of a fresh browser at `live_portal`, so that `page.goto("/")` is the portal's home.

    The test fails when a page raised a script error or broke the content policy.
    """
    context = chromium.new_context(base_url=live_portal.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints = browser.Complaints()
    context.on("page", complaints.listen)
    complaints.listen(page)
    yield page
    context.close()
    assert complaints.heard == []
