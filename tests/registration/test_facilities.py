"""A further facility: the desk asks, the Security Official answers, and the paper may be waived (domain.md 10)."""

import datetime

import pytest

from approvals import commands
from approvals.models import Event
from approvals.states import RequestStatus
from iacs_portal.accounts.commands import set_person
from iacs_portal.accounts.models import Identity, User
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render
from iacs_portal.roles.commands import grant
from registration import roles
from registration.commands.facilities import ask_facility
from registration.models import FacilityAnswer, FacilityConfirmation, Organization, PaperSeen
from tests.factories import engine, facilities, registration

pytestmark = pytest.mark.django_db

YES, NO = FacilityAnswer.YES, FacilityAnswer.NO


def rename(person, **names):
    identity = Identity.objects.get(user=person)
    set_person(
        actor=person,
        user=person,
        first_name=names.get("first_name", person.first_name),
        last_name=names.get("last_name", person.last_name),
        birth_date=identity.birth_date,
        ssn_digest=identity.ssn_digest,
        ssn_last4=identity.ssn_last4,
        ssn_wraps=identity.ssn_wraps,
        telephone="207-555-0142",
    )


# ASKING


def test_the_question_is_kept_mailed_to_the_official_and_told_to_the_desk_alone():
    known, request, desk = registration.organization(), facilities.requested(), registration.desk_agent()
    question = facilities.ask(request, known, desk)
    assert (question.organization, question.asked_by, question.answer) == (known, desk, "")
    assert question.requester_name == request.requester.get_full_name()
    event = Event.objects.get(entry__command="facility_asked")
    assert (event.request, event.internal, event.entry.actor) == (request, True, desk)
    mail = Message.objects.get(message="facility_to_confirm")
    assert (mail.to, mail.about) == (facilities.official_of(known).email, request.tracking_number)
    assert not Message.objects.filter(to=request.requester.email).exclude(message="request_sent").exists()


def test_the_mail_says_who_asks_for_which_facility_and_nothing_more_of_the_person():
    known = registration.organization()
    request = facilities.requested(ein="123456789", practice_city="Stonebridge", practice_state="VT")
    facilities.ask(request, known)
    mail = Message.objects.get(message="facility_to_confirm")
    text = render(mail.message, mail.facts).text
    number = request.organization_registration.number
    assert text.startswith(f"What        Confirm a further facility: NPI {number}, Stonebridge, VT\n")
    assert "For whom    Harbor Street Clinic, Inc.\n" in text
    assert f"Number      {request.tracking_number}\n" in text
    assert f"{request.requester.get_full_name()} has asked to register this facility" in text
    assert "/register/facilities/" in text
    identity = Identity.objects.get(user=request.requester)
    for hidden in ("123456789", "12-3456789", identity.ssn_last4, "1968", request.requester.email, "207-555"):
        assert hidden not in text.replace(request.tracking_number, "").replace(number, "")


@pytest.mark.parametrize("changes", [{"ein": "987654321"}, {"legal_business_name": "Mill Road Hospital"}])
def test_an_official_is_not_asked_when_ein_or_name_is_another(changes):
    known, request = registration.organization(), facilities.requested(**changes)
    with pytest.raises(Refused, match="EIN or legal business name is another"):
        facilities.ask(request, known)
    assert not FacilityConfirmation.objects.exists()
    assert not Message.objects.filter(message="facility_to_confirm").exists()


def test_names_are_compared_as_the_waiver_compares_them():
    known = registration.organization(legal_business_name="St. Luke's Clinic, Inc.")
    request = facilities.requested(legal_business_name="ST LUKES CLINIC INC")
    assert facilities.ask(request, known).organization == known


def test_only_who_may_approve_the_step_may_ask():
    known, request = registration.organization(), facilities.requested()
    official = facilities.official_of(known)
    for stranger in (official, engine.person()):
        with pytest.raises(Refused) as refused:
            facilities.ask(request, known, stranger)
        assert refused.value.code == "no_office"
    with pytest.raises(Refused) as refused:
        facilities.ask(request, known, request.requester)
    assert refused.value.code == "own_request"


