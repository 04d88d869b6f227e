"""SE0753 on individual practitioners, and on their staff."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles.models import RoleAssignment
from registration.models import Organization
from tests.factories import chain, invitations, practitioners, registration
from tests.statements import counted
from usergroups.commands import accept, create_group
from usergroups.models import UserGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return practitioners.request()


@pytest.fixture
def practitioner(asked):
    return practitioners.approved(asked)


@pytest.fixture
def alex(asked, practitioner):
    """The practitioner as a person."""
    return asked.requester


@pytest.fixture
def group(practitioner):
    return create_group(actor=None, provider=practitioner.scope, name="Front desk", purpose="Makes appointments")


def _begun(client, kind):
    """A draft of `kind` whose person is signed in; the address of its page `find`."""
    person = registration.known_person()
    client.force_login(person)
    draft = commands.start(actor=person, kind=kind, answers={"community": {"slug": "provider-supplier"}})
    client.post(reverse("registration:terms"), {"accept": "on"})
    return reverse("registration:find", args=[draft.pk])


def test_an_individual_professional_who_uses_iacs_pc_personally_may_register_for_the_single_role(asked):
    """ "If the provider is an individual professional who will be using IACS-PC personally, they may register for the single role of
    individual practitioner": one request, one decision, one role, no organization."""
    practitioner = practitioners.approved(asked)
    assert chain.roles_of(asked.requester) == {("individual_practitioner", practitioner.pk)}
    assert asked.steps.count() == 1
    assert not Organization.objects.exists()


def test_provider_organizations_include_individual_practitioners_who_will_delegate_work_to_staff(practitioner, alex):
    """ "Provider Organizations include individual practitioners who will delegate IACS-PC work to staff": the practitioner decides."""
    request = chain.asks_for_group(practitioner, name="Front desk")
    chain.approved(request, alex)
    group = UserGroup.objects.get(provider=practitioner.pk)
    assert chain.roles_of(request.requester) == {("user_group_administrator", group.pk)}
    further = chain.asks_to_run(group)
    chain.approved(further, alex)
    assert chain.roles_of(further.requester) == {("user_group_administrator", group.pk)}


def test_as_well_as_their_staff_using_iacs_pc(practitioner, alex, group):
    """ "... as well as their staff using IACS-PC": an administrator lets end users in, and so may the practitioner when there is none."""
    administrator = chain.administrator_of(group)
    joins = chain.asks_to_join(group)
    chain.approved(joins, administrator)
    assert chain.roles_of(joins.requester) == {("end_user", group.pk)}
    other = create_group(actor=None, provider=practitioner.scope, name="Billing", purpose="Sends the bills")
    joins = chain.asks_to_join(other)
    chain.approved(joins, alex)
    assert chain.roles_of(joins.requester) == {("end_user", other.pk)}


def test_staff_find_the_practitioner_by_a_name_with_a_mistake_and_by_npi(client, asked, practitioner):
    """What everyone may know is shown: name, place, NPI."""
    registration.organization(legal_business_name="Physician Partners")
    npi = asked.practitioner_registration.npi
    address = _begun(client, "new_group")
    for text in ("alex phisician", "physician alex", npi):
        page = client.get(address, {"q": text}).content.decode()
        assert all(words in page for words in ("Alex Physician", "Port Ellery, ME", npi, "Individual practitioner"))
        assert asked.requester.email not in page
    chosen = client.post(address, {"organization": practitioner.pk})
    assert chosen.status_code == 302
    assert "Alex Physician" in client.get(chosen.url).content.decode()


def test_a_practitioner_whose_practice_is_closed_is_not_found(client, practitioner, group):
    practitioner.closed_at = practitioner.approved_at
    practitioner.save()
    address = _begun(client, "end_user")
    assert "It is not yet registered or approved" in client.get(address, {"q": "alex physician"}).content.decode()
    assert client.post(address, {"organization": practitioner.pk}).status_code == 422
    with pytest.raises(Refused, match="is closed, so nobody gets a role there"):
        chain.asks_to_join(group)


def test_pages_of_the_search_hold_organizations_and_practitioners_once_each(client):
    for _each in range(7):
        registration.organization(legal_business_name="Alex Physician")
        practitioners.approved(practitioners.request())
    address = _begun(client, "end_user")
    with counted() as statements:
        first = client.get(address, {"q": "alex physician"})
    assert len(statements) <= 12, str(statements)
    following = client.get(address + first.context["next_url"])
    shown = [row.pk for answer in (first, following) for row in answer.context["found"]]
    assert len(first.context["found"]) == 10
    assert len(shown) == len(set(shown)) == 14
    assert not following.context["next_url"]


@pytest.mark.parametrize("kind", ["backup_official", "succession"])
def test_officials_are_of_organizations_only(client, practitioner, kind):
    """A practitioner has neither Security Official nor backups: not found, and refused with a sentence."""
    address = _begun(client, kind)
    assert "Alex Physician" not in client.get(address, {"q": "alex physician"}).content.decode()
    refused = client.post(address, {"organization": practitioner.pk})
    assert refused.status_code == 422
    assert "This is an individual practitioner" in refused.content.decode()
    with pytest.raises(Refused, match="This is an individual practitioner"):
        chain.asked(kind, find={"scope": practitioner.pk})


def test_the_practitioner_opens_every_page_about_the_practice_and_its_groups(client, practitioner, alex, group):
    waiting = chain.asks_to_run(group)
    administrator = chain.administrator_of(group)
    client.force_login(alex)
    held = RoleAssignment.objects.get(user=administrator)
    own = RoleAssignment.objects.get(user=alex)
    addresses = [
        reverse("home"),
        reverse("organizations:organization", args=[practitioner.pk]),
        reverse("organizations:people", args=[practitioner.pk]),
        reverse("organizations:person", args=[practitioner.pk, administrator.pk]),
        reverse("organizations:group", args=[group.pk]),
        reverse("organizations:roles"),
        reverse("group_changes:rename", args=[group.pk]),
        reverse("group_changes:close", args=[group.pk]),
        reverse("usergroups:invitations", args=[group.pk]),
        reverse("roles:end", args=[held.pk]),
        reverse("roles:end", args=[own.pk]),
        reverse("approvals:request", args=[waiting.tracking_number]),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert b"".join(client.get(reverse("organizations:people_csv", args=[practitioner.pk])).streaming_content)
    assert client.get(reverse("usergroups:invitations", args=[practitioner.pk])).status_code == 404
    page = client.get(addresses[1]).content.decode()
    assert "Alex Physician" in page
    assert "Front desk" in page
    assert "There is no Security Official" not in page


def test_the_practitioner_invites_an_administrator_of_a_group(practitioner, alex, group):
    person = invitations.invited_person()
    row = invitations.invitation(alex, group.pk, "user_group_administrator", person.email)
    accept(request_id=invitations.begun(row, person), actor=person)
    assert chain.roles_of(person) == {("user_group_administrator", group.pk)}
    assert Request.objects.get(requester=person).status == "approved"
