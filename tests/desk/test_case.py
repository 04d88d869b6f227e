"""The case page: what the desk sees, and what its buttons do."""

import re

import pytest
from django.urls import reverse

from approvals.models import Event, Request
from iacs_portal.outbox.models import Message
from iacs_portal.scopes.queries import may
from registration import roles
from registration.models import MedicareNumber, Organization, PaperSeen
from tests.factories import engine, facilities, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db

APPROVE = {
    "do": "approve",
    "approve-kind": "cp_575",
    "approve-number": "CP 575 A",
    "approve-dated": "2019-03-04",
    "approve-arrival": "upload",
    "approve-remark": "",
}


@pytest.fixture
def desk(client):
    agent = registration.desk_agent()
    client.force_login(agent)
    return agent


def page(client, request):
    response = client.get(reverse("desk:case", args=[request.pk]))
    assert response.status_code == 200
    return response.content.decode()


def seen(step):
    """What the page's forms carry of the step that it shows."""
    return {"step": step.pk, "opening": step.opening}


def press(client, request, **fields):
    step = engine.open_step(Request.objects.get(pk=request.pk))
    return client.post(reverse("desk:case_decision", args=[request.pk]), seen(step) | fields)


def test_the_case_shows_what_was_typed_beside_the_provider_file(client, desk):
    request = registration.registration()
    registration.record(request.organization_registration.number)
    text = page(client, request)
    assert request.tracking_number in text
    assert request.requester.email in text
    assert "Typed, beside the provider file: 2 differ" in text  # street and official
    assert "12 HARBOR ST" in text
    assert "MORGAN EXAMPLE, OWNER" in text


def test_rivals_same_ein_similar_names_and_the_same_person_are_shown(client, desk):
    registered = registration.organization(legal_business_name="Harbor Street Clinic Inc")
    rival = registration.registration(npi=(number := registration.npi()))
    request = registration.registration(npi=number)
    text = page(client, request)
    assert rival.tracking_number in text
    assert text.count(reverse("desk:registration_organization_change", args=[registered.pk])) == 2
    assert "May be the same person" not in text


def row(text, typed):
    """The row of the page's table in which `typed` stands: file, result and note, without markup."""
    cells = next(part for part in text.split("<tr")[1:] if f"<span>{typed}</span>" in part).split("<td")[2:]
    return " ".join(re.sub(r"<[^>]+>", " ", "<td" + "<td".join(cells)).split("</tr>")[0].split())


def test_whose_a_further_npi_is_stands_beside_it(client, desk):
    own, strange, officials, gone, unknown = (registration.npi() for _number in range(5))
    request = registration.registration(further_npis=[own, strange, officials, gone, unknown])
    registration.record(request.organization_registration.number)
    registration.record(own)
    registration.record(strange, legal_business_name="SAINT ELSEWHERE HOSPITAL")
    registration.record(officials, official_first_name="ALEX", official_last_name="STRANGER")
    registration.record(gone, deactivated_on="2020-01-01")
    text = page(client, request)
    assert "HARBOR STREET CLINIC INC, MORGAN EXAMPLE, OWNER" in row(text, own)
    assert "Same" in row(text, own)
    assert "SAINT ELSEWHERE HOSPITAL, MORGAN EXAMPLE, OWNER" in row(text, strange)
    assert row(text, strange).endswith("another name")
    assert row(text, officials).endswith("another official")
    assert row(text, gone).endswith("deactivated")
    assert "SAINT" not in row(text, unknown)
    assert "Typed, beside the provider file: 5 differ" in text  # street, official, and three of the further NPIs
    assert f"with NPI {request.organization_registration.number}, {own}, {strange}" in text


def test_who_asks_for_an_npi_as_a_further_one_is_a_rival_of_its_owner_and_the_other_way_round(client, desk):
    number, shared = registration.npi(), registration.npi()
    owner = registration.registration(npi=number)
    taker = registration.registration(further_npis=[number, shared], ein="987654321")
    other = registration.registration(further_npis=[shared])
    for_owner, for_taker, for_other = (page(client, each) for each in (owner, taker, other))
    assert taker.tracking_number in for_owner
    assert "EIN 98-7654321" in for_owner
    assert "Same NPI: nobody else asks" not in for_owner
    assert owner.tracking_number in for_taker
    assert other.tracking_number in for_taker
    assert taker.tracking_number in for_other
    assert owner.tracking_number not in for_other


@pytest.mark.parametrize(("last_name", "result"), [("Physician", "Same"), ("Sample", "Differs")])
def test_an_npi_of_an_individual_is_shown_under_the_name_and_compared_with_who_asks(client, desk, last_name, result):
    who = registration.known_person(first_name="Alex", last_name=last_name)
    request = registration.registration(who)
    registration.record(
        request.organization_registration.number,
        entity_type="1",
        legal_business_name="",
        first_name="ALEX",
        last_name="PHYSICIAN",
        official_first_name="",
        official_last_name="",
        official_title="",
    )
    text = page(client, request)
    assert "ALEX PHYSICIAN" in row(text, "Harbor Street Clinic, Inc.")
    assert f"ALEX PHYSICIAN {result}" in row(text, who.get_full_name())


