"""What a company hears of its lists: one mail when it is sent, and one a day at most about what was answered."""

import datetime

import pytest

from approvals import commands
from iacs_portal.core import clock
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.factories import chain, engine, registration, surrogates
from tests.usergroups.test_provider_lists import npi_of, sent, shown
from usergroups.models import LinkRequest
from usergroups.tasks import tell_answers_task

pytestmark = pytest.mark.django_db


def asked(count, company=None, person=None):
    company = company or surrogates.company()
    organizations = [registration.organization() for _number in range(count)]
    of = sent(shown(company, [npi_of(each) for each in organizations], person=person))
    return of, organizations


def decide(of, organization, verb=commands.approve, **more):
    request = LinkRequest.objects.get(provider_list=of, provider=organization.pk).request
    return verb(step_id=engine.open_step(request).pk, actor=chain.head_of(organization), **more)


def numbers_of(of):
    return LinkRequest.objects.filter(provider_list=of).values("request__tracking_number")


def told():
    before = set(Message.objects.values_list("pk", flat=True))
    tell_answers_task()
    return list(Message.objects.filter(message="list_answered").exclude(pk__in=before))


def test_answers_are_told_in_one_mail_and_each_once(time_machine):
    of, organizations = asked(5)
    assert told() == []
    decide(of, organizations[0])
    decide(of, organizations[1], commands.deny, reason="not_known")
    decide(of, organizations[2], commands.return_for_changes, reason="day")
    (mail,) = told()
    assert mail.to == of.company.founder.email
    assert [(each["count"], each["names"], each["more"]) for each in mail.facts["answers"]] == [
        (1, [str(organizations[number])], 0) for number in (2, 0, 1)
    ]
    told_one_by_one = Message.objects.filter(about__in=numbers_of(of), to=mail.to)
    assert not told_one_by_one.exists()
    decide(of, organizations[3])
    assert told() == []
    time_machine.move_to(clock.now() + datetime.timedelta(hours=21))
    (mail,) = told()
    assert [(each["count"], each["names"]) for each in mail.facts["answers"]] == [(1, [str(organizations[3])])]
    time_machine.move_to(clock.now() + datetime.timedelta(hours=21))
    assert told() == []


def test_what_was_returned_and_sent_again_is_told_anew(time_machine):
    of, (organization,) = asked(1)
    returned = decide(of, organization, commands.return_for_changes, reason="day")
    assert len(told()) == 1
    commands.resubmit(request_id=returned.pk, actor=of.made_by)
    time_machine.move_to(clock.now() + datetime.timedelta(hours=21))
    assert told() == []
    decide(of, organization)
    assert len(told()) == 1


def test_the_first_25_are_named_and_the_rest_is_a_number():
    of, organizations = asked(27)
    for organization in organizations:
        decide(of, organization)
    (mail,) = told()
    (answer,) = mail.facts["answers"]
    assert (answer["count"], len(answer["names"]), answer["more"]) == (27, 25, 2)


def test_when_the_sender_is_gone_the_administrators_are_told():
    company = surrogates.company()
    other = surrogates.further_administrator_of(company)
    of, (organization,) = asked(1, company, other)
    decide(of, organization)
    held = RoleAssignment.objects.get(user=other, scope=company.pk, ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="left")
    (mail,) = told()
    assert mail.to == company.founder.email
