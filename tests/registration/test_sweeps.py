"""What the clocks of registration throw away, and what that asks of the database."""

import datetime
import os

import pytest
import time_machine

from approvals import commands
from approvals.models import Draft, Request
from iacs_portal.core import clock
from iacs_portal.outbox.models import Message
from registration.commands import drafts
from registration.commands.drafts import DELETED_AFTER, WARNED_BEFORE, sweep_drafts
from registration.commands.papers import remove_paper, sweep_papers
from registration.models import Paper
from tests.factories import registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "papers": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    return tmp_path


def orphans(folder, count):
    for number in range(count):
        file = folder / f"orphan {number}"
        file.touch()
        os.utime(file, (0, 0))


def days_later(days):
    return time_machine.travel(clock.now() + datetime.timedelta(days=days))


def test_files_that_no_row_names_go_and_papers_stay(folder):
    orphans(folder, 3)
    Paper.objects.create(
        request=registration.draft(), file="orphan 1", name="cp575.pdf", content_type="pdf", size=1, sha256=""
    )
    (folder / "fresh").touch()
    assert sweep_papers() == 2
    assert sorted(file.name for file in folder.iterdir()) == ["fresh", "orphan 1"]


def test_many_files_are_looked_up_at_once(folder):
    orphans(folder, 30)
    with counted() as statements:
        assert sweep_papers() == 30
    assert len(statements) == 1, str(statements)


def test_a_draft_left_lying_is_deleted_after_a_mail_and_a_week():
    draft = registration.draft()
    assert sweep_drafts() == (0, 0)
    with days_later(24):
        assert sweep_drafts() == (1, 0)
        assert sweep_drafts() == (0, 0)
    assert Message.objects.get(message="draft_ends").to == draft.requester.email
    with days_later(32):
        assert sweep_drafts() == (0, 1)
    assert not Request.objects.exists()


def test_the_answers_of_sent_requests_are_not_looked_at():
    for _ in range(3):
        registration.registration()
    with days_later(40), counted() as statements:
        assert sweep_drafts() == (0, 0)
    assert not [statement for statement in statements if 'FROM "approvals_draft"' in statement], str(statements)


def forgotten(**state):
    draft = registration.draft(by_post=False)
    registration.paper(draft)
    Draft.objects.filter(request=draft).update(
        **{"saved_at": clock.now() - DELETED_AFTER, "warned_at": clock.now() - WARNED_BEFORE} | state
    )
    return draft


def save(draft):
    commands.save_answers(actor=draft.requester, request_id=draft.pk, answers={})


def send(draft):
    commands.submit(request_id=draft.pk, actor=draft.requester)


def drop(draft):
    commands.discard_draft(request_id=draft.pk, actor=draft.requester)


@pytest.mark.parametrize(("act", "stays"), [(save, True), (send, True), (drop, False)])
@pytest.mark.parametrize("state", [{}, {"warned_at": None}], ids=["to delete", "to warn of"])
def test_what_is_done_to_a_draft_while_the_clock_goes_round_counts(monkeypatch, act, stays, state):
    draft, looked_up = forgotten(**state), drafts._unsent

    def unsent_and_then(**conditions):
        keys = looked_up(**conditions)
        if keys:
            act(draft)
        return keys

    monkeypatch.setattr(drafts, "_unsent", unsent_and_then)
    assert sweep_drafts() == (0, 0)
    assert Request.objects.filter(pk=draft.pk).exists() is stays
    assert not Message.objects.filter(message="draft_ends").exists()


@pytest.mark.parametrize(
    "act",
    [
        registration.paper,
        lambda draft: remove_paper(actor=draft.requester, request_id=draft.pk, paper_id=draft.papers.get().pk),
    ],
    ids=["add", "remove"],
)
def test_who_adds_or_removes_a_paper_works_at_her_draft(folder, act):
    draft = forgotten()
    act(draft)
    assert sweep_drafts() == (0, 0)
    assert Draft.objects.get(request=draft).warned_at is None
