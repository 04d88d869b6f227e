"""The clocks of links: closed when their last day is over, told of on the marks before."""

import datetime

import pytest

from iacs_portal.core import clock
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from tests.factories import practitioners, surrogates
from tests.statements import counted
from usergroups import links
from usergroups.commands import link_clocks
from usergroups.commands.link_clocks import close_due_links, tell_of_ends
from usergroups.commands.links import close_due_link, renew_link
from usergroups.models import UserGroup

pytestmark = pytest.mark.django_db


def ends_on(link, day):
    UserGroup.objects.filter(pk=link.pk).update(until=links.end_of_day(day))


def ending_in(days, company=None):
    """A link whose last day is so many days ahead, approved long ago."""
    link = surrogates.link(company)
    set_back(link, days)
    return link


def set_back(link, days):
    UserGroup.objects.filter(pk=link.pk).update(
        until=links.end_of_day(clock.today() + datetime.timedelta(days=days)),
        approved_at=clock.now() - datetime.timedelta(days=300),
    )


def mails(message):
    return list(Message.objects.filter(message=message).order_by("pk"))


def days_later(time_machine, days):
    time_machine.move_to(clock.now() + datetime.timedelta(days=days), tick=False)


def test_links_whose_day_is_over_are_closed_and_one_that_fails_stops_no_other(monkeypatch):
    over = [ending_in(-1) for _number in range(3)]
    ending_in(0)

    def fails_at_first(*, actor, link_key):
        if link_key == over[0].pk:
            raise ValueError("broken")
        return close_due_link(actor=actor, link_key=link_key)

    with monkeypatch.context() as patched:
        patched.setattr(link_clocks, "close_due_link", fails_at_first)
        assert close_due_links() == 2
    assert close_due_links() == 1
    assert close_due_links() == 0
    assert UserGroup.objects.filter(closed_at__isnull=False).count() == 3


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (29, 1), (14, 1), (8, 1), (7, 1), (2, 1), (1, 1), (0, 1)])
def test_a_mark_that_has_come_is_told_once(days, told):
    ending_in(days)
    assert tell_of_ends() == (told, told)
    assert tell_of_ends() == (0, 0)
    assert (len(mails("link_ends")), len(mails("links_end"))) == (told, told)


def test_each_mark_is_told_on_its_day_to_both_sides(time_machine):
    link = ending_in(31)
    told = []
    for left in range(31, -1, -1):
        if tell_of_ends() == (1, 1):
            told.append(left)
        days_later(time_machine, 1)
    assert told == [30, 14, 7, 1]
    assert len({mail.key for mail in mails("link_ends")}) == 4
    assert {mail.person_id for mail in mails("links_end")} == {link.company.founder_id}


def test_a_clock_that_missed_days_tells_the_nearest_mark_once(time_machine):
    ending_in(31)
    days_later(time_machine, 20)
    assert tell_of_ends() == (1, 1)
    assert tell_of_ends() == (0, 0)
    assert [mail.facts["status"] for mail in mails("link_ends")] == ["Ends in 11 days"]
    days_later(time_machine, 9)
    assert tell_of_ends() == (1, 1)
    assert [mail.facts["status"] for mail in mails("link_ends")][1:] == ["Ends in 2 days"]


def test_a_link_that_was_approved_for_a_few_days_is_told_of_from_the_next_mark_on(time_machine):
    surrogates.approved(surrogates.asks_to_work(until=clock.today() + datetime.timedelta(days=10)))
    assert tell_of_ends() == (0, 0)
    days_later(time_machine, 3)
    assert tell_of_ends() == (1, 1)


def test_a_company_hears_of_many_links_in_one_mail(time_machine):
    company = surrogates.company()
    further = surrogates.further_administrator_of(company)
    for _number in range(27):
        ending_in(14, company)
    assert tell_of_ends() == (27, 1)
    digests = mails("links_end")
    assert {mail.person_id for mail in digests} == {company.founder_id, further.pk}
    assert len(digests) == 2
    facts = digests[0].facts
    assert (len(facts["lines"]), facts["more"]) == (25, 2)
    text = render("links_end", facts).text
    assert "And 2 more" in text
    assert f"/companies/{company.pk}/links/" in text
    assert "27 providers" in text


def test_somebody_who_acts_for_two_companies_gets_one_mail(time_machine):
    company, other = surrogates.company(), surrogates.company()
    surrogates.further_administrator_of(other, company.founder)
    ending_in(7, company)
    ending_in(7, other)
    assert tell_of_ends() == (2, 2)
    by_person = {mail.person_id: mail.facts["lines"] for mail in mails("links_end")}
    assert {key: len(lines) for key, lines in by_person.items()} == {company.founder_id: 2, other.founder_id: 1}
    assert len(mails("links_end")) == 2


def test_the_mails_say_that_a_renewal_waits(time_machine):
    link = ending_in(14)
    renew_link(actor=link.company.founder, link_key=link.pk)
    assert tell_of_ends() == (1, 1)
    assert "renewal that waits for you" in mails("link_ends")[0].facts["next_step"]
    assert "a renewal waits" in mails("links_end")[0].facts["lines"][0]


def test_a_renewed_link_is_told_of_before_its_new_end_only(time_machine):
    link = ending_in(14)
    assert tell_of_ends() == (1, 1)
    surrogates.approved(renew_link(actor=link.company.founder, link_key=link.pk))
    days_later(time_machine, 10)
    assert tell_of_ends() == (0, 0)
    link.refresh_from_db()
    time_machine.move_to(link.until - datetime.timedelta(days=30), tick=False)
    assert tell_of_ends() == (1, 1)


def test_a_practitioner_is_told_without_words_for_organizations():
    practitioner = practitioners.approved(practitioners.request())
    set_back(surrogates.link(surrogates.facts(is_individual=True, ein=""), practitioner), 7)
    assert tell_of_ends() == (1, 1)
    assert mails("link_ends")[0].person_id == surrogates.decider_of(practitioner).pk
    text = "".join(render(mail.message, mail.facts).text for mail in mails("link_ends") + mails("links_end"))
    assert "official" not in text
    assert "organization" not in text
    assert "/links/" in text


def test_only_links_that_end_are_read(django_assert_max_num_queries):
    for _number in range(3):
        surrogates.link()
    with counted() as statements:
        assert tell_of_ends() == (0, 0)
        assert close_due_links() == 0
    assert len(statements) == 3, str(statements)


@pytest.mark.parametrize("number", [1, 10])
def test_a_digest_asks_the_same_for_one_link_and_for_many(number):
    company = surrogates.company()
    for _number in range(number):
        ending_in(14, company)
    with counted() as statements:
        link_clocks.tell_company_of_ends(actor=None, company_key=company.pk)
    assert len(statements) == 7, str(statements)