def test_approve_keeps_the_paper_and_makes_organization_numbers_user_id_role_and_mail(client, desk):
    request = registration.registration(further_npis=[registration.npi()], ccns=["010001"], ptans=["A12345"])
    response = press(client, request, **APPROVE)
    assert response.status_code == 302
    request.refresh_from_db()
    organization = Organization.objects.get(registered_by__request=request)
    assert request.status == "approved"
    seen = PaperSeen.objects.get()
    assert (seen.kind, seen.number, str(seen.dated), seen.arrival, seen.seen_by) == (
        "cp_575",
        "CP 575 A",
        "2019-03-04",
        "upload",
        desk,
    )
    assert MedicareNumber.objects.filter(scope=organization.scope).count() == 4
    requester = request.requester
    requester.refresh_from_db()
    assert requester.username
    assert may(requester, roles.DECIDE_FOR_ORGANIZATION, organization.scope)
    mail = Message.objects.get(message="organization_approved")
    assert (mail.to, mail.facts["user_id"]) == (requester.email, requester.user_id)


def test_approving_an_organization_takes_at_most_28_statements(client, desk):
    request = registration.registration()
    registration.record(request.organization_registration.number)
    page(client, request)
    with counted() as statements:
        response = press(client, request, **APPROVE)
    assert response.status_code == 302
    assert Organization.objects.filter(registered_by__request=request).exists()
    # The test itself reads the request and its open step.
    assert len(statements) - 2 <= 28, str(statements)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"approve-number": ""}, "Type the number on the paper"),
        ({"approve-dated": ""}, "Type the date on the paper"),
        ({"approve-dated": "2999-01-01"}, "It cannot lie ahead"),
        ({"approve-dated": "yesterday"}, "We could not read this date"),
        ({"approve-kind": ""}, "Choose one."),
        ({"approve-arrival": "seen_before"}, "A paper seen before goes with"),
    ],
)
def test_an_approval_without_its_evidence_is_refused_and_keeps_what_was_typed(client, desk, changed, sentence):
    request = registration.registration()
    response = press(client, request, **(APPROVE | {"approve-remark": "Welcome to the chain."} | changed))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Welcome to the chain." in response.content.decode()
    request.refresh_from_db()
    assert request.status == "under_review"
    assert not PaperSeen.objects.exists()


def test_papers_seen_before_need_the_same_name_and_ein_and_an_official_who_asks(client, desk):
    known = registration.organization()
    stranger = registration.registration(kind="already_seen")
    own = registration.registration(known.registered_by.request.requester, kind="already_seen")
    evidence = APPROVE | {
        "approve-kind": "already_seen",
        "approve-arrival": "seen_before",
        "approve-seen_for": known.pk,
    }
    refused = press(client, stranger, **evidence)
    assert "is no official of that organization" in refused.content.decode()
    assert press(client, own, **evidence).status_code == 302
    assert PaperSeen.objects.get(step__request=own).other_organization == known


def test_return_and_deny_need_a_reason_and_show_the_mail_first(client, desk):
    request = registration.registration()
    assert "Choose one." in press(client, request, do="deny").content.decode()
    shown = press(client, request, preview="deny", **{"deny-reason": "may_not_act"}).content.decode()
    assert "We could not confirm that you may act for this organization." in shown
    assert not Message.objects.filter(message="request_denied").exists()
    press(client, request, do="deny", **{"deny-reason": "may_not_act", "deny-words": "Please call us."})
    request.refresh_from_db()
    assert request.status == "denied"
    assert Message.objects.get(message="request_denied").facts["remark"] == "Please call us."


def test_a_returned_request_names_its_reason(client, desk):
    request = registration.registration()
    press(client, request, do="return_for_changes", **{"return-reason": "paper_unreadable"})
    request.refresh_from_db()
    assert request.status == "returned"
    assert "clearer copy" in Message.objects.get(message="request_returned").facts["remark"]
    assert "Returned" in page(client, request)


def test_somebody_faster_is_named_and_the_words_typed_stay(client, desk):
    request = registration.registration()
    step = engine.open_step(request)
    faster = registration.desk_agent(first_name="Casey", last_name="Example")
    registration.approved(request, faster)
    response = client.post(
        reverse("desk:case_decision", args=[request.pk]),
        seen(step) | {"do": "deny", "deny-reason": "other", "deny-words": "My words."},
    )
    assert response.status_code == 409
    assert "Already approved by Casey Example" in response.content.decode()


