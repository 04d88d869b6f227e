"""axe finds nothing, on any page, in any state, at either width."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

import tests.accessibility.pages  # noqa: F401 - fills the list
from iacs_portal.site.access import doors
from tests.accessibility.axe import WIDTHS, look
from tests.accessibility.listing import NOT_PAGES, PAGES
from tests.plugins.browser import LivePortal, sign_in
from tests.plugins.databases import ROOT

# Pages without an address of their own: a template named after its status each.
EXTRA = {path.stem for path in (ROOT / "templates").glob("[45]*.html")}
# Set it to a folder to keep a picture of each page, for eyes.
PICTURES = os.environ.get("PICTURES", "")

STATES = [
    pytest.param(
        name, state, id=f"{name} {state}", marks=[pytest.mark.copy_of(world=found.world)] if found.world else []
    )
    for name, states in sorted(PAGES.items())
    for state, found in states.items()
]


def _view(url: str) -> str:
    """The name of the view that answers at `url`; empty where none does."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def test_every_page_is_on_the_list():
    listed = set(PAGES) | set(NOT_PAGES)
    names = {door.name or door.route for door in doors()}
    assert sorted((names | EXTRA) - listed) == [], "tests/accessibility/__init__.py says how to list a page."
    assert sorted(listed - names - EXTRA) == []


@pytest.mark.parametrize(("name", "state"), STATES)
def test_axe_finds_nothing(
    name: str, state: str, live_portal: LivePortal, browser_page: Page, settings: Settings
) -> None:
    visit = PAGES[name][state].setup()
    settings.DEBUG = visit.development
    if visit.user is not None:
        sign_in(browser_page, live_portal, visit.user)
    answer = browser_page.goto(visit.path)
    assert answer is not None
    assert answer.status == visit.status
    assert _view(browser_page.url) == _view(visit.path), "Another page than the one on the list."
    if visit.act is not None:
        visit.act(browser_page)
        browser_page.wait_for_load_state()
    assert browser_page.title().startswith("Error:") == state.startswith("error")
    found = {}
    for width in WIDTHS:
        browser_page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            browser_page.screenshot(
                path=Path(PICTURES) / f"{name} {state} {width}.png".replace(":", "_"), full_page=True
            )
        results = look(browser_page)
        if results.violations_count:
            found[width] = results.generate_report()
        sideways = browser_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"The page scrolls sideways by {sideways} px at {width} px."
    assert found == {}, "\n".join(found.values())
