import datetime

import pytest
from django.core.management import call_command

from iacs_portal.accounts import ssn
from iacs_portal.accounts.commands import warn_older_accounts
from iacs_portal.accounts.models import Identity
from iacs_portal.accounts.queries import may_be_same_person
from iacs_portal.outbox.models import Message
from tests.factories.accounts import account, identified
from tests.statements import counted

BORN = datetime.date(1980, 2, 29)


def test_the_same_ssn_is_a_match_and_the_same_name_and_birth_date_a_hint(db):
    by_number = identified(
        account(first_name="Other", last_name="Name"), number="123-45-6789", born=datetime.date(1970, 1, 1)
    )
    by_name = identified(account(first_name="PAT", last_name="sample"), born=BORN)
    identified(account(first_name="Pat", last_name="Sample"), born=datetime.date(1980, 3, 1))
    identified(account(first_name="Pat", last_name="Else"), born=BORN)
    person = identified(account(first_name="Pat", last_name="Sample"), number="123456789", born=BORN)
    assert may_be_same_person(person) == [(by_number, "match"), (by_name, "hint")]


def test_who_is_both_is_listed_once_as_a_match(db):
    older = identified(account(first_name="Pat", last_name="Sample"), number="123456789")
    person = identified(account(first_name="Pat", last_name="Sample"), number="123456789")
    assert may_be_same_person(person) == [(older, "match")]


def test_who_has_not_said_who_she_is_is_nobody_else(db):
    identified(account(first_name="", last_name=""))
    assert may_be_same_person(account(first_name="", last_name="")) == []


@pytest.mark.parametrize("number", ["123456789", ""])
def test_the_older_account_is_told_once_in_words_that_do_not_say_why(db, number):
    older = identified(account("older@example.org", first_name="Pat", last_name="Sample"), number=number)
    person = identified(account(first_name="Pat", last_name="Sample"), number=number)
    for _again in range(2):
        warn_older_accounts(actor=person)
    mail = Message.objects.get(message="somebody_registers_as_you")
    assert (mail.to, mail.person, mail.about) == ("older@example.org", older, "")
    assert set(mail.facts) == {"name", "link"}


def test_no_more_queries_for_thirty_than_for_one(db):
    person = identified(account(first_name="Pat", last_name="Sample"), number="123456789")
    identified(account(first_name="Pat", last_name="Sample"), number="123456789")
    with counted() as few:
        may_be_same_person(person)
    for _number in range(29):
        identified(account(first_name="Pat", last_name="Sample"), number="123456789")
    with counted() as many:
        assert len(may_be_same_person(person)) == 30
    assert len(few) == len(many) == 4, many


def test_nothing_of_an_ssn_but_digest_and_last_four_is_kept(db):
    identified(number="123-45-6789")
    row = Identity.objects.values().get()
    assert "123456789" not in str(row)
    assert (row["ssn_last4"], row["ssn_wraps"], len(row["ssn_digest"])) == ("6789", 1, 64)


@pytest.mark.parametrize("typed", ["12345678", "1234567890", "12345678a", "", "１２３４５６７８９"])
def test_what_is_no_ssn_is_refused_without_being_repeated(typed):
    with pytest.raises(ValueError, match=r"^An SSN has nine digits\.$"):
        ssn.digest(typed)


def test_a_key_is_added_online_and_people_are_found_before_while_and_after(db, settings, capsys):
    people = [identified(account(last_name=f"Sample {number}"), number=f"12345678{number}") for number in range(5)]
    settings.SSN_KEYS = [*settings.SSN_KEYS, "another-key-for-this-test-0123456789abcdef"]
    second = identified(account(last_name="New"), number="123456780")
    assert may_be_same_person(second) == [(people[0], "match")]
    assert may_be_same_person(people[0]) == [(second, "match")]
    call_command("rotate_ssn_key", batch=2)
    assert "5 were wrapped now" in capsys.readouterr().out
    assert set(Identity.objects.values_list("ssn_wraps", flat=True)) == {2}
    assert may_be_same_person(second) == [(people[0], "match")]
    assert Identity.objects.get(user=people[4]).ssn_digest == ssn.digest("123456784").digest
    call_command("rotate_ssn_key")
    assert "0 were wrapped now" in capsys.readouterr().out
