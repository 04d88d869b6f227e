"""The browser that tests drive, and the server it talks to."""

import os

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page

from tests.plugins import browser
from tests.plugins.browser import LivePortal


def test_a_browser_reads_a_page_of_the_portal(browser_page: Page, live_portal: LivePortal) -> None:
    answer = browser_page.goto("/readyz")
    assert answer is not None
    assert (answer.status, answer.json()) == (200, {"status": "ready", "missing": []})
    assert answer.url == f"{live_portal.url}/readyz"


def test_what_a_test_commits_is_there_for_the_server(live_portal: LivePortal) -> None:
    get_user_model().objects.create_user(email="ada@example.org")
    assert get_user_model().objects.count() == 1


def test_a_missing_browser_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: str) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "_ways_to_install", list)
    with pytest.raises(pytest.fail.Exception, match="^Chromium is missing and could not be installed"):
        browser.chromium()
