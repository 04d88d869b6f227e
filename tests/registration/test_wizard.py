"""A person registers an organization as its Security Official, page by page."""

import pytest
from django.conf import settings
from django.urls import reverse

from approvals.models import Draft, Request
from iacs_portal.accounts.models import Identity, TermsAcceptance
from iacs_portal.outbox.models import Message
from registration.models import OrganizationRegistration, Paper
from tests.factories import registration
from tests.factories.accounts import account

pytestmark = pytest.mark.django_db

SSN = "123-45-6789"
PERSON = {
    "first_name": "Dana",
    "last_name": "Example",
    "birth_date_month": "4",
    "birth_date_day": "28",
    "birth_date_year": "1968",
    "ssn": SSN,
    "telephone": "207-555-0142",
    "extension": "4",
}


def organization_answers(**changes):
    return {
        "legal_business_name": "Harbor Street Clinic, Inc.",
        "practice_line_1": "14 Harbor Street",
        "practice_city": "Port Ellery",
        "practice_state": "ME",
        "practice_zip": "04999",
        "telephone": "207-555-0142",
        "mailing_same": "on",
        "tin_type": "ein",
        "ein": "12-3456789",
    } | changes


@pytest.fixture(autouse=True)
def papers_in_a_folder(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "papers": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


def test_the_page_of_an_individuals_npi_says_who_was_found(client):
    draft = registration.draft()
    registration.record(
        draft.draft.answers["number"]["number"],
        entity_type="1",
        legal_business_name="",
        first_name="ALEX",
        last_name="PHYSICIAN",
    )
    client.force_login(draft.requester)
    page = client.get(reverse("registration:organization", args=[draft.pk])).content.decode()
    assert "We found ALEX PHYSICIAN" in page


def begin(client):
    """Two questions, role, terms: the draft of a person who has just signed up."""
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    assert client.post(reverse("registration:who"), {"role": "security_official"}).url == reverse("registration:terms")
    client.post(reverse("registration:terms"), {"accept": "on"})
    return Request.objects.get(status="draft")


def post(client, page, request, data):
    if page == "organization":  # the page says for which NPI it is
        data = {"number": Draft.objects.get(request=request).answers["number"]["number"]} | data
    return client.post(reverse(f"registration:{page}", args=[request.pk]), data)


@pytest.fixture
def user(client):
    person = account()
    client.force_login(person)
    return person


def test_the_way_from_two_questions_to_sent(client, user):
    request = begin(client)
    assert TermsAcceptance.objects.get(user=user).version == settings.TERMS_VERSION
    number = registration.npi()
    registration.record(number)
    assert post(client, "person", request, PERSON).url == reverse("registration:number", args=[request.pk])
    assert post(client, "number", request, {"number": number}).url == reverse(
        "registration:organization", args=[request.pk]
    )
    page = client.get(reverse("registration:organization", args=[request.pk])).content.decode()
    assert "HARBOR STREET CLINIC INC" in page
    assert "names another person as the official" in page
    assert post(client, "organization", request, organization_answers()).url == reverse(
        "registration:papers", args=[request.pk]
    )
    added = post(
        client, "papers", request, {"kind": "cp_575", "way": "upload", "add": "1", "files": [registration.image()]}
    )
    assert added.status_code == 200
    assert "cp575.png" in added.content.decode()
    assert post(client, "papers", request, {"kind": "cp_575", "way": "upload"}).url == reverse(
        "registration:review", args=[request.pk]
    )
    review = client.get(reverse("registration:review", args=[request.pk])).content.decode()
    assert "Ends in 6789" in review
    assert "The provider file says 12 HARBOR ST" in review
    sent = post(client, "review", request, {"true": "on"})
    request.refresh_from_db()
    assert sent.url == reverse("registration:sent", args=[request.tracking_number])
    assert request.tracking_number in client.get(sent.url).content.decode()
    assert OrganizationRegistration.objects.get(request=request).ein == "123456789"
    assert Message.objects.get(message="request_sent").about == request.tracking_number
    assert client.get(reverse("approvals:request", args=[request.tracking_number])).status_code == 200
    assert post(client, "review", request, {"true": "on"}).status_code == 302
    assert Request.objects.count() == 1


def test_the_ssn_is_kept_nowhere(client, user, caplog):
    request = begin(client)
    post(client, "person", request, PERSON)
    digits = SSN.replace("-", "")
    identity = Identity.objects.get(user=user)
    assert (identity.ssn_last4, len(identity.ssn_digest)) == ("6789", 64)
    kept = [str(Draft.objects.get(request=request).answers), str(dict(client.session)), caplog.text]
    kept.append(client.get(reverse("registration:person", args=[request.pk])).content.decode())
    for text in kept:
        assert digits not in text
        assert SSN not in text


def test_wrong_answers_are_told_at_their_field_and_stay_but_not_the_ssn(client, user):
    request = begin(client)
    wrong = PERSON | {"birth_date_month": "2", "birth_date_day": "30", "ssn": "123-45-678", "telephone": "555-0142"}
    response = post(client, "person", request, wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "February has no day 30" in page
    assert 'value="Dana"' in page
    assert 'value="555-0142"' in page
    assert "123-45-678" not in page
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("supplier", "notified", "why"),
    [("yes", "yes", "supplier"), ("no", "no", "not-notified"), ("no", "unsure", "not-notified")],
)
def test_who_should_not_register_is_told_where_to_turn_before_any_data(client, supplier, notified, why):
    answers = {"community": "provider-supplier", "supplier": supplier, "notified": notified}
    response = client.post(reverse("registration:start"), answers)
    assert response.url == reverse("registration:stop", args=["provider-supplier", why])
    assert (
        "Nothing was stored" in client.get(response.url).content.decode()
        or "nothing was stored" in client.get(response.url).content.decode()
    )
    assert not Request.objects.exists()


def test_a_stranger_is_led_to_sign_up_and_comes_back_to_the_terms(client):
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    response = client.post(reverse("registration:who"), {"role": "security_official"})
    assert response.url.startswith(reverse("account_signup"))
    assert "register%2Fterms" in response.url


def test_a_page_before_its_time_leads_to_the_first_that_is_not_done(client, user):
    request = begin(client)
    for page in ("number", "organization", "papers", "review"):
        assert client.get(reverse(f"registration:{page}", args=[request.pk])).url == reverse(
            "registration:person", args=[request.pk]
        )


def test_somebody_elses_draft_is_not_found(client):
    draft = registration.draft()
    client.force_login(account())
    for page in ("person", "number", "organization", "papers", "review", "continue"):
        assert client.get(reverse(f"registration:{page}", args=[draft.pk])).status_code == 404


def test_an_npi_that_is_registered_or_deactivated_is_refused_without_names(client, user):
    registered = registration.organization()
    gone = registration.record(registration.npi(), deactivated_on="2024-01-01")
    request = begin(client)
    post(client, "person", request, PERSON)
    taken = post(client, "number", request, {"number": registered.registered_by.number}).content.decode()
    assert "is registered already. Ask those who answer for it to let you in." in taken
    assert registered.legal_business_name not in taken
    assert "is deactivated" in post(client, "number", request, {"number": gone.npi}).content.decode()


def test_who_is_paid_under_an_ssn_is_led_to_the_individual_practitioner(client, user):
    request = begin(client)
    post(client, "person", request, PERSON)
    post(client, "number", request, {"number": registration.npi()})
    assert post(client, "organization", request, organization_answers(tin_type="ssn", ein="")).url == reverse(
        "registration:individual", args=[request.pk]
    )


def test_another_npi_clears_what_was_typed_for_the_old_one(client):
    draft = registration.draft()
    client.force_login(draft.requester)
    post(client, "number", draft, {"number": registration.npi()})
    assert "organization" not in Draft.objects.get(request=draft).answers


def test_a_page_that_was_drawn_for_another_npi_in_another_tab_is_not_kept(client):
    draft = registration.draft()
    client.force_login(draft.requester)
    page = client.get(reverse("registration:organization", args=[draft.pk])).content.decode()
    former, present = draft.draft.answers["number"]["number"], registration.npi()
    assert f'name="number" value="{former}"' in page
    post(client, "number", draft, {"number": present})
    for stale in ({"number": former}, {"number": ""}):
        answer = post(client, "organization", draft, organization_answers() | stale)
        assert answer.url == reverse("registration:organization", args=[draft.pk])
        assert "organization" not in Draft.objects.get(request=draft).answers
    page = client.get(answer.url).content.decode()
    assert f"You have chosen the NPI {present} since you opened that page" in page
    assert f'name="number" value="{present}"' in page


def test_a_change_from_the_review_leads_back_to_it(client):
    draft = registration.draft()
    client.force_login(draft.requester)
    url = reverse("registration:organization", args=[draft.pk]) + "?from=review"
    answers = organization_answers(other_name="Harbor Kids", number=draft.draft.answers["number"]["number"])
    assert client.post(url, answers).url == reverse("registration:review", args=[draft.pk])
    assert Draft.objects.get(request=draft).answers["organization"]["other_name"] == "Harbor Kids"


def test_save_and_leave_keeps_the_page_and_goes_home(client):
    draft = registration.draft()
    client.force_login(draft.requester)
    left = post(client, "organization", draft, organization_answers(other_name="Harbor Kids") | {"leave": "1"})
    assert left.url == reverse("home")
    assert Draft.objects.get(request=draft).answers["organization"]["other_name"] == "Harbor Kids"


QUESTIONS = {"community": "provider-supplier", "supplier": "no", "notified": "yes"}


def test_a_known_person_is_asked_two_questions_and_her_role_and_starts_a_further_registration_at_the_organization(
    client,
):
    official = registration.organization().registered_by.request.requester
    client.force_login(official)
    assert client.post(reverse("registration:start"), QUESTIONS).url == reverse("registration:who")
    began = client.post(reverse("registration:who"), {"role": "security_official"})
    request = Request.objects.get(status="draft")
    assert began.url == reverse("registration:number", args=[request.pk])
    assert client.get(began.url).status_code == 200
    assert client.get(reverse("registration:continue", args=[request.pk])).url == began.url


def test_who_accepted_a_former_version_is_asked_for_the_present_one(client, settings):
    official = registration.organization().registered_by.request.requester
    settings.TERMS_VERSION = "2027-01"
    client.force_login(official)
    request = begin(client)
    assert TermsAcceptance.objects.filter(user=official).count() == 2
    assert client.get(reverse("registration:continue", args=[request.pk])).url == reverse(
        "registration:number", args=[request.pk]
    )


def test_who_signs_in_on_the_way_and_has_accepted_the_terms_is_not_shown_them(client):
    client.post(reverse("registration:start"), QUESTIONS)
    client.force_login(registration.known_person())
    began = client.post(reverse("registration:who"), {"role": "security_official"})
    assert began.url == reverse("registration:number", args=[Request.objects.get(status="draft").pk])


def test_a_returned_request_is_answered_under_its_number_and_a_denied_one_begins_anew(client):
    from approvals import commands
    from tests.factories import engine

    desk = registration.desk_agent()
    request = registration.registration()
    client.force_login(request.requester)
    commands.return_for_changes(step_id=engine.open_step(request).pk, actor=desk, reason="name_differs")
    review = client.get(reverse("registration:continue", args=[request.pk]), follow=True).content.decode()
    assert "is not the one on the paper" in review
    post(client, "organization", request, organization_answers(legal_business_name="Harbor Street Clinic LLC"))
    number = request.tracking_number
    assert post(client, "review", request, {"true": "on"}).url == reverse("registration:sent", args=[number])
    assert OrganizationRegistration.objects.get(request=request).legal_business_name == "Harbor Street Clinic LLC"
    commands.deny(step_id=engine.open_step(request).pk, actor=desk, reason="other")
    again = client.post(reverse("registration:again", args=[number]))
    draft = Request.objects.get(status="draft")
    assert again.url == reverse("registration:review", args=[draft.pk])
    assert draft.follows_id == request.pk


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: registration.pdf(padding=11 * 1024 * 1024), "Up to 10 MB fit"),
        (lambda: registration.image("photo.jpg.exe", "GIF"), "is no complete PDF, PNG or JPEG"),
        (lambda: _cut(registration.image()), "is no complete PDF, PNG or JPEG"),
    ],
)
def test_a_file_is_judged_by_its_content(client, upload, sentence):
    draft = registration.draft(by_post=False)
    client.force_login(draft.requester)
    response = post(client, "papers", draft, {"kind": "cp_575", "way": "upload", "add": "1", "files": [upload()]})
    assert sentence in response.content.decode()
    assert not Paper.objects.exists()


