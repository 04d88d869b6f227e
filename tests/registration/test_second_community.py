"""The second community is one declaration file: known by another number, closed until its desk opens it, the same ladder."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import commands
from approvals.kinds import all_kinds
from approvals.models import Draft, Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles.models import RoleAssignment
from registration import queries
from registration.commands.further_facilities import register_facilities
from registration.communities import all_communities
from registration.communities.declarations import ALREADY_SEEN, FURTHER_FACILITIES
from registration.models import MedicareNumber, Organization, OrganizationRegistration, PaperArrival
from tests.factories import chain, contractors, engine, facilities, invitations, practitioners, registration
from tests.registration.test_communities import typed

pytestmark = pytest.mark.django_db

START = reverse("registration:start")
PRACTICE = {
    "legal_business_name": "First Coast Carrier, Inc.",
    "practice_line_1": "14 Harbor Street",
    "practice_city": "Port Ellery",
    "practice_state": "ME",
    "practice_zip": "04999",
    "telephone": "207-555-0142",
    "mailing_same": "on",
    "ein": "12-3456789",
}


@pytest.fixture
def community():
    return contractors.community(is_open=True)


@pytest.fixture
def person(client):
    someone = registration.known_person()
    client.force_login(someone)
    return someone


def begin(client, role, slug=contractors.SLUG):
    """From the questions to the draft, signed in. Returns its key."""
    questions = {"community": slug, "supplier": "no", "notified": "yes"}
    assert client.post(START, questions).url == reverse("registration:who")
    client.post(reverse("registration:who"), {"role": role})
    client.post(reverse("registration:terms"), {"accept": "on"})
    return Request.objects.order_by("-pk").values_list("pk", flat=True)[0]


def text_of(client, name, *args, **query):
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client, key):
    assert client.post(reverse("registration:review", args=[key]), {"true": "on"}).status_code == 302
    return Request.objects.get(pk=key)


def decide(client, request, official):
    """Approved on the generic page of decisions."""
    client.force_login(official)
    step = engine.open_step(request)
    assert client.get(reverse("approvals:decide", args=[step.pk])).status_code == 200
    client.post(reverse("approvals:decision", args=[step.pk]), {"do": "approve", "opening": step.opening})
    request.refresh_from_db()
    assert request.status == "approved"


# OPENING


def test_it_is_there_after_the_migrations_and_closed(client):
    assert not contractors.community().is_open
    page = client.get(START).content.decode()
    assert "FI/Carrier/MAC" not in page
    assert "Which community" not in page
    response = client.post(START, {"community": contractors.SLUG, "notified": "yes"})
    assert response.status_code == 422
    assert "registration_community" not in client.session


def test_a_lead_of_its_desk_opens_it_on_the_desks_page_and_it_is_offered(client):
    found = contractors.community()
    address = reverse("desk:registration_community_change", args=[found.pk])
    client.force_login(contractors.desk_lead())
    assert client.post(address, typed(client.get(address), is_open="on")).status_code == 302
    found.refresh_from_db()
    assert found.is_open
    page = client.get(START).content.decode()
    assert all(name in page for name in ("FI/Carrier/MAC Community", "Provider/Supplier Community"))
    client.logout()
    home = text_of(client, "home")
    assert "The contractor number of the organization" in home
    assert "The NPI of the organization" in home


def test_its_own_question_is_asked_and_nobody_is_asked_whether_she_is_of_an_excluded_type(client, community):
    page = client.get(START, {"community": community.slug}).content.decode()
    assert "A question before you start" in page
    assert "Has CMS told your organization to register" in page
    assert 'name="supplier"' not in page
    stopped = client.post(START, {"community": community.slug, "notified": "unsure"})
    assert "Ask your contact at CMS" in client.get(stopped.url).content.decode()


# THE WAY OF THE SECURITY OFFICIAL


def test_a_security_official_registers_by_contractor_number_and_the_desk_of_the_community_approves(
    client, person, community
):
    key = begin(client, "security_official")
    page = text_of(client, "registration:number", key)
    assert "Contractor number of the organization" in page
    assert "NPI" not in page
    assert client.post(reverse("registration:number", args=[key]), {"number": " 00 308 "}).status_code == 302
    page = text_of(client, "registration:organization", key)
    assert "Contractor number 00308" in page
    for word in ("NPI", "CCN", "PTAN", "provider file", "tin_type", "Individual Practitioner", "Social Security"):
        assert word not in page, word
    answers = PRACTICE | {"number": "00308"}
    assert client.post(reverse("registration:organization", args=[key]), answers).status_code == 302
    page = text_of(client, "registration:papers", key)
    assert "Contract or award notice of CMS" in page
    assert "already seen for another facility" not in page
    upload = {"kind": "cms_contract", "way": "post"}
    assert client.post(reverse("registration:papers", args=[key]), upload).status_code == 302
    review = text_of(client, "registration:review", key)
    assert "Contractor number" in review
    assert "NPI" not in review
    request = send(client, key)
    asked = OrganizationRegistration.objects.get(request=request)
    assert (asked.number, asked.number_kind, asked.further_npis, asked.community) == ("00308", "cntr", [], community)
    for name in ("approvals:request", "registration:cover_sheet"):
        told = text_of(client, name, request.tracking_number)
        assert "Contractor number" in told
        assert "NPI" not in told
    client.force_login(contractors.desk_agent())
    case = text_of(client, "desk:case", request.pk)
    assert "Same contractor number: nobody else asks" in case
    assert "Typed; compare it with the papers" in case
    for word in ("NPI", "provider file", "seen before, for another facility", "Seen for this organization"):
        assert word not in case, word
    step = engine.open_step(request)
    evidence = {
        "approve-kind": "cms_contract",
        "approve-number": "HHSM-1",
        "approve-dated": "2019-03-04",
        "approve-arrival": "post",
    }
    data = {"do": "approve", "step": step.pk, "opening": step.opening} | evidence
    assert client.post(reverse("desk:case_decision", args=[request.pk]), data).status_code == 302
    organization = Organization.objects.get(registered_by__request=request)
    number = MedicareNumber.objects.get(scope=organization.pk)
    assert (number.kind, number.value, number.community_id) == ("cntr", "00308", community.pk)
    assert chain.roles_of(person) == {("security_official", organization.pk)}
    client.force_login(person)
    page = text_of(client, "organizations:organization", organization.pk)
    assert "Contractor number" in page
    assert "00308" in page
    assert "NPI" not in page
    assert "Register further facilities" not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("308", "We counted 3 digits. A contractor number has five: leading zeros may be missing"),
        ("1000000004", "We counted 10 digits. A contractor number has five."),
        ("0030A", "A contractor number has five digits and nothing else."),
        ("308.0", "A contractor number has five digits and nothing else."),
        ("٠٠٣٠٨", "A contractor number has five digits and nothing else."),
        ("", "Contractor number of the organization is missing."),
    ],
)
def test_a_wrong_form_is_told_at_the_field(client, person, community, given, told):
    key = begin(client, "security_official")
    response = client.post(reverse("registration:number", args=[key]), {"number": given})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert "number" not in Draft.objects.get(request=key).answers


def test_a_number_that_is_registered_is_refused_without_names(client, person, community):
    taken = contractors.organization(value="00308")
    key = begin(client, "security_official")
    page = client.post(reverse("registration:number", args=[key]), {"number": "00308"}).content.decode()
    assert "The contractor number 00308 is registered already. Ask those who answer for it to let you in." in page
    assert taken.legal_business_name not in page


def test_the_desk_sees_rivals_for_a_number_and_the_second_is_refused_at_the_decision(client, community):
    first, second = contractors.registered(value="00308"), contractors.registered(value="00308")
    desk = contractors.desk_agent()
    client.force_login(desk)
    assert "Asks for the same contractor number:" in text_of(client, "desk:case", second.pk)
    registration.approved(first, desk, kind="cms_contract")
    with pytest.raises(
        Refused, match="The contractor number 00308 was registered meanwhile, and it is registered once"
    ):
        registration.approved(second, desk, kind="cms_contract")


def test_the_database_lets_a_number_have_one_live_holder_in_a_community():
    held = contractors.organization(value="00308")
    elsewhere = registration.organization()
    number = {"kind": "cntr", "value": "00308"}
    MedicareNumber.objects.create(scope=elsewhere.scope, community=elsewhere.scope.community, **number)
    other = contractors.organization()
    assert queries.registered_numbers(["00308"], community_key=held.scope.community_id) == {"00308"}
    with pytest.raises(IntegrityError, match="registration_sole_number_once"), transaction.atomic():
        MedicareNumber.objects.create(scope=other.scope, community=other.scope.community, **number)


def test_nothing_of_the_number_is_looked_up_in_the_provider_file(client, person, community):
    registration.record("00308", deactivated_on="2024-01-01")  # no real row has such a key
    key = begin(client, "security_official")
    assert client.post(reverse("registration:number", args=[key]), {"number": "00308"}).status_code == 302
    assert "HARBOR STREET" not in text_of(client, "registration:organization", key)


def test_a_paper_seen_before_is_no_proof_where_the_community_does_not_take_it():
    request = contractors.registered()
    other = contractors.organization()
    evidence = {"kind": "cms_contract", "arrival": PaperArrival.SEEN_BEFORE, "seen_for": other}
    with pytest.raises(Refused, match="Say how the paper came"):
        commands.approve(step_id=engine.open_step(request).pk, actor=contractors.desk_agent(), evidence=evidence)


# WAYS IN THAT IT DOES NOT HAVE


def test_the_way_of_the_practitioner_is_not_offered_and_not_taken(client, person, community):
    client.post(START, {"community": community.slug, "notified": "yes"})
    page = client.get(reverse("registration:who"))
    assert "individual_practitioner" not in [path.slug for path, _chosen in page.context["paths"]]
    assert "Individual Practitioner" not in page.content.decode()
    assert client.post(reverse("registration:who"), {"role": "individual_practitioner"}).status_code == 422
    session = client.session
    session["registration_path"] = "individual_practitioner"  # chosen for the other community
    session.save()
    assert client.get(reverse("registration:terms")).url == START
    draft = contractors.draft(person)
    assert client.get(reverse("registration:individual", args=[draft.pk])).status_code == 404
    asked = practitioners.draft(person)
    commands.save_answers(actor=person, request_id=asked.pk, answers={"community": {"slug": community.slug}})
    with pytest.raises(Refused, match="has no Individual Practitioners"):
        commands.submit(request_id=asked.pk, actor=person)


def test_further_facilities_have_no_page_and_no_command(client):
    organization = contractors.organization()
    head = chain.head_of(organization)
    client.force_login(head)
    assert client.get(reverse("registration:facilities", args=[organization.pk])).status_code == 404
    with pytest.raises(Refused, match="no form for further facilities"):
        register_facilities(actor=head, organization_key=organization.pk, lines=[registration.npi()])


# THE LADDER BELOW


def find(client, key, text):
    response = client.get(reverse("registration:find", args=[key]), {"q": text})
    assert response.status_code == 200
    return response


def test_the_search_finds_organizations_of_the_drafts_community_alone(client, person, community):
    carrier = contractors.organization(value="00308")
    clinic = registration.organization(legal_business_name="First Coast Carrier Clinic")
    key = begin(client, "backup_official")
    found = find(client, key, "first coast carier")
    assert found.context["found"] == [carrier]
    assert all(words in found.content.decode() for words in ("Name or contractor number", "Contractor number", "00308"))
    assert find(client, key, "00308").context["found"] == [carrier]
    assert find(client, key, clinic.registered_by.number).context["found"] == []
    refused = client.post(reverse("registration:find", args=[key]), {"organization": clinic.pk})
    assert refused.status_code == 422
    assert "find" not in Draft.objects.get(request=key).answers
    other = begin(client, "new_group", "provider-supplier")
    assert find(client, other, "first coast carrier").context["found"] == [clinic]
    assert find(client, other, "00308").context["found"] == []
    assert client.post(reverse("registration:find", args=[other]), {"organization": carrier.pk}).status_code == 422


def test_backup_group_administrator_and_end_user_follow_on_the_same_pages(client, community):
    organization = contractors.organization(value="00308")
    head = chain.head_of(organization)
    reason = {"justification": "I work there."}

    def asks(role, **pages):
        someone = registration.known_person()
        client.force_login(someone)
        key = begin(client, role)
        page = find(client, key, "00308").content.decode()
        assert "ndividual practitioners" not in page
        for page_name, data in ({"registration:find": {"organization": organization.pk}} | pages).items():
            assert client.post(reverse(page_name, args=[key]), data).status_code == 302
        client.post(reverse("registration:reason", args=[key]), reason)
        return someone, send(client, key)

    backup, request = asks("backup_official")
    decide(client, request, head)
    new_group = {"name": "Claims", "purpose": "Checks the claims"}
    administrator, request = asks("new_group", **{"usergroups:new_group": new_group})
    decide(client, request, backup)
    group = RoleAssignment.objects.get(user=administrator, ended_at=None).scope_id
    further, request = asks("further_administrator", **{"usergroups:group": {"group": group}})
    decide(client, request, head)
    member, request = asks("end_user", **{"usergroups:group": {"group": group}})
    decide(client, request, further)
    assert chain.roles_of(backup) == {("backup_security_official", organization.pk)}
    assert chain.roles_of(administrator) == chain.roles_of(further) == {("user_group_administrator", group)}
    assert chain.roles_of(member) == {("end_user", group)}


def test_an_invited_person_fills_in_the_form_of_the_community_she_is_invited_to(client, community):
    carrier = contractors.organization(value="00308")
    group = chain.group(carrier, "Claims")
    person = invitations.invited_person()
    key = invitations.begun(invitations.to_group(group, chain.administrator_of(group), person), person)
    assert Draft.objects.get(request=key).answers["community"] == {"slug": community.slug}
    client.force_login(person)
    assert find(client, key, "00308").context["found"] == [carrier]
    send(client, key)
    assert chain.roles_of(person) == {("end_user", group.pk)}


def test_a_person_of_one_community_asks_for_a_role_in_the_other_with_the_same_account(client, community):
    clinic = registration.organization()
    person = chain.head_of(clinic)
    carrier = contractors.organization()
    client.force_login(person)
    key = begin(client, "backup_official")
    client.post(reverse("registration:find", args=[key]), {"organization": carrier.pk})
    client.post(reverse("registration:reason", args=[key]), {"justification": "I work for both."})
    decide(client, send(client, key), chain.head_of(carrier))
    assert chain.roles_of(person) == {("security_official", clinic.pk), ("backup_security_official", carrier.pk)}


def test_a_draft_of_the_other_community_stays_and_the_person_is_told(client, person, community):
    draft = registration.draft(person)
    before = Draft.objects.get(request=draft).answers
    questions = {"community": community.slug, "notified": "yes"}
    client.post(START, questions)
    led = client.post(reverse("registration:who"), {"role": "security_official"}, follow=True)
    assert led.redirect_chain[-1][0] == reverse("approvals:requests")
    assert "You have begun this form for the Provider/Supplier Community." in led.content.decode()
    assert Draft.objects.get(request=draft).answers == before


# DESKS


def test_the_desk_of_the_other_community_does_not_see_the_case(client, community):
    ours, theirs = registration.registration(), contractors.registered()
    for desk, own, foreign in (
        (registration.desk_agent(), ours, theirs),
        (contractors.desk_agent(), theirs, ours),
    ):
        client.force_login(desk)
        assert client.get(reverse("desk:case", args=[own.pk])).status_code == 200
        assert client.get(reverse("desk:case", args=[foreign.pk])).status_code == 404
        assert client.get(reverse("approvals:request", args=[foreign.tracking_number])).status_code == 404
        step = engine.open_step(foreign)
        data = {"do": "deny", "step": step.pk, "opening": step.opening, "deny-reason": "other"}
        assert client.post(reverse("desk:case_decision", args=[foreign.pk]), data).status_code == 404
        waiting = client.get(reverse("approvals:inbox")).content.decode()
        assert own.tracking_number in waiting or own.organization_registration.legal_business_name in waiting
        assert foreign.organization_registration.legal_business_name not in waiting


def test_a_case_names_no_organizations_of_the_other_community(client, community):
    clinic = registration.organization(legal_business_name="First Coast Carrier, Inc.")
    case = contractors.registered()
    client.force_login(contractors.desk_agent())
    page = text_of(client, "desk:case", case.pk)
    assert "Same EIN: none" in page
    assert "Similar name: none" in page
    assert clinic.ein == case.organization_registration.ein


def test_papers_that_the_other_desk_saw_stand_for_nothing_here(community):
    carrier = contractors.organization(legal_business_name="Harbor Street Clinic, Inc.")
    request = facilities.requested()
    assert carrier not in queries.organizations_with_same_papers(request.organization_registration)
    with pytest.raises(Refused, match="another community"):
        facilities.waive(request, carrier)


# THE CODE


def test_no_code_outside_the_declarations_names_a_community():
    slugs = [declared.slug for declared in all_communities()]
    names = "|".join([*slugs, *(slug.replace("-", "_") for slug in slugs)])
    word = re.compile(names, re.IGNORECASE)
    allowed = {"registration/management/commands/appoint_desk.py", "iacs_portal/site/management/commands/load_demo.py"}
    root = Path(settings.BASE_DIR)
    named = set()
    for folder in ("approvals", "iacs_portal", "registration", "usergroups", "templates"):
        for file in (root / folder).rglob("*"):
            path = file.relative_to(root).as_posix()
            if file.suffix not in {".py", ".html", ".txt"} or path.startswith("registration/communities/"):
                continue
            # What a migration has written once is history: it cannot ask a declaration that may have changed.
            if "/migrations/" not in path and word.search(file.read_text()):
                named.add(path)
    assert named == allowed


def test_what_a_community_does_not_offer_exists():
    ways = {kind.slug for kind in all_kinds()} | {FURTHER_FACILITIES}
    for declared in all_communities():
        assert declared.not_offered <= ways
        if declared.paper_kind(ALREADY_SEEN) is None:
            assert not declared.offers(FURTHER_FACILITIES)
        if declared.offers(FURTHER_FACILITIES):
            assert declared.identification.kind.is_in_provider_file