def test_nobody_is_asked_about_a_decided_request_or_one_that_shows_a_paper():
    known, request = registration.organization(), facilities.requested()
    step, desk = engine.open_step(request), registration.desk_agent()
    commands.deny(step_id=step.pk, actor=desk, reason="other")
    with pytest.raises(Refused) as refused:
        ask_facility(step_id=step.pk, actor=desk, organization_key=known.pk)
    assert refused.value.code == "already_decided"
    with pytest.raises(Refused) as refused:
        facilities.ask(registration.registration(), known)
    assert refused.value.code == "other_proof"


def test_nobody_is_asked_where_the_person_is_the_official_or_nobody_is():
    known = registration.organization()
    with pytest.raises(Refused) as refused:
        facilities.ask(facilities.requested(facilities.official_of(known)), known)
    assert refused.value.code == "own"
    facilities.leave(known)
    with pytest.raises(Refused, match="has no Security Official now"):
        facilities.ask(facilities.requested(), known)


def test_a_question_is_asked_once_while_it_counts():
    known, request = registration.organization(), facilities.requested()
    desk = registration.desk_agent(first_name="Casey", last_name="Example")
    facilities.ask(request, known, desk)
    with pytest.raises(Refused, match=r"Already asked on .* by Casey Example\."):
        facilities.ask(request, known)
    assert Message.objects.filter(message="facility_to_confirm").count() == 1


def test_after_a_change_or_a_succession_it_is_asked_anew():
    known, request = registration.organization(), facilities.requested()
    first = facilities.answer(facilities.ask(request, known))
    facilities.change(request, practice_city="Stonebridge")
    second = facilities.answer(facilities.ask(request, known))
    successor = facilities.succeed(known)
    third = facilities.ask(request, known)
    assert [each.lapsed_at is None for each in FacilityConfirmation.objects.order_by("pk")] == [False, False, True]
    assert (first.practice_city, second.practice_city) == ("Port Ellery", "Stonebridge")
    assert Message.objects.filter(message="facility_to_confirm", to=successor.email).count() == 1
    facilities.answer(third, actor=successor)
    assert facilities.waive(request, known).status == RequestStatus.APPROVED


# ANSWERING


@pytest.mark.parametrize(("given", "command"), [(YES, "facility_confirmed"), (NO, "facility_not_confirmed")])
def test_an_answer_is_kept_with_who_and_when_and_only_the_desk_reads_it(given, command):
    question = facilities.ask(facilities.requested(), registration.organization())
    official = facilities.official_of(question.organization)
    mails = Message.objects.count()
    facilities.answer(question, given, remark=" We opened it in May. ")
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.remark) == (given, official, "We opened it in May.")
    assert question.answered_at is not None
    event = Event.objects.get(entry__command=command)
    assert (event.internal, event.entry.actor, event.entry.remark) == (True, official, "We opened it in May.")
    assert Message.objects.count() == mails


def test_only_the_official_of_now_answers():
    known = registration.organization()
    question = facilities.ask(facilities.requested(), known)
    former = facilities.official_of(known)
    other = facilities.official_of(registration.organization())
    successor = facilities.succeed(known)
    for stranger in (former, other, question.request.requester, registration.desk_agent()):
        with pytest.raises(FacilityConfirmation.DoesNotExist):
            facilities.answer(question, actor=stranger)
    assert facilities.answer(question, actor=successor).answered_by == successor


def test_who_asks_does_not_answer_even_as_official_of_now():
    known = registration.organization()
    question = facilities.ask(facilities.requested(), known)
    facilities.leave(known)
    requester = question.request.requester
    grant(actor=None, user=requester, role=roles.SECURITY_OFFICIAL, scope=known.scope, reason="succession")
    with pytest.raises(FacilityConfirmation.DoesNotExist):
        facilities.answer(question, actor=requester)


def test_a_second_answer_is_told_who_answered_and_when():
    question = facilities.answer(facilities.ask(facilities.requested(), registration.organization()))
    official = facilities.official_of(question.organization)
    with pytest.raises(Refused) as refused:
        facilities.answer(question, NO)
    assert refused.value.code == "answered"
    assert str(refused.value).startswith("Answered on ")
    assert str(refused.value).endswith(f" by {official.get_full_name()}: yes.")
    question.refresh_from_db()
    assert question.answer == YES


