"""Pages for what went wrong."""

import structlog
from django.conf import settings
from django.test import Client, RequestFactory

from iacs_portal.site.views import errors


def test_a_fault_of_ours_is_told_without_the_database_and_with_its_number():
    with structlog.contextvars.bound_contextvars(request_id="9bbf73fa-6784"):
        page = errors.server_error(RequestFactory().get("/"))
    words = page.content.decode()
    assert page.status_code == 500
    assert "9bbf73fa-6784" in words
    assert "Nothing that you saved before was lost." in words
    assert settings.HELP_DESK["telephone"] in words


def test_a_request_that_we_cannot_read_is_told_without_the_database():
    page = errors.bad_request(RequestFactory().get("/"), ValueError("no"))
    assert page.status_code == 400
    assert "We could not read that" in page.content.decode()


def test_a_form_without_its_token_is_refused_in_words(db):
    page = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "kim@example.org", "password": "x"})
    assert page.status_code == 403
    assert "We did not take that form" in page.content.decode()


def test_an_unknown_address_is_a_404_in_words(client, db):
    page = client.get("/no-such-page/")
    assert page.status_code == 404
    assert "There is nothing here for you" in page.content.decode()


def test_pages_forbid_everything_inline(client, db):
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
