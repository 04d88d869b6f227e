"""The main job, on the project's own file: real pages, a worker, a mail server, people at work at once."""

import subprocess
import sys

from tests.journey.mailbox import CODE, Books, Mail
from tests.journey.portal import ROOT
from tests.journey.probes import Outcome
from tests.journey.rows import Problem

SYNTHETIC = ROOT / "tests" / "data" / "npidata_synthetic.csv"


def test_fifteen_organizations_and_fifteen_practitioners_register_and_a_company_asks_those_that_are_approved():
    command = [sys.executable, "-m", "tests.journey", "--file", str(SYNTHETIC), "--organizations", "15"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=1200)
    written = done.stdout + done.stderr
    assert "FAULT" not in written, written
    assert "NOT AS EXPECTED" not in written, written
    *_, last = done.stdout.strip().splitlines()
    # Three rows of the fifteen are wrong, as tests/data/bad_inputs.csv says. Mails: a code for each of 15 officials, 8 people who type what
    # is wrong and one of the desk; a tracking number and an approval for each of 12; a tracking number for 4 flagged names.
    # In each of the 12: a code, a tracking number and an approval for each of 6 people, and 8 requests to an official or administrator.
    # For each of the 15 practitioners: a code, a tracking number and an approval.
    # The company: a code, a tracking number and an approval, its list; a request to two officials of each of 12, and to 10 practitioners.
    assert last == (
        "journey: organizations=15 approved=12 refused=3 mails=447 missing=0 duplicates=0 bso=12 uga=24 end_users=36 "
        "practitioners=15 links=7 denied=7 silent=7"
    )
    assert done.returncode == 0, written


def test_books_name_what_is_missing_and_what_came_twice():
    books = Books()
    books.expect("a@journey.example", CODE)
    books.expect("b@journey.example", CODE)
    twice = Mail("b@journey.example", CODE, "", "")
    assert books.compared([twice, twice]) == ([f"a@journey.example {CODE} "], [f"b@journey.example {CODE} "])


def test_an_outcome_agrees_with_nothing_but_what_is_expected():
    def problem(decision: str, value: str = "95624") -> Problem:
        return Problem("1900000567", "a problem", "official_last", value, decision, frozenset({"last_name"}))

    refused, flagged = Outcome(frozenset({"last_name"})), Outcome(flags=("The name “95624” has a digit in it.",))
    accepted, elsewhere = Outcome(), Outcome(frozenset({"telephone"}))
    agreements = {
        decision: [outcome.agrees_with(problem(decision)) for outcome in (refused, flagged, accepted, elsewhere)]
        for decision in ("refused", "flagged", "accepted")
    }
    assert agreements == {
        "refused": [True, False, False, False],
        "flagged": [False, True, False, False],
        "accepted": [False, False, True, False],
    }