@pytest.mark.parametrize(
    "pressed",
    [
        APPROVE,
        APPROVE | {"approve-number": ""},
        {"do": "deny", "deny-reason": "other"},
        {"preview": "deny", "deny-reason": "other"},
        {"do": "return_for_changes", "return-reason": "other"},
    ],
)
def test_what_was_changed_and_sent_again_since_is_not_decided_by_an_old_page(client, desk, pressed):
    request = registration.registration()
    carried = seen(engine.open_step(request))
    facilities.change(request, legal_business_name="Quite Another Company LLC", ein="987654321")
    response = client.post(reverse("desk:case_decision", args=[request.pk]), carried | pressed)
    text = response.content.decode()
    assert response.status_code == 409
    assert "It was changed and sent again since you opened it." in text
    assert "Quite Another Company LLC" in text
    request.refresh_from_db()
    assert request.status == "under_review"
    assert not Organization.objects.exists()
    assert f'name="opening" value="{engine.open_step(request).opening}"' in text


@pytest.mark.parametrize(
    "pressed",
    [
        APPROVE | {"approve-number": ""},
        {"do": "deny", "deny-reason": ""},
        {"do": "pass_on", "pass-on-office": "lead_desk", "pass-on-remark": "A hard one."},
    ],
)
def test_a_button_of_a_case_that_was_decided_meanwhile_says_by_whom_before_anything_else(client, desk, pressed):
    request = registration.registration()
    carried = seen(engine.open_step(request))
    registration.approved(request, registration.desk_agent(first_name="Casey", last_name="Example"))
    response = client.post(reverse("desk:case_decision", args=[request.pk]), carried | pressed)
    assert response.status_code == 409
    assert "Already approved by Casey Example" in response.content.decode()


def test_the_desk_passes_a_case_on_and_its_remark_stays_inside(client, desk):
    lead = registration.desk_lead()
    request = registration.registration()
    fields = {"pass-on-office": "lead_desk", "pass-on-remark": "A hard one."}
    press(client, request, do="pass_on", **fields)
    office = engine.open_step(request).offices.get(since__isnull=False, until=None)
    assert (office.permission.codename, office.why) == ("lead_desk", "reassigned")
    client.force_login(lead)
    assert "A hard one." in page(client, request)
    client.force_login(request.requester)
    own = client.get(reverse("approvals:request", args=[request.tracking_number])).content.decode()
    assert "A hard one." not in own


def test_who_has_passed_a_case_on_can_only_pass_it_on_and_add_a_note(client, desk):
    lead = registration.desk_lead()
    request = registration.registration()
    buttons = [f'name="do" value="{do}"' for do in ("approve", "return_for_changes", "deny", "pass_on", "note")]
    assert [button in page(client, request) for button in buttons] == [True] * 5
    press(client, request, do="pass_on", **{"pass-on-office": "lead_desk", "pass-on-remark": "A hard one."})
    text = page(client, request)
    assert [button in text for button in buttons] == [False, False, False, True, True]
    assert "It waits for the leads of the CMS help desk. You can pass it on." in text
    fields = {"pass-on-office": "decide_at_desk", "pass-on-remark": "Back again."}
    assert press(client, request, do="pass_on", **fields).status_code == 302
    assert [button in page(client, request) for button in buttons] == [True] * 5
    client.force_login(lead)
    assert [button in page(client, request) for button in buttons] == [True] * 5


def test_a_note_is_for_the_desk_unless_it_is_shared(client, desk):
    request = registration.registration()
    url = reverse("desk:case_decision", args=[request.pk])
    client.post(url, {"do": "note", "note-text": "Called the owner."})
    client.post(url, {"do": "note", "note-text": "Please call us back.", "note-shared": "on"})
    assert list(Event.objects.filter(entry__command="note").values_list("internal", flat=True)) == [True, False]


def test_only_people_of_the_desk_open_a_case(client):
    request = registration.registration()
    official = registration.organization().registered_by.request.requester
    for user in (request.requester, official):
        client.force_login(user)
        response = client.get(reverse("desk:case", args=[request.pk]))
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("desk:login"))


def test_a_person_of_the_desk_does_not_see_her_own_request_as_a_case(client):
    agent = registration.known_person()
    from iacs_portal.roles.commands import grant

    grant(actor=None, user=agent, role=roles.DESK_AGENT, scope=registration.community().scope, reason="test")
    own = registration.registration(agent)
    client.force_login(agent)
    assert client.get(reverse("desk:case", args=[own.pk])).status_code == 404


def test_the_case_says_whether_it_waits_for_the_reader(client, desk):
    lead = registration.desk_lead()
    request = registration.registration()
    text = page(client, request)
    assert "Waits for you" in text
    assert "<dd>The CMS help desk</dd>" in text
    assert "<small>since today</small>" in text
    press(client, request, do="pass_on", **{"pass-on-office": "lead_desk", "pass-on-remark": "A hard one."})
    assert "Waits for you" not in page(client, request)
    client.force_login(lead)
    assert "Waits for you" in page(client, request)


def test_addresses_are_compared_line_by_line_as_people_read_them(client, desk):
    request = registration.registration(practice_line_2="Suite 3")
    registration.record(request.organization_registration.number, practice_line_1="14 HARBOR STREET SUITE 3")
    text = page(client, request)
    assert "Typed, beside the provider file: 1 differs" in text  # the official
    assert "14 Harbor Street, Suite 3" in text
    assert "PORT ELLERY, ME 04999" in text
