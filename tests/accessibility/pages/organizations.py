"""Organization, practitioner, group, person, people; one's roles and the provider one works for."""

import datetime

from django.urls import reverse

from iacs_portal.core import clock
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from tests.accessibility.listing import Visit, not_a_page, open_details, page
from tests.factories import chain, practitioners, registration, surrogates
from tests.factories.accounts import account
from usergroups.models import UserGroup

not_a_page("organizations:people_csv", "a file")
not_a_page("organizations:work_here", "POST alone")


def _full():
    clinic = registration.organization(legal_business_name="Harbor Street Clinic")
    group = chain.group(clinic)
    chain.approved(chain.asks_for_group(clinic, name="Front desk"), chain.head_of(clinic))
    administrator = chain.administrator_of(group)
    member = chain.end_user_of(group)
    chain.asks_for_backup(clinic)
    chain.approved(chain.asks_to_join(group), administrator)
    chain.asks_to_join(group)
    return clinic, group, administrator, member


def _at(name, *args, user, act=None, query=""):
    return Visit(reverse(f"organizations:{name}", args=args) + query, user=user, act=act)


@page("organizations:organization", "empty")
def _():
    clinic = registration.organization()
    return _at("organization", clinic.pk, user=chain.head_of(clinic))


@page("organizations:organization", "full")
def _():
    clinic = _full()[0]
    return _at("organization", clinic.pk, user=chain.head_of(clinic))


@page("organizations:organization", "many")
def _():
    clinic, group, _administrator, _member = _full()
    for number in range(26):
        chain.group(clinic, f"Group {number}")
        chain.end_user_of(group)
    return _at("organization", clinic.pk, user=chain.head_of(clinic))


@page("organizations:organization", "staffed, some roles due soon")
def _():
    clinic, _group, _administrator, member = _full()
    chain.backup_of(clinic)
    RoleAssignment.objects.filter(user=member).update(certify_by=clock.now() + datetime.timedelta(days=20))
    return _at("organization", clinic.pk, user=chain.head_of(clinic))


@page("organizations:group", "empty")
def _():
    group = chain.group()
    head = chain.head_of(registration.Organization.objects.get(pk=group.provider_id))
    return _at("group", group.pk, user=head)


@page("organizations:group", "full")
def _():
    _clinic, group, administrator, _member = _full()
    return _at("group", group.pk, user=administrator)


@page("organizations:person", "full")
def _():
    clinic, group, _administrator, member = _full()
    held = RoleAssignment.objects.get(user=member, scope=group.pk)
    end(actor=None, assignment_id=held.pk, reason="as the test says")
    chain.end_user_of(group, member)
    return _at("person", clinic.pk, member.pk, user=chain.head_of(clinic))


@page("organizations:people", "empty")
def _():
    clinic = _full()[0]
    return _at("people", clinic.pk, user=chain.head_of(clinic), query="?role=backup_security_official")


@page("organizations:people", "full")
def _():
    clinic = _full()[0]
    return _at("people", clinic.pk, user=chain.head_of(clinic), act=open_details("Search and filter"))


@page("organizations:roles", "empty")
def _():
    return _at("roles", user=account())


@page("organizations:roles", "full")
def _():
    return _at("roles", user=_full()[2])


@page("organizations:places", "empty")
def _():
    return _at("places", user=account())


@page("organizations:people", "of a practitioner")
def _():
    asked = practitioners.request()
    practitioner = practitioners.approved(asked)
    chain.administrator_of(chain.group(practitioner))
    return _at("people", practitioner.pk, user=asked.requester, act=open_details("Search and filter"))


@page("home", "an official")
def _():
    clinic = _full()[0]
    head = chain.head_of(clinic)
    registration.organization(head, legal_business_name="Harbor Street Dental")
    return Visit(reverse("home"), user=head)


@page("home", "a practitioner")
def _():
    asked = practitioners.request()
    chain.administrator_of(chain.group(practitioners.approved(asked)))
    return Visit(reverse("home"), user=asked.requester)


@page("organizations:places", "a practitioner among them")
def _():
    asked = practitioners.request()
    practitioners.approved(asked)
    registration.organization(asked.requester)
    return _at("places", user=asked.requester)


@page("organizations:places", "full")
def _():
    head = registration.known_person()
    for number in range(26):
        registration.organization(head, legal_business_name=f"Harbor {number:02d}")
    return _at("places", user=head)


def _company():
    company = surrogates.company(legal_name="Tidewater Billing, LLC")
    link = surrogates.link(company, registration.organization(legal_business_name="Harbor Street Clinic"))
    UserGroup.objects.filter(pk=link.pk).update(until=clock.now() + datetime.timedelta(days=20))
    return company


@page("home", "an administrator of a company, some links end soon")
def _():
    return Visit(reverse("home"), user=_company().founder)


@page("home", "a member of a team")
def _():
    return Visit(reverse("home"), user=surrogates.member_of(surrogates.team_of(_company())))


@page("organizations:places", "of an administrator of a company")
def _():
    return _at("places", user=_company().founder)


@page("organizations:places", "found among those of a company")
def _():
    return _at("places", user=surrogates.member_of(surrogates.team_of(_company())), query="?q=harb")


@page("organizations:roles", "in surrogate user groups")
def _():
    return _at("roles", user=_company().founder, query="?in=links")
