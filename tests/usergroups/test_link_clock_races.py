"""Clocks of links that two beats start at the same moment, with real commits."""

import datetime

import time_machine

from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles import projection
from iacs_portal.roles.models import RoleAssignment
from tests.factories import practitioners, surrogates
from tests.races import at_once
from usergroups import links
from usergroups.commands.leaving import leave
from usergroups.commands.link_clocks import close_due_links, tell_of_ends
from usergroups.commands.links import end_link
from usergroups.commands.new_people import tell_of_new_people
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


def test_two_beats_at_the_same_moment_tell_of_each_new_person_once(committed_db):
    company = surrogates.company()
    surrogates.link(company)
    for _number in range(3):
        surrogates.member_of(surrogates.team_of(company))
    with time_machine.travel(clock.now() + datetime.timedelta(hours=1)):
        assert sum(at_once(tell_of_new_people, tell_of_new_people)) == 2
        assert tell_of_new_people() == 0
    assert sorted(len(mail.facts["lines"]) for mail in mails("new_people")) == [3, 3]


def test_a_practitioner_who_leaves_while_the_company_ends_its_link_ends_it_once(committed_db):
    for _number in range(10):
        practitioner = practitioners.approved(practitioners.request())
        company = surrogates.company()
        link = surrogates.link(company, practitioner)
        held = RoleAssignment.objects.get(scope=practitioner.pk, ended_at=None)
        results = at_once(
            lambda held=held: leave(actor=held.user, assignment_id=held.pk, reason="I retire."),
            lambda link=link, company=company: end_link(actor=company.founder, link_key=link.pk, reason="over"),
        )
        refused = [str(each) for each in results if isinstance(each, Refused)]
        assert refused in ([], ["This link has ended already."])
        assert Entry.objects.filter(command="end", scope_key=link.pk).count() == 1
        assert not RoleAssignment.objects.filter(scope__in=[link.pk, practitioner.pk], ended_at=None).exists()
    assert projection.drift() == []
