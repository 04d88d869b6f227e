"""Pages for what went wrong."""

import io

import pytest
import structlog
from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.test import Client, RequestFactory
from django.urls import reverse

from iacs_portal.site.views import errors
from tests.factories import registration
from tests.factories.accounts import account

MEGABYTE = 1024 * 1024


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


@pytest.fixture
def files_read(monkeypatch):
    """The names of the files of which anything was read."""
    names, real = [], FileUploadHandler.new_file

    def new_file(self, field_name, file_name, *args, **kwargs):
        names.append(file_name)
        return real(self, field_name, file_name, *args, **kwargs)

    monkeypatch.setattr(FileUploadHandler, "new_file", new_file)
    return names


def upload(size, count=1):
    files = [io.BytesIO(b"%PDF-" + b"x" * size) for _number in range(count)]
    for file in files:
        file.name = "paper.pdf"
    return {"files": files}


def test_who_is_not_signed_in_is_asked_to_before_anything_of_her_files_is_read(db, files_read):
    answer = Client(enforce_csrf_checks=True).post("/register/1/papers/", upload(3 * MEGABYTE))
    assert answer["Location"].startswith(reverse("account_login"))
    assert files_read == []


@pytest.mark.parametrize(
    ("name", "size"), [("account_login", 3), ("registration:start", 3), ("registration:papers", 53)]
)
def test_more_than_a_page_takes_is_refused_unread(db, files_read, name, size):
    client = Client(enforce_csrf_checks=True)
    client.force_login(account())
    address = reverse(name, args=[1] if name == "registration:papers" else [])
    answer = client.post(address, upload(size * MEGABYTE))
    assert answer.status_code == 413
    assert "That was too large" in answer.content.decode()
    assert files_read == []


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_body_that_does_not_say_its_length_is_refused(db, length):
    answer = Client().post(reverse("account_login"), CONTENT_LENGTH=length, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 413


def test_the_page_of_papers_takes_five_of_ten_megabytes(client, db):
    draft = registration.draft(by_post=False)
    client.force_login(draft.requester)
    answer = client.post(
        reverse("registration:papers", args=[draft.pk]),
        {"kind": "cp_575", "way": "upload", "add": "1"} | upload(10 * MEGABYTE - 5, count=5),
    )
    assert answer.content.decode().count("paper.pdf is no complete PDF") >= 5
