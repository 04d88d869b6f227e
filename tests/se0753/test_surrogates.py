"""SE0753, special note for UGAs of surrogate user groups, and what its UGA guide says of them: each sentence."""

import pytest
from django.urls import reverse

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.models import Organization
from tests.factories import chain, engine, practitioners, registration, surrogates
from usergroups import links
from usergroups.models import Company, LinkRequest, UserGroup
from usergroups.queries import open_groups

pytestmark = pytest.mark.django_db


def xyz():
    """Provider organization XYZ, approved."""
    return registration.organization(legal_business_name="XYZ Hospital")


def abc():
    """Surrogate billing company ABC, as it says about itself."""
    return surrogates.facts(legal_name="ABC Billing")


def begun(client, person, company=None):
    """A draft of `person`, who is signed in, with the page about the company filled in; the address of its page `find`."""
    client.force_login(person)
    answers = {"community": surrogates.COMMUNITY, "company": company or abc()}
    draft = commands.start(actor=person, kind="surrogate", answers=answers)
    client.post(reverse("registration:terms"), {"accept": "on"})
    return draft, reverse("registration:find", args=[draft.pk])


def sends(client, draft, provider):
    """The rest of the form, from the page on which the provider is chosen."""
    client.post(reverse("registration:find", args=[draft.pk]), {"organization": provider.pk})
    client.post(reverse("usergroups:wizard_link", args=[draft.pk]), {"until": surrogates.next_year().isoformat()})
    client.post(reverse("registration:review", args=[draft.pk]), {"true": "on"})
    return Request.objects.get(pk=draft.pk)


def live_links():
    return links.live_links().order_by("pk")


def decides(request, actor):
    commands.approve(step_id=engine.open_step(request).pk, actor=actor)


def test_their_task_is_to_create_a_provider_or_surrogate_user_group(client):
    """ "Their task, during the registration process, is to create a provider or surrogate user group": one page offers both."""
    registration.community()
    client.post(reverse("registration:start"), {"community": "provider-supplier", "supplier": "no", "notified": "yes"})
    offered = client.get(reverse("registration:who")).content.decode()
    assert 'value="new_group"' in offered
    assert 'value="surrogate"' in offered
    provider, person = xyz(), registration.known_person()
    draft, _find = begun(client, person)
    decides(sends(client, draft, provider), chain.head_of(provider))
    assert live_links().get().provider_id == provider.pk
    assert ("surrogate_administrator", live_links().get().pk) in chain.roles_of(person)


def test_or_associate_with_an_existing_surrogate_user_group():
    """ "... or associate with an existing provider or surrogate user group": a further UGA of the company works with what exists."""
    company = surrogates.company()
    further = surrogates.further_administrator_of(company)
    provider = xyz()
    decides(surrogates.asks_to_work(company, provider, further), chain.head_of(provider))
    link = UserGroup.objects.get(provider=provider.pk)
    assert link.company == company
    assert Company.objects.count() == 1
    assert ("surrogate_administrator", link.pk) in chain.roles_of(further)


def test_a_surrogate_user_group_is_established_by_individuals_or_a_company():
    """ "A surrogate user group is established by individuals or a company ..." """
    contractor = surrogates.link(surrogates.facts(legal_name="Alex Example", is_individual=True, ein=""))
    company = surrogates.link(abc())
    assert (contractor.company.is_individual, contractor.company.ein) == (True, "")
    assert (company.company.is_individual, company.company.legal_name) == (False, "ABC Billing")


def test_they_are_outside_of_the_providers_organization_and_work_on_its_behalf():
    """ "... outside of the provider's organization that performs Medicare work on behalf of the provider organization": who runs it works
    for the provider and has no role of the provider's own; the group is none that the provider's people can join."""
    provider = xyz()
    link = surrogates.link(abc(), provider)
    person = link.company.founder
    assert links.works_through(person, link)
    assert not open_groups(provider.pk).exists()
    assert {role for role, _scope in chain.roles_of(person)} == {"company_administrator", "surrogate_administrator"}