def _cut(upload):
    upload.file.truncate(60)
    upload.size = 60
    return upload


def test_papers_are_served_to_those_involved_as_neutral_attachments(client):
    draft = registration.draft(by_post=False)
    paper = registration.paper(draft)
    url = reverse("registration:paper", args=[paper.pk])
    client.force_login(draft.requester)
    response = client.get(url)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    client.force_login(registration.desk_agent())
    assert client.get(url).status_code == 404  # a draft is nobody else's
    from approvals import commands

    commands.submit(request_id=draft.pk, actor=draft.requester)
    assert b"".join(client.get(url).streaming_content).startswith(b"\x89PNG")
    client.force_login(account())
    assert client.get(url).status_code == 404


def test_five_files_and_a_removed_one(client):
    draft = registration.draft(by_post=False)
    client.force_login(draft.requester)
    files = [registration.image(f"{number}.png") for number in range(6)]
    page = post(
        client, "papers", draft, {"kind": "cp_575", "way": "upload", "add": "1", "files": files}
    ).content.decode()
    assert "Five files are there already" in page
    assert Paper.objects.count() == 5
    post(client, "papers", draft, {"kind": "cp_575", "way": "upload", "remove": str(Paper.objects.first().pk)})
    assert Paper.objects.count() == 4


def test_the_cover_sheet_carries_the_tracking_number(client):
    request = registration.registration()
    client.force_login(request.requester)
    url = reverse("registration:cover_sheet", args=[request.tracking_number])
    assert request.tracking_number in client.get(url).content.decode()
    client.force_login(account())
    assert client.get(url).status_code == 404


def test_who_drops_a_draft_is_told_what_stays_of_it(client):
    draft = registration.draft(by_post=False)
    registration.paper(draft)
    client.force_login(draft.requester)
    page = client.post(reverse("approvals:discard", args=[draft.pk]), follow=True).content.decode()
    assert "the files that you added within three days" in page
    assert "What you told us about yourself stays with your account." in page
    assert not Request.objects.exists()
    assert not Draft.objects.exists()
    assert not Paper.objects.exists()
    assert Identity.objects.filter(user=draft.requester).exists()
