"""Links between companies and providers, from both sides."""

from django.urls import reverse

from tests.accessibility.listing import Visit, choose, not_a_page, page, press, then
from tests.factories import practitioners, registration, surrogates
from usergroups.commands.companies import create_team
from usergroups.commands.links import end_link, keep_out

not_a_page("links:renew", "It leads back to the link.")
not_a_page("links:let_in", "It leads to the companies of the provider.")


def _link(members=2):
    company = surrogates.company()
    link = surrogates.link(company)
    people = [surrogates.member_of(surrogates.team_of(company)) for _number in range(members)]
    return link, company.founder, surrogates.decider_of(link.provider.organization_row), people


def _keep_out(link, head, person):
    return keep_out(actor=head, link_key=link.pk, person_key=person.pk)


@page("links:link", "to the provider, somebody kept out")
def _():
    link, _founder, head, people = _link(30)
    _keep_out(link, head, people[0])
    return Visit(reverse("links:link", args=[link.pk]), user=head)


@page("links:link", "to the company")
def _():
    link, founder, _head, _people = _link()
    return Visit(reverse("links:link", args=[link.pk]), user=founder)


@page("links:link", "ended")
def _():
    link, _founder, head, _people = _link()
    end_link(actor=head, link_key=link.pk, reason="Over")
    return Visit(reverse("links:link", args=[link.pk]), user=head)


@page("links:end", "before the end")
def _():
    link, _founder, head, _people = _link(30)
    return Visit(reverse("links:end", args=[link.pk]), user=head)


@page("links:end", "error without a reason")
def _():
    link, founder, _head, _people = _link()
    return Visit(reverse("links:end", args=[link.pk]), user=founder, act=press("End it now"))


@page("links:end", "ended already")
def _():
    link, _founder, head, _people = _link()
    end_link(actor=head, link_key=link.pk, reason="Over")
    return Visit(reverse("links:end", args=[link.pk]), user=head)


@page("links:keep_out", "before it is done")
def _():
    link, _founder, head, people = _link()
    return Visit(reverse("links:keep_out", args=[link.pk, people[0].pk]), user=head)


@page("links:change_team", "one team")
def _():
    link, founder, _head, _people = _link()
    return Visit(reverse("links:change_team", args=[link.pk]), user=founder)


@page("links:change_team", "who comes and goes")
def _():
    link, founder, _head, _people = _link(3)
    team = create_team(actor=founder, company_key=link.company_id, name="Claims")
    surrogates.member_of(team)
    return Visit(reverse("links:change_team", args=[link.pk]) + f"?team={team.pk}", user=founder)


@page("links:of_provider", "companies, somebody kept out")
def _():
    link, _founder, head, people = _link()
    _keep_out(link, head, people[0])
    return Visit(reverse("links:of_provider", args=[link.provider_id]), user=head)


@page("links:of_provider", "none, and the rule kept")
def _():
    organization = registration.organization()
    visit = reverse("links:of_provider", args=[organization.pk])
    head = surrogates.decider_of(organization)
    return Visit(visit, user=head, act=then(choose("rule", "never"), press("Keep this rule")))


@page("links:of_provider", "a practitioner's, ended ones")
def _():
    practitioner = practitioners.approved(practitioners.request())
    link = surrogates.link(provider=practitioner)
    head = surrogates.decider_of(practitioner)
    end_link(actor=head, link_key=link.pk, reason="Over")
    return Visit(reverse("links:of_provider", args=[practitioner.pk]) + "?ended=1", user=head)
