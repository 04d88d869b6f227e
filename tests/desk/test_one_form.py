"""Further facilities that were sent in one form: one row for the desk, one case with all of them, decided one by one or together."""

import datetime
import re

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.core import clock
from iacs_portal.outbox.delivery import drain
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from registration.commands.further_facilities import register_facilities
from registration.models import Organization, PaperSeen
from tests.factories import chain, engine, facilities, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db

QUEUES = ("approvals:inbox", "desk:approvals_step_changelist")


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic, Inc.")


@pytest.fixture
def desk(client):
    agent = registration.desk_agent()
    client.force_login(agent)
    return agent


def sent(organization, count=3):
    lines = [registration.record(registration.npi()).npi for _number in range(count)]
    outcome = register_facilities(actor=chain.head_of(organization), organization_key=organization.pk, lines=lines)
    assert not outcome.bad
    return outcome.sent


def case(request):
    return reverse("desk:case", args=[request.pk])


def text_of(client, address):
    return client.get(address).content.decode()


def page(client, request, query=""):
    return client.get(case(request) + query).context["page"]


def decide(client, request, *, until=None, **fields):
    step = engine.open_step(request)
    together = page(client, request).together
    carried = {"step": step.pk, "opening": step.opening, "until": together.until if until is None else until}
    return client.post(reverse("desk:case_decision", args=[request.pk]), carried | fields, follow=True).content.decode()


def approve(client, request, organization, **more):
    papers = {"approve-kind": "already_seen", "approve-arrival": "seen_before", "approve-seen_for": organization.pk}
    return decide(client, request, do="approve", **papers, **more)


def deny(client, request, **more):
    return decide(client, request, do="deny", **{"deny-reason": "other", "deny-words": "Not yours."}, **more)


def statuses(requests):
    return [Request.objects.get(pk=each.pk).status for each in requests]


def mails_of_decisions():
    return list(Message.objects.filter(message="requests_decided").order_by("pk"))


# THE QUEUE


def test_a_form_is_one_row_that_leads_to_its_first_undecided_case(client, desk, organization):
    requests = sent(organization, 12)
    facilities.waive(requests[0], organization, desk)
    alone = registration.registration()
    for name in QUEUES:
        text = text_of(client, reverse(name))
        assert "Register 12 further facilities" in text
        assert "11 of 12 facilities not decided yet" in text
        assert case(requests[1]) in text
        assert case(alone) in text
        assert not [each for each in requests[2:] if case(each) in text]
    home = text_of(client, reverse("home"))
    assert "2 requests wait for you" in home
    assert "11 of 12 facilities not decided yet" in home


def test_the_list_of_requests_has_one_row_for_a_form_and_for_each_of_its_statuses(client, desk, organization):
    requests = sent(organization, 4)
    for each in requests[:2]:
        facilities.waive(each, organization, desk)
    address = reverse("desk:approvals_request_changelist")
    for query, row in (("", 0), ("?status=approved", 0), ("?status=under_review", 2)):
        text = text_of(client, address + query)
        numbers = [each.tracking_number for each in requests if each.tracking_number in text]
        assert numbers == [requests[row].tracking_number]
        assert "2 of 4 facilities not decided yet" in text
        assert case(requests[2]) in text
    assert "?status=denied" in text_of(client, address)
    assert requests[3].tracking_number in text_of(client, f"{address}?q={requests[3].tracking_number}")


def test_each_facility_is_found_by_its_number(client, desk, organization):
    requests = sent(organization, 3)
    number = requests[2].tracking_number
    for name in QUEUES:
        assert case(requests[2]) in text_of(client, f"{reverse(name)}?q={number}")


def test_what_was_passed_on_to_the_leads_waits_there_and_the_rest_here(client, desk, organization):
    lead, requests = registration.desk_lead(), sent(organization, 3)
    fields = {"pass-on-office": "lead_desk", "pass-on-remark": "A hard one."}
    decide(client, requests[0], do="pass_on", **fields)
    assert case(requests[1]) in text_of(client, reverse("approvals:inbox"))
    client.force_login(lead)
    text = text_of(client, reverse("approvals:inbox"))
    assert case(requests[0]) in text
    assert case(requests[1]) in text


@pytest.mark.parametrize("name", [*QUEUES, "desk:approvals_request_changelist"])
def test_a_queue_takes_the_same_number_of_statements_for_1_and_30_forms(client, desk, organization, name):
    address, counts = reverse(name), []
    for more in (1, 29):
        for _number in range(more):
            sent(organization, 2)
        client.get(address)
        with counted() as statements:
            client.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    if name in QUEUES:
        assert text_of(client, address).count("2 of 2 facilities not decided yet") == 25


# THE CASE


def test_the_case_lists_the_form_25_at_a_time_with_states_and_links(client, desk, organization):
    requests = sent(organization, 60)
    facilities.waive(requests[1], organization, desk)
    text = text_of(client, case(requests[0]))
    assert "One form: Register 60 further facilities" in text
    assert "59 of them are not decided yet." in text
    shown, addresses = page(client, requests[0]).together, []
    assert [line.number for line in shown.lines] == [each.tracking_number for each in requests[:25]]
    assert [(line.state, line.is_here) for line in shown.lines[:2]] == [("review", True), ("approved", False)]
    assert not [each for each in requests[25:] if case(each) in text]
    while shown.next_url:
        addresses += [line.url for line in shown.lines]
        shown = page(client, requests[0], shown.next_url.partition("#")[0]).together
    addresses += [line.url for line in shown.lines]
    assert addresses == [case(each) for each in requests]
    assert page(client, requests[0], "?after=x").together.is_first


def test_a_facility_that_was_sent_alone_has_no_list(client, desk, organization):
    (request,) = sent(organization, 1)
    assert request.sent_with is None
    assert page(client, request).together is None
    assert "of this form too" not in text_of(client, case(request))


