"""The case page of a further facility: whom the desk can ask, what it hears, and the approval without a paper."""

import re

import pytest
from django.urls import reverse

from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.commands.facilities import confirm_facility
from registration.models import FacilityAnswer, FacilityConfirmation, PaperSeen
from tests.factories import engine, facilities, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db

BUTTON = "Ask the Security Official of Harbor Street Clinic, Inc."


@pytest.fixture
def desk(client):
    agent = registration.desk_agent(first_name="Casey", last_name="Example")
    client.force_login(agent)
    return agent


def page(client, request):
    response = client.get(reverse("desk:case", args=[request.pk]))
    assert response.status_code == 200
    return response.content.decode()


def press(client, request, organization, step=None):
    return client.post(
        reverse("desk:case_ask_facility", args=[request.pk]),
        {"step": step or engine.open_step(request).pk, "organization": organization.pk},
        follow=True,
    )


def test_the_desk_asks_reads_the_answer_and_approves_without_a_paper(client, desk):
    known, request = registration.organization(), facilities.requested()
    assert BUTTON in page(client, request)
    asked = press(client, request, known).content.decode()
    assert "Its Security Official was asked on" in asked
    assert "by Casey Example." in asked
    assert "No answer yet." in asked
    assert BUTTON not in asked
    official = facilities.official_of(known)
    confirm_facility(
        confirmation_id=FacilityConfirmation.objects.get().pk,
        actor=official,
        answer=FacilityAnswer.YES,
        remark="We opened it in May.",
    )
    text = page(client, request)
    assert "Confirmed on" in text
    assert f"by {official.get_full_name()}." in text
    assert f'<option value="{known.pk}" selected>Harbor Street Clinic, Inc., Port Ellery, ME</option>' in text
    assert "We opened it in May." in text
    assert "Facility confirmed by the Security Official" in text
    step = engine.open_step(request)
    response = client.post(
        reverse("desk:case_decision", args=[request.pk]),
        {
            "step": step.pk,
            "opening": step.opening,
            "do": "approve",
            "approve-kind": "already_seen",
            "approve-arrival": "seen_before",
            "approve-seen_for": known.pk,
        },
    )
    assert response.status_code == 302
    assert PaperSeen.objects.get(step__request=request).confirmation == FacilityConfirmation.objects.get()
    assert "on the word of its Security Official" in page(client, request)


def test_the_button_is_there_only_for_who_claims_papers_of_a_registered_organization(client, desk):
    registration.organization()
    assert BUTTON not in page(client, registration.registration())
    other_ein = page(client, facilities.requested(ein="987654321"))
    assert BUTTON not in other_ein
    assert "No organization with the same EIN and legal business name is registered." in other_ein


def test_the_desk_reads_why_nobody_can_be_asked(client, desk):
    known, request = registration.organization(), facilities.requested()
    own = page(client, facilities.requested(facilities.official_of(known)))
    assert "The person who asks is its official" in own
    assert BUTTON not in own
    end(actor=None, assignment_id=RoleAssignment.objects.get(scope=known.scope).pk, reason="left")
    vacant = page(client, request)
    assert "Harbor Street Clinic, Inc. has no Security Official now" in vacant
    assert BUTTON not in vacant


def offered(text):
    """The organizations that the approval's form lets choose."""
    select = text.split('name="approve-seen_for"')[1].split("</select>")[0]
    return re.findall(r'<option value="(\d+)"', select)


def test_of_many_organizations_with_the_same_papers_the_requesters_own_is_offered_first(client, desk):
    many = [registration.organization() for _number in range(12)]
    own = many[-1]
    request = facilities.requested(facilities.official_of(own))
    text = page(client, request)
    assert offered(text) == [str(each.pk) for each in [own, *many[:9]]]
    assert "More organizations have the same EIN and legal business name" in text


def test_the_form_takes_an_organization_that_is_not_among_the_first(client, desk):
    official = registration.known_person()
    *_first, last = (registration.organization(official) for _number in range(11))
    request = facilities.requested(official)
    assert len(offered(page(client, request))) == 10
    assert str(last.pk) not in offered(page(client, request))
    step = engine.open_step(request)
    evidence = {"approve-kind": "already_seen", "approve-arrival": "seen_before", "approve-seen_for": last.pk}
    response = client.post(
        reverse("desk:case_decision", args=[request.pk]),
        {"step": step.pk, "opening": step.opening, "do": "approve"} | evidence,
    )
    assert response.status_code == 302
    assert PaperSeen.objects.get(step__request=request).other_organization == last


def test_an_answer_that_counts_no_more_says_why(client, desk):
    known, request = registration.organization(), facilities.requested()
    facilities.answer(facilities.ask(request, known))
    end(actor=None, assignment_id=RoleAssignment.objects.get(scope=known.scope).pk, reason="left")
    text = page(client, request)
    assert "is not its Security Official any more, so the answer does not count." in text
    assert "has no Security Official now" in text


def test_a_stale_page_asks_nobody_and_says_why(client, desk):
    known, request = registration.organization(), facilities.requested()
    facilities.ask(request, known)
    again = press(client, request, known)
    assert again.status_code == 422
    assert "Already asked on" in again.content.decode()
    step = engine.open_step(request).pk
    registration.approved(request)
    late = press(client, request, known, step)
    assert late.status_code == 409
    assert "Already approved by" in late.content.decode()
    assert FacilityConfirmation.objects.count() == 1


@pytest.mark.parametrize("field", ["step", "organization"])
def test_what_the_page_did_not_write_is_a_404(client, desk, field):
    known, request = registration.organization(), facilities.requested()
    fields = {"step": engine.open_step(request).pk, "organization": known.pk} | {field: "x"}
    assert client.post(reverse("desk:case_ask_facility", args=[request.pk]), fields).status_code == 404


def test_only_people_of_the_desk_ask(client):
    known, request = registration.organization(), facilities.requested()
    for user in (request.requester, facilities.official_of(known)):
        client.force_login(user)
        url = reverse("desk:case_ask_facility", args=[request.pk])
        response = client.post(url, {"step": engine.open_step(request).pk, "organization": known.pk})
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("desk:login"))
    assert not FacilityConfirmation.objects.exists()


def test_the_case_takes_the_same_number_of_statements_for_1_and_8_organizations_asked(client, desk):
    request = facilities.requested()
    counts = []
    for more in (1, 7):
        for _number in range(more):
            facilities.answer(facilities.ask(request, actor=desk), FacilityAnswer.NO)
        page(client, request)
        with counted() as statements:
            page(client, request)
        counts.append(len(statements))
    assert counts[0] == counts[1], str(statements)
