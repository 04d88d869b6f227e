"""The pages by which people come to their role: from "Who are you?" to the decision."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from tests.factories import chain, engine, practitioners, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


def begin(client, role):
    """From the first page to the draft, signed in. Returns its key."""
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    client.post(reverse("registration:who"), {"role": role})
    client.post(reverse("registration:terms"), {"accept": "on"})
    return Request.objects.order_by("-pk").values_list("pk", flat=True)[0]


def send(client, key):
    answer = client.post(reverse("registration:review", args=[key]), {"true": "on"})
    assert answer.status_code == 302
    return Request.objects.get(pk=key)


@pytest.fixture
def organization():
    return registration.organization(legal_business_name="Harbor Street Clinic", npi=registration.npi())


@pytest.fixture
def person(client):
    person = registration.known_person()
    client.force_login(person)
    return person


def test_who_are_you_offers_every_role_from_the_top_of_the_chain_down(client):
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    page = client.get(reverse("registration:who"))
    slugs = [path.slug for path, _chosen in page.context["paths"]]
    assert slugs == [
        "security_official",
        "succession",
        "backup_official",
        "individual_practitioner",
        "new_group",
        "further_administrator",
        "end_user",
        "move_member",
        "company_administrator",
        "team_member",
        "surrogate",
    ]


def test_a_person_asks_to_start_a_group_and_an_official_decides_on_the_generic_page(client, person, organization):
    key = begin(client, "new_group")
    found = client.get(reverse("registration:find", args=[key]), {"q": "harbr stret clinic"})
    assert "Harbor Street Clinic" in found.content.decode()
    client.post(reverse("registration:find", args=[key]), {"organization": organization.pk})
    client.post(reverse("usergroups:new_group", args=[key]), {"name": "Billing", "purpose": "Sends the bills"})
    client.post(reverse("registration:reason", args=[key]), {"justification": "I run the billing."})
    review = client.get(reverse("registration:review", args=[key])).content.decode()
    assert all(
        words in review for words in ("Harbor Street Clinic", "Billing", "Sends the bills", "I run the billing.")
    )
    request = send(client, key)
    client.force_login(chain.head_of(organization))
    decide = reverse("approvals:decide", args=[engine.open_step(request).pk])
    page = client.get(decide).content.decode()
    assert "The group Billing comes into being" in page
    step = engine.open_step(request)
    client.post(reverse("approvals:decision", args=[step.pk]), {"do": "approve", "opening": step.opening})
    request.refresh_from_db()
    assert request.status == "approved"


@pytest.mark.parametrize(("signs", "status"), [(300, 302), (301, 422)])
def test_the_purpose_of_a_group_has_up_to_300_characters(client, person, organization, signs, status):
    client.force_login(person)
    draft = commands.start(
        actor=person,
        kind="new_group",
        answers={"community": {"slug": "provider-supplier"}, "find": {"scope": organization.pk}},
    )
    page = reverse("usergroups:new_group", args=[draft.pk])
    assert client.post(page, {"name": "Billing", "purpose": "x" * signs}).status_code == status


def test_an_end_user_chooses_among_the_open_groups_and_the_administrator_is_asked_whether_she_knows_her(
    client, person, organization
):
    group = chain.group(organization)
    administrator = chain.administrator_of(group)
    elsewhere = chain.group(registration.organization(), "Elsewhere")
    key = begin(client, "end_user")
    client.post(reverse("registration:find", args=[key]), {"organization": organization.pk})
    page = client.get(reverse("usergroups:group", args=[key])).content.decode()
    assert ("Billing" in page, "Sends the bills" in page, "Elsewhere" in page) == (True, True, False)
    refused = client.post(reverse("usergroups:group", args=[key]), {"group": elsewhere.pk})
    assert refused.status_code == 422
    client.post(reverse("usergroups:group", args=[key]), {"group": group.pk})
    client.post(reverse("registration:reason", args=[key]), {"justification": "I work there."})
    request = send(client, key)
    client.force_login(administrator)
    page = client.get(reverse("approvals:decide", args=[engine.open_step(request).pk])).content.decode()
    assert f"Do you know {person.get_full_name()}?" in page


def test_another_organization_clears_the_group_that_was_chosen(client, person, organization):
    group, other = chain.group(organization), registration.organization()
    key = begin(client, "end_user")
    client.post(reverse("registration:find", args=[key]), {"organization": organization.pk})
    client.post(reverse("usergroups:group", args=[key]), {"group": group.pk})
    client.post(reverse("registration:find", args=[key]), {"organization": other.pk})
    led = client.get(reverse("registration:reason", args=[key]))
    assert led.url == reverse("usergroups:group", args=[key])


def test_an_organization_that_is_not_approved_or_was_closed_is_not_found(client, person, organization):
    registration.registration(legal_business_name="Pending Clinic")
    organization.closed_at = organization.approved_at
    organization.save()
    key = begin(client, "backup_official")
    for text in ("Pending Clinic", "Harbor Street Clinic"):
        page = client.get(reverse("registration:find", args=[key]), {"q": text}).content.decode()
        assert "It is not yet registered or approved" in page
        assert "Contact it" in page
    refused = client.post(reverse("registration:find", args=[key]), {"organization": organization.pk})
    assert refused.status_code == 422


def test_the_search_tells_names_place_and_npi_and_never_tax_number_or_people(client, person, organization):
    key = begin(client, "backup_official")
    number = organization.scope.medicare_numbers.get().value
    for text in ("clinic harbor", number):
        page = client.get(reverse("registration:find", args=[key]), {"q": text}).content.decode()
        assert all(words in page for words in ("Harbor Street Clinic", "Port Ellery, ME", number))
        assert organization.ein not in page
        assert chain.head_of(organization).last_name not in page


def test_the_search_is_throttled_for_each_person(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"find_organization": "2/m/user"}
    address = reverse("registration:find", args=[begin(client, "backup_official")])
    answers = [client.get(address, {"q": "harbor"}).status_code for _number in range(3)]
    assert answers == [200, 200, 429]


def test_the_pages_of_another_kind_or_person_are_404(client, person, organization):
    key = begin(client, "backup_official")
    assert client.get(reverse("usergroups:group", args=[key])).status_code == 404
    assert client.get(reverse("registration:number", args=[key])).status_code == 404
    client.force_login(registration.known_person())
    assert client.get(reverse("registration:find", args=[key])).status_code == 404


def test_the_page_of_groups_takes_the_same_number_of_statements_for_1_and_30(client, person, organization):
    key = begin(client, "end_user")
    chain.group(organization, "Group 0")
    client.post(reverse("registration:find", args=[key]), {"organization": organization.pk})
    page = reverse("usergroups:group", args=[key])
    client.get(page)
    counts = []
    for more in (0, 29):
        for number in range(more):
            chain.group(organization, f"Group {number + 1}")
        with counted() as statements:
            answer = client.get(page)
        assert f"Group {more}" in answer.content.decode()
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_the_search_takes_the_same_number_of_statements_for_1_and_30_practitioners(client, person):
    page = reverse("registration:find", args=[begin(client, "end_user")])
    practitioners.approved(practitioners.request())
    client.get(page, {"q": "alex phisician"})
    counts = []
    for more in (0, 29):
        for _number in range(more):
            practitioners.approved(practitioners.request())
        with counted() as statements:
            answer = client.get(page, {"q": "alex phisician"})
        assert len(answer.context["found"]) == min(more + 1, 10)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_the_search_takes_the_same_number_of_statements_for_1_and_30_organizations(client, person, organization):
    address = reverse("registration:find", args=[begin(client, "backup_official")])
    client.get(address, {"q": "harbor street clinic"})
    counts = []
    for more in (0, 29):
        for _number in range(more):
            registration.organization(legal_business_name="Harbor Street Clinic")
        with counted() as statements:
            page = client.get(address, {"q": "harbor street clinic"})
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)
    shown = [each.pk for each in page.context["found"]]
    following = client.get(address + page.context["next_url"]).context["found"]
    assert len(shown) == 10
    assert not {each.pk for each in following} & set(shown)
