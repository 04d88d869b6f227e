"""A worker is killed in the middle of a batch, and two work at one list at once: each line is asked exactly once."""

import signal
import subprocess
import sys

from django.db.models import Count

from approvals.models import Request
from iacs_portal.outbox.models import Message
from tests.factories import registration, surrogates
from tests.plugins.databases import ROOT
from tests.races import at_once
from tests.usergroups.test_provider_lists import npi_of, shown
from usergroups.commands.provider_lists import send_list
from usergroups.models import LinkRequest, ListStatus
from usergroups.tasks import send_for

LINES = 30


def being_sent(lines=LINES):
    company = surrogates.company()
    of = shown(company, [npi_of(registration.organization()) for _number in range(lines)])
    return send_list(actor=company.founder, list_key=of.pk)


def worker(database):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.usergroups.sending"],
        env=database.environment,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def assert_each_was_asked_once(of, lines=LINES):
    of.refresh_from_db()
    assert of.status == ListStatus.SENT
    assert list(of.lines.values_list("state").annotate(Count("pk"))) == [("sent", lines)]
    asked = LinkRequest.objects.filter(provider_list=of)
    assert asked.count() == asked.values("provider").distinct().count() == lines
    assert Request.objects.filter(link_request__provider_list=of, list_line__isnull=False).count() == lines
    numbers = asked.values("request__tracking_number")
    assert Message.objects.filter(message="request_waits_for_you", about__in=numbers).count() == lines
    assert Message.objects.filter(message="list_sent").count() == 1


def test_of_a_batch_whose_worker_is_killed_nothing_is_missing_and_nothing_is_double(committed_db):
    of = being_sent()
    with worker(committed_db) as process:
        assert process.stdout.readline() == "in a batch\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    assert LinkRequest.objects.filter(provider_list=of).count() == 10
    assert of.lines.filter(state="sent").count() == 10
    assert not send_for(120)
    assert_each_was_asked_once(of)


def test_while_one_has_a_batch_in_hand_another_sends_the_rest_and_the_last_one_finishes(committed_db):
    of = being_sent()
    with worker(committed_db) as process:
        assert process.stdout.readline() == "in a batch\n"
        assert not send_for(120)
        of.refresh_from_db()
        assert (of.status, of.lines.filter(state="ready").count()) == (ListStatus.SENDING, 10)
        process.communicate("\n", timeout=120)
        assert process.returncode == 0
    assert_each_was_asked_once(of)


def test_two_workers_at_one_list_ask_each_line_once(committed_db):
    of = being_sent(40)
    at_once(lambda: send_for(120), lambda: send_for(120))
    assert_each_was_asked_once(of, 40)