def test_who_decides_for_the_provider_is_not_outside_of_it():
    """ "... outside of the provider's organization": who decides for the provider does not work for it as a surrogate."""
    provider = xyz()
    with pytest.raises(Refused):
        surrogates.asks_to_work(abc(), provider, chain.head_of(provider))


@pytest.mark.parametrize("who", ["head", "backup"])
def test_the_uga_must_be_approved_by_the_so_or_bso_in_the_provider_organization(who):
    """ "... the UGA of the surrogate user group must be approved by the SO or BSO in the provider organization on whose behalf it performs
    work." Nobody else's word makes the group."""
    provider, elsewhere = xyz(), registration.organization()
    backup = chain.backup_of(provider)
    request = surrogates.asks_to_work(abc(), provider)
    for other in (chain.head_of(elsewhere), request.requester, chain.administrator_of(chain.group(provider))):
        with pytest.raises(Refused):
            decides(request, other)
    assert not live_links().exists()
    decides(request, backup if who == "backup" else chain.head_of(provider))
    assert live_links().get().provider_id == provider.pk


def test_once_xyz_is_approved_abc_can_register_and_request_to_create_a_group_under_it(client):
    """ "Once the provider organization XYZ is approved in IACS, the surrogate billing company ABC can register in IACS and request to
    create a surrogate user group under the provider organization XYZ." Before that, XYZ is not there to be chosen."""
    asked = registration.registration(legal_business_name="XYZ Hospital")
    draft, find = begun(client, registration.known_person())
    assert "It is not yet registered or approved" in client.get(find, {"q": "XYZ Hospital"}).content.decode()
    provider = registration.approved(asked)
    assert f'value="{provider.pk}"' in client.get(find, {"q": "XYZ Hospital"}).content.decode()
    request = sends(client, draft, provider)
    assert request.status == "under_review"
    assert Company.objects.get().legal_name == "ABC Billing"


def test_once_approved_the_uga_is_issued_a_user_id():
    """ "Once approved, the UGA of a surrogate user group is issued an IACS user ID ...", by mail."""
    request = surrogates.asks_to_work(abc(), xyz())
    assert not request.requester.user_id
    surrogates.approved(request)
    person = User.objects.get(pk=request.requester_id)
    assert person.user_id
    assert Message.objects.get(message="link_approved").facts["user_id"] == person.user_id


def test_it_enables_the_uga_to_associate_with_other_providers_without_registering_again(client):
    """ "... that enables the UGA to associate with other provider organizations for which it performs work without registering again." """
    first = surrogates.link(abc(), xyz())
    person, company = User.objects.get(pk=first.company.founder_id), first.company
    before = (person.user_id, User.objects.count())
    other = registration.organization(legal_business_name="UVW Clinic")
    accounts = User.objects.count()
    draft, _find = begun(client, person, {"scope": company.pk})
    decides(sends(client, draft, other), chain.head_of(other))
    person.refresh_from_db()
    assert person.user_id == before[0]
    assert User.objects.count() == accounts
    assert {link.provider_id for link in live_links()} == {first.provider_id, other.pk}


def test_a_new_surrogate_user_group_must_be_created_for_each_provider_organization():
    """ "At this time, a new surrogate user group must be created for each provider organization with which a UGA wishes to associate." """
    company = surrogates.company()
    made = [surrogates.link(company), surrogates.link(company)]
    assert len({link.pk for link in made}) == 2
    assert len({link.provider_id for link in made}) == 2
    with pytest.raises(Refused):  # and one alone for each
        surrogates.asks_to_work(company, Organization.objects.get(pk=made[0].provider_id))


