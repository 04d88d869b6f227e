"""Two people at the same moment about one facility: one question, one answer, and the other is told."""

from iacs_portal.audit.models import Entry
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from registration.commands.further_facilities import register_facilities
from registration.models import FacilityAnswer, OrganizationRegistration
from tests.factories import facilities, registration
from tests.races import at_once

YES, NO = FacilityAnswer.YES, FacilityAnswer.NO


def test_of_20_pairs_of_answers_at_once_each_leaves_one_and_the_other_is_told(committed_db):
    known = registration.organization()
    desk, official = registration.desk_agent(), facilities.official_of(known)
    for _ in range(20):
        question = facilities.ask(facilities.requested(), known, desk)
        results = at_once(
            lambda question=question: facilities.answer(question, YES, official),
            lambda question=question: facilities.answer(question, NO, official),
        )
        refusals = [result for result in results if isinstance(result, Refused)]
        assert [refusal.code for refusal in refusals] == ["answered"]
        question.refresh_from_db()
        assert str(refusals[0]).endswith(f": {question.answer}.")
    assert Entry.objects.filter(command__in=["facility_confirmed", "facility_not_confirmed"]).count() == 20


def test_two_of_the_desk_who_ask_at_once_ask_once(committed_db):
    known = registration.organization()
    desks = [registration.desk_agent(), registration.desk_agent()]
    for _ in range(10):
        request = facilities.requested()
        results = at_once(*(lambda desk=desk, request=request: facilities.ask(request, known, desk) for desk in desks))
        assert [result.code for result in results if isinstance(result, Refused)] == ["already_asked"]
        assert request.facility_confirmations.count() == 1
    assert Message.objects.filter(message="facility_to_confirm").count() == 10


def test_of_10_pairs_of_equal_lists_of_facilities_each_npi_is_asked_for_once(committed_db):
    organization = registration.organization(legal_business_name="Harbor Street Clinic, Inc.")
    head = facilities.official_of(organization)
    for _ in range(10):
        lines = [registration.record(registration.npi()).npi for _number in range(3)]

        def send(lines=lines):
            return register_facilities(actor=head, organization_key=organization.pk, lines=lines)

        results = at_once(send, send)
        assert sorted(len(result.sent) for result in results) == [0, 3]
        assert OrganizationRegistration.objects.filter(number__in=lines).count() == 3