def test_an_answer_after_the_decision_or_a_change_is_told_that_none_is_needed():
    known = registration.organization()
    decided, changed = facilities.requested(), facilities.requested()
    late, stale = facilities.ask(decided, known), facilities.ask(changed, known)
    commands.deny(step_id=engine.open_step(decided).pk, actor=registration.desk_agent(), reason="other")
    facilities.change(changed, practice_city="Stonebridge")
    with pytest.raises(Refused, match="The request was closed on .*, so no answer is needed any more"):
        facilities.answer(late)
    with pytest.raises(Refused, match="The request was changed after this question"):
        facilities.answer(stale)
    assert not FacilityConfirmation.objects.exclude(answer="").exists()


# THE WAIVER


def test_a_confirmed_facility_is_approved_without_a_paper_and_the_right_leads_back_to_the_word():
    known, request = registration.organization(), facilities.requested()
    question = facilities.answer(facilities.ask(request, known))
    facilities.waive(request, known)
    seen = PaperSeen.objects.get(step__request=request)
    assert (seen.other_organization, seen.confirmation, seen.arrival) == (known, question, "seen_before")
    assert Organization.objects.filter(registered_by__request=request).exists()


def test_without_a_yes_the_paper_is_not_waived():
    known, request = registration.organization(), facilities.requested()
    with pytest.raises(Refused, match="is no official of that organization. Ask its Security Official"):
        facilities.waive(request, known)
    question = facilities.ask(request, known)
    with pytest.raises(Refused, match="has not answered yet"):
        facilities.waive(request, known)
    facilities.answer(question, NO)
    with pytest.raises(Refused, match="has not confirmed the facility"):
        facilities.waive(request, known)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "1999999992"},
        {"legal_business_name": "Harbor Street Clinic Inc"},
        {"practice_city": "Stonebridge"},
        {"further_npis": ["1888888888"]},
    ],
)
def test_a_yes_does_not_count_for_a_request_that_was_changed(changes):
    known, request = registration.organization(), facilities.requested()
    facilities.answer(facilities.ask(request, known))
    facilities.change(request, **changes)
    with pytest.raises(Refused, match="The request was changed after the question"):
        facilities.waive(request, known)


def test_a_yes_for_one_ein_does_not_count_for_another():
    known, request = registration.organization(), facilities.requested()
    other = registration.organization(ein="987654321")
    facilities.answer(facilities.ask(request, known))
    facilities.change(request, ein="987654321")
    for organization in (known, other):
        with pytest.raises(Refused):
            facilities.waive(request, organization)


def test_a_yes_does_not_count_once_the_person_bears_another_name():
    known, request = registration.organization(), facilities.requested()
    facilities.answer(facilities.ask(request, known))
    rename(request.requester, last_name="Somebodyelse")
    with pytest.raises(Refused, match="The request was changed after the question"):
        facilities.waive(request, known)


def test_a_yes_does_not_count_once_who_gave_it_has_left_or_the_organization_is_closed():
    known, request = registration.organization(), facilities.requested()
    question = facilities.answer(facilities.ask(request, known))
    who = question.answered_by.get_full_name()
    facilities.succeed(known)
    with pytest.raises(Refused, match=f"{who} is not its Security Official any more"):
        facilities.waive(request, known)
    Organization.objects.filter(pk=known.pk).update(closed_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    known.refresh_from_db()
    with pytest.raises(Refused, match="its papers do not prove this one"):
        facilities.waive(request, known)


def test_who_confirmed_the_facility_does_not_approve_it():
    known, request = registration.organization(), facilities.requested()
    facilities.answer(facilities.ask(request, known))
    official = facilities.official_of(known)
    grant(actor=None, user=official, role=roles.DESK_AGENT, scope=registration.community().scope, reason="test")
    official = User.objects.get(pk=official.pk)
    with pytest.raises(Refused, match="You have confirmed the facility yourself"):
        facilities.waive(request, known, official)
    assert facilities.waive(request, known).status == RequestStatus.APPROVED
