"""The page of the question about a facility, who opens it, and what waits on home and inbox."""

import re

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from approvals.states import RequestStatus
from registration.models import FacilityAnswer
from tests.factories import engine, facilities, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


def url_of(question, name="facility"):
    return reverse(f"registration:{name}", args=[question.pk])


def test_the_official_reads_who_asks_for_what_and_answers(client):
    request = facilities.requested(practice_city="Stonebridge", further_npis=[registration.npi()])
    question = facilities.ask(request, registration.organization())
    client.force_login(facilities.official_of(question.organization))
    text = client.get(url_of(question)).content.decode()
    asked = request.organization_registration
    for told in (request.requester.get_full_name(), asked.number, asked.further_npis[0], "Stonebridge, ME"):
        assert told in text
    for hidden in ("12-3456789", "123456789", request.requester.email, "207-555-0142", "14 Harbor Street"):
        assert hidden not in text
    response = client.post(url_of(question, "decline_facility"), {"remark": "Not ours."}, follow=True)
    assert "The help desk has your answer" in response.content.decode()
    assert f"by {facilities.official_of(question.organization).get_full_name()}: no." in response.content.decode()
    question.refresh_from_db()
    assert (question.answer, question.remark) == (FacilityAnswer.NO, "Not ours.")


def test_a_late_press_tells_who_was_faster(client):
    question = facilities.answer(facilities.ask(facilities.requested(), registration.organization()))
    client.force_login(facilities.official_of(question.organization))
    response = client.post(url_of(question, "decline_facility"), {"remark": ""})
    assert response.status_code == 409
    assert f"by {facilities.official_of(question.organization).get_full_name()}: yes." in response.content.decode()


def test_too_many_words_are_refused_and_kept(client):
    question = facilities.ask(facilities.requested(), registration.organization())
    client.force_login(facilities.official_of(question.organization))
    response = client.post(url_of(question, "confirm_facility"), {"remark": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()
    question.refresh_from_db()
    assert question.answer == ""


def test_for_everybody_else_the_question_does_not_exist(client):
    known = registration.organization()
    question = facilities.ask(facilities.requested(), known)
    former = facilities.official_of(known)
    facilities.succeed(known)
    others = [
        question.request.requester,
        former,
        facilities.official_of(registration.organization()),
        registration.desk_agent(),
        engine.person(),
    ]
    for user in others:
        client.force_login(user)
        assert client.get(url_of(question)).status_code == 404
        for verb in ("confirm_facility", "decline_facility"):
            assert client.post(url_of(question, verb)).status_code == 404
    question.refresh_from_db()
    assert question.answer == ""
    client.logout()
    assert client.get(url_of(question)).status_code == 302


def test_an_answer_is_posted_to_its_verb(client):
    question = facilities.ask(facilities.requested(), registration.organization())
    client.force_login(facilities.official_of(question.organization))
    assert client.get(url_of(question, "confirm_facility")).status_code == 405
    assert client.post(url_of(question)).status_code == 405


def test_home_and_inbox_show_what_waits_for_her_until_she_answers(client):
    question = facilities.ask(facilities.requested(), registration.organization())
    client.force_login(facilities.official_of(question.organization))
    home = client.get(reverse("home")).content.decode()
    assert "1 facility waits for your answer" in home
    assert url_of(question) in home
    assert reverse("home") + "#facilities" in client.get(reverse("approvals:inbox")).content.decode()
    facilities.answer(question)
    assert "Nothing waits for you" in client.get(reverse("home")).content.decode()
    assert "#facilities" not in client.get(reverse("approvals:inbox")).content.decode()


def test_what_needs_no_answer_any_more_does_not_wait(client):
    known = registration.organization()
    changed, withdrawn = facilities.requested(), facilities.requested()
    facilities.ask(changed, known)
    facilities.ask(withdrawn, known)
    facilities.change(changed, practice_city="Stonebridge")
    commands.withdraw(request_id=withdrawn.pk, actor=withdrawn.requester)
    client.force_login(facilities.official_of(known))
    assert "Nothing waits for you" in client.get(reverse("home")).content.decode()


def test_home_takes_the_same_number_of_statements_for_1_and_12_facilities(client):
    known, desk = registration.organization(), registration.desk_agent()
    client.force_login(facilities.official_of(known))
    counts = []
    for more in (1, 11):
        for _number in range(more):
            facilities.ask(facilities.requested(), known, desk)
        client.get(reverse("home"))
        with counted() as statements:
            text = client.get(reverse("home")).content.decode()
        counts.append(len(statements))
    assert "There are more." in text
    assert counts[0] == counts[1] <= 12, str(statements)


def test_the_person_who_asks_sees_nothing_of_question_and_answer(client):
    known, request = registration.organization(), facilities.requested()
    client.force_login(request.requester)

    def pages():
        addresses = (reverse("approvals:request", args=[request.tracking_number]), reverse("home"))
        texts = [client.get(address).content.decode() for address in addresses]
        return [re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text) for text in texts]

    before = pages()
    question = facilities.ask(request, known)
    assert pages() == before
    facilities.answer(question)
    assert pages() == before
    assert Request.objects.get(pk=request.pk).status == RequestStatus.UNDER_REVIEW