def test_all_are_approved_by_one_evidence(client, desk, organization):
    requests, head = sent(organization), chain.head_of(organization)
    forms = client.get(case(requests[0])).context["forms"]
    assert forms.approve["seen_for"].value() == organization.pk
    answer = approve(client, requests[0], organization, **{"approve-together": "on"})
    assert f"Approved: {requests[0].tracking_number}." in answer
    assert "And 2 others of the same form." in answer
    assert statuses(requests) == ["approved"] * 3
    seen = PaperSeen.objects.filter(step__request__in=requests)
    assert {(each.kind, each.other_organization_id) for each in seen} == {("already_seen", organization.pk)}
    held = RoleAssignment.objects.filter(user=head, role="security_official", ended_at=None)
    assert held.count() == 4
    assert Organization.objects.filter(ein=organization.ein).count() == 4


def test_the_others_wait_where_they_are_not_ticked(client, desk, organization):
    requests = sent(organization)
    approve(client, requests[0], organization)
    assert statuses(requests) == ["approved", "under_review", "under_review"]


def test_all_are_denied_or_returned_for_one_reason(client, desk, organization):
    denied, returned = sent(organization), sent(organization)
    deny(client, denied[0], **{"deny-together": "on"})
    fields = {"return-reason": "other", "return-words": "Which one?", "return-together": "on"}
    decide(client, returned[0], do="return_for_changes", **fields)
    assert statuses(denied) == ["denied"] * 3
    assert statuses(returned) == ["returned"] * 3


def test_one_that_is_refused_stops_no_other_and_its_reason_is_told_once(client, desk, organization):
    requests = sent(organization, 4)
    taken = requests[2].organization_registration.number
    registration.organization(npi=taken)
    answer = approve(client, requests[0], organization, **{"approve-together": "on"})
    assert statuses(requests) == ["approved", "approved", "under_review", "approved"]
    assert "And 2 others of the same form." in answer
    assert answer.count(f"The NPI {taken} was registered meanwhile") >= 1


def test_what_was_changed_and_sent_again_since_the_page_was_shown_is_left_out(client, desk, organization):
    requests = sent(organization)
    until = page(client, requests[0]).together.until
    facilities.change(requests[1], practice_line_1="1 New Street")
    answer = approve(client, requests[0], organization, until=until, **{"approve-together": "on"})
    assert statuses(requests) == ["approved", "under_review", "approved"]
    assert "Some were changed and sent again since you opened the page." in answer


def test_no_request_of_another_form_is_decided_with_it(client, desk, organization):
    requests, others = sent(organization), sent(organization)
    approve(client, requests[0], organization, **{"approve-together": "on"})
    assert statuses(others) == ["under_review"] * 3


def test_the_case_takes_the_same_number_of_statements_for_1_and_29_others(client, desk, organization):
    counts = []
    for size in (2, 30):
        request = sent(organization, size)[0]
        client.get(case(request))
        with counted() as statements:
            client.get(case(request))
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 45, str(statements)


# THE MAIL


def test_one_mail_tells_of_all_that_are_approved_together(client, desk, organization):
    requests = sent(organization, 30)
    Message.objects.all().delete()
    approve(client, requests[0], organization, **{"approve-together": "on", "approve-remark": "Welcome."})
    (mail,) = Message.objects.all()
    head = chain.head_of(organization)
    assert (mail.to, mail.person, mail.about) == (head.email, head, requests[0].tracking_number)
    assert mail.subject == "Approved: 30 requests for Harbor Street Clinic, Inc."
    address = reverse("desk:outbox_message_change", args=[mail.pk])
    words = text_of(client, address)
    assert words.count("NPI ") == 25
    assert f"{requests[0].tracking_number}: NPI {requests[0].organization_registration.number}" in words
    assert "These are the first 25." in words
    assert reverse("registration:facilities", args=[organization.pk]) in words
    assert "Welcome." in words
    assert address in text_of(client, case(requests[29]))


def test_it_waits_some_minutes_for_what_is_decided_alike_one_by_one(client, desk, organization):
    requests = sent(organization, 4)
    for each in requests[:2]:
        approve(client, each, organization)
    deny(client, requests[2])
    approved, denied = mails_of_decisions()
    assert approved.subject == "Approved: 2 requests for Harbor Street Clinic, Inc."
    assert denied.subject == "Denied: 1 request for Harbor Street Clinic, Inc."
    assert approved.next_attempt_at - clock.now() > datetime.timedelta(minutes=4)
    drain()
    assert {each.status for each in mails_of_decisions()} == {"waiting"}
    Message.objects.filter(message="requests_decided").update(next_attempt_at=clock.now())
    drain()
    approve(client, requests[3], organization)
    assert [each.status for each in mails_of_decisions()] == ["sent", "sent", "waiting"]
    assert mails_of_decisions()[2].facts["requests"][0].startswith(requests[3].tracking_number)


def test_the_mail_is_shown_before_it_is_sent_as_it_will_be(client, desk, organization):
    requests = sent(organization)
    step = engine.open_step(requests[0])
    fields = {"step": step.pk, "opening": step.opening, "preview": "deny", "deny-reason": "other"}
    shown = client.post(reverse("desk:case_decision", args=[requests[0].pk]), fields).content.decode()
    assert "Denied: 1 request for Harbor Street Clinic, Inc." in shown
    assert re.search(r'name="until" value="\d{20}"', shown)


def test_what_one_person_did_not_send_is_not_kept_together(organization):
    with pytest.raises(ValueError, match="not sent by one person"):
        commands.keep_together(
            actor=chain.head_of(organization),
            requests=[registration.registration(), registration.registration()],
        )
