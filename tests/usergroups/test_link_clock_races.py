"""Clocks of links that two beats start at the same moment, with real commits."""

import datetime

from iacs_portal.core import clock
from iacs_portal.outbox.models import Message
from tests.factories import surrogates
from tests.races import at_once
from usergroups import links
from usergroups.commands.link_clocks import close_due_links, tell_of_ends
from usergroups.models import UserGroup


def ending_in(days, company):
    link = surrogates.link(company)
    UserGroup.objects.filter(pk=link.pk).update(
        until=links.end_of_day(clock.today() + datetime.timedelta(days=days)),
        approved_at=clock.now() - datetime.timedelta(days=300),
    )


def mails(message):
    return list(Message.objects.filter(message=message).order_by("pk"))


def test_two_beats_at_the_same_moment_tell_and_close_once(committed_db):
    company = surrogates.company()
    ending_in(14, company)
    ending_in(-1, company)
    told = at_once(tell_of_ends, tell_of_ends)
    assert sum(officials for officials, _companies in told) == 1
    assert sum(companies for _officials, companies in told) == 1
    assert sum(at_once(close_due_links, close_due_links)) == 1
    assert [len(mails(message)) for message in ("link_ends", "links_end")] == [1, 1]
    assert len({mail.key for mail in mails("link_ended")}) == len(mails("link_ended")) == 2