def test_three_different_provider_organizations_are_three_requests_and_three_groups():
    """ "If a surrogate user group performs work on behalf of three different provider organizations, the UGA for the surrogate user group
    will need to make three different requests to create three different surrogate user groups, one for each provider ..." """
    given, person = abc(), registration.known_person()
    requests = [surrogates.asks_to_work(given, registration.organization(), person) for _number in range(3)]
    for request in requests:
        surrogates.approved(request)
    assert len({request.tracking_number for request in requests}) == 3
    assert live_links().count() == 3
    assert len({link.provider_id for link in live_links()}) == 3


def test_if_a_providers_organization_does_not_appear_they_should_contact_them(client):
    """ "If a provider's organization does not appear in IACS-PC, they have not yet registered/been approved and they should contact
    them." """
    _draft, find = begun(client, registration.known_person())
    page = client.get(find, {"q": "Nowhere Hospital"}).content.decode()
    assert "It is not yet registered or approved" in page
    assert "Contact them: the Security Official of the organization, or the practitioner, registers first." in page


def test_they_are_not_able_to_associate_until_the_provider_appears(client):
    """ "The provider will not be able to associate with them until the provider appears in IACS-PC." """
    registration.registration(legal_business_name="XYZ Hospital")
    draft, find = begun(client, registration.known_person())
    answer = client.post(find, {"organization": 999_999_999})
    assert answer.status_code == 422
    review = reverse("registration:review", args=[draft.pk])
    assert client.post(review, {"true": "on"}).url == find
    assert not LinkRequest.objects.exists()


def test_each_providers_so_or_bso_must_approve_the_request():
    """ "If the provider's organization does appear in IACS-PC, each provider's SO or BSO must approve the request to associate that
    surrogate user group with their organization." The word of one is not that of another."""
    company = surrogates.company()
    first, second = xyz(), registration.organization()
    asked = surrogates.asks_to_work(company, first), surrogates.asks_to_work(company, second)
    with pytest.raises(Refused):
        decides(asked[1], chain.head_of(first))
    decides(asked[0], chain.head_of(first))
    assert links.link_at(company.pk, first.pk) is not None
    assert links.link_at(company.pk, second.pk) is None
    decides(asked[1], chain.head_of(second))
    assert links.link_at(company.pk, second.pk) is not None


def test_only_after_those_organizations_and_sos_have_been_approved():
    """ "As a surrogate user group, the provider will only be able to associate with their provider's organizations after those respective
    provider's organizations and SOs have been approved in IACS-PC." Nor while the organization has no Security Official."""
    provider = xyz()
    held = RoleAssignment.objects.get(scope=provider.pk, role="security_official", ended_at=None)
    end(actor=None, assignment_id=held.pk, reason="As the test says")
    with pytest.raises(Refused, match="nobody at present who decides"):
        surrogates.asks_to_work(abc(), provider)
    assert not Company.objects.exists()


def test_the_process_is_simplified_for_contractors_that_work_on_behalf_of_more_than_one_provider(client):
    """ "In the future, CMS will explore options for simplifying this process for contractors that perform work on behalf of more than one
    provider organization ...": the company is registered once and chosen afterwards."""
    company = surrogates.company()
    client.force_login(company.founder)
    draft = commands.start(actor=company.founder, kind="surrogate", answers={"community": surrogates.COMMUNITY})
    client.post(reverse("registration:terms"), {"accept": "on"})
    page = reverse("usergroups:wizard_company", args=[draft.pk])
    assert f'name="company" value="{company.pk}"' in client.get(page).content.decode()
    client.post(page, {"company": company.pk})
    request = sends(client, draft, xyz())
    assert LinkRequest.objects.get(request=request).company == company
    assert Company.objects.count() == 1


def test_surrogate_user_groups_associate_to_individual_practitioners(client):
    """ "... and to allow surrogate user groups to associate to individual practitioners within IACS." They decide it themselves."""
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    draft, find = begun(client, registration.known_person())
    assert f'value="{practitioner.pk}"' in client.get(find, {"q": str(practitioner)}).content.decode()
    request = sends(client, draft, practitioner)
    decides(request, asked.requester)
    assert live_links().get().provider_id == practitioner.pk
