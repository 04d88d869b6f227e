"""People and teams of a surrogate company: joining it, the lists, picking, ending."""

from django.urls import reverse

from approvals import commands
from approvals.models import Request
from tests.accessibility.listing import Visit, fill_and_press, page, press
from tests.factories import chain, engine, invitations, registration, surrogates
from usergroups.commands import invite
from usergroups.commands.companies import create_team
from usergroups.commands.links import change_team_of_link, keep_out
from usergroups.commands.teams import close_team
from usergroups.links import live_links
from usergroups.models import LinkRequest


def _at(name, company, *keys, act=None):
    return Visit(reverse(name, args=keys or [company.pk]), user=company.founder, act=act)


def _full(members=3):
    company = surrogates.company()
    team = surrogates.team_of(company)
    for _number in range(members):
        surrogates.member_of(team)
    return company, team


def _other(company):
    return create_team(actor=company.founder, company_key=company.pk, name="Claims")


@page("companies:people", "full")
def _():
    return _at("companies:people", _full(30)[0])


@page("companies:people", "not confirmed")
def _():
    company = LinkRequest.objects.get(request=surrogates.asks_to_work()).company
    return _at("companies:people", company)


@page("companies:people", "nobody found")
def _():
    company = surrogates.company()
    return Visit(reverse("companies:people", args=[company.pk]) + "?q=nobody", user=company.founder)


@page("companies:person", "full")
def _():
    company, team = _full(0)
    member = surrogates.member_of(team)
    surrogates.further_administrator_of(company, member)
    return _at("companies:person", company, company.pk, member.pk)


@page("companies:person", "her own page")
def _():
    company = surrogates.company()
    return _at("companies:person", company, company.pk, company.founder_id)


def _leaver():
    company, team = _full(0)
    leaver = surrogates.further_administrator_of(company, surrogates.member_of(team))
    surrogates.link(company, person=leaver)
    surrogates.asks_to_work(company, person=leaver)
    surrogates.further_administrator_of(company)
    return company, leaver


@page("companies:end_person", "full")
def _():
    company, leaver = _leaver()
    return _at("companies:end_person", company, company.pk, leaver.pk)


@page("companies:end_person", "error: no reason")
def _():
    company, leaver = _leaver()
    return _at("companies:end_person", company, company.pk, leaver.pk, act=press("End all of it"))


@page("companies:end_person", "herself")
def _():
    company = surrogates.company()
    return _at("companies:end_person", company, company.pk, company.founder_id)


@page("companies:new_team", "full")
def _():
    return _at("companies:new_team", surrogates.company())


@page("companies:new_team", "error: name taken")
def _():
    company = surrogates.company()
    _other(company)
    return _at("companies:new_team", company, act=fill_and_press({"Name of the team": "claims"}, "Make the team"))


@page("companies:team", "full")
def _():
    company, team = _full(30)
    return _at("companies:team", company, team.pk)


@page("companies:team", "empty")
def _():
    company = surrogates.company()
    return _at("companies:team", company, _other(company).pk)


def _closed(company):
    return close_team(actor=company.founder, team_key=_other(company).pk, reason="The work has moved.")


@page("companies:team", "closed")
def _():
    company = surrogates.company()
    return _at("companies:team", company, _closed(company).pk)


@page("companies:rename_team", "full")
def _():
    company, team = _full()
    return _at("companies:rename_team", company, team.pk)


@page("companies:rename_team", "error: name taken")
def _():
    company, team = _full()
    _other(company)
    act = fill_and_press({"Name of the team": "claims"}, "Rename the team")
    return _at("companies:rename_team", company, team.pk, act=act)


@page("companies:rename_team", "closed")
def _():
    company = surrogates.company()
    return _at("companies:rename_team", company, _closed(company).pk)


@page("companies:close_team", "with people")
def _():
    company = surrogates.company()
    other = _other(company)
    for _number in range(3):
        surrogates.member_of(other)
    return _at("companies:close_team", company, other.pk)


@page("companies:close_team", "error: no reason")
def _():
    company = surrogates.company()
    return _at("companies:close_team", company, _other(company).pk, act=press("Close the team"))


@page("companies:close_team", "serves providers")
def _():
    company, team = _full()
    return _at("companies:close_team", company, team.pk)


@page("companies:close_team", "closed")
def _():
    company = surrogates.company()
    return _at("companies:close_team", company, _closed(company).pk)


def _tick_all_and_press(browser):
    for label in browser.locator("td .usa-checkbox__label").all():
        label.click()
    press("See what it changes")(browser)


@page("companies:pick", "full")
def _():
    company, _team = _full(30)
    return _at("companies:pick", company, _other(company).pk)


@page("companies:pick", "what it changes")
def _():
    company, team = _full(2)
    link = live_links().select_related("provider__organization_row").get(company=company.pk)
    kept, decides = surrogates.member_of(team), surrogates.member_of(team)
    keep_out(actor=chain.head_of(link.provider.organization_row), link_key=link.pk, person_key=kept.pk)
    chain.backup_of(link.provider.organization_row, decides)
    other = _other(company)
    change_team_of_link(actor=company.founder, link_key=link.pk, team_key=other.pk)
    return _at("companies:pick", company, other.pk, act=_tick_all_and_press)


@page("companies:pick", "error: nobody ticked")
def _():
    company, _team = _full()
    return _at("companies:pick", company, _other(company).pk, act=press("See what it changes"))


@page("companies:pick", "nobody left")
def _():
    company = surrogates.company()
    other = _other(company)
    surrogates.member_of(other, company.founder)
    return _at("companies:pick", company, other.pk)


def _begun(kind, **answers):
    person = registration.known_person()
    given = {"community": {"slug": "provider-supplier"}} | answers
    return commands.start(actor=person, kind=kind, answers=given)


def _wizard(name, request, query="", act=None):
    return Visit(reverse(name, args=[request.pk]) + query, user=request.requester, act=act)


@page("usergroups:find_company", "empty")
def _():
    return _wizard("usergroups:find_company", _begun("company_administrator"))


@page("usergroups:find_company", "found")
def _():
    surrogates.company()
    return _wizard("usergroups:find_company", _begun("company_administrator"), "?q=tidewater")


@page("usergroups:find_company", "nothing found")
def _():
    return _wizard("usergroups:find_company", _begun("team_member"), "?q=nowhere")


@page("usergroups:find_company", "chosen")
def _():
    company = surrogates.company()
    return _wizard("usergroups:find_company", _begun("team_member", find_company={"scope": company.pk}))


@page("usergroups:choose_team", "full")
def _():
    company = surrogates.company()
    _other(company)
    return _wizard("usergroups:choose_team", _begun("team_member", find_company={"scope": company.pk}))


@page("usergroups:choose_team", "chosen")
def _():
    company = surrogates.company()
    chosen = {"find_company": {"scope": company.pk}, "team": {"scope": surrogates.team_of(company).pk}}
    return _wizard("usergroups:choose_team", _begun("team_member", **chosen))


@page("registration:review", "member of a team")
def _():
    company = surrogates.company()
    chosen = {
        "find_company": {"scope": company.pk},
        "team": {"scope": surrogates.team_of(company).pk},
        "reason": chain.REASON,
    }
    return _wizard("registration:review", _begun("team_member", **chosen))


@page("approvals:decide", "member of a team")
def _():
    company = surrogates.company()
    team = surrogates.team_of(company)
    asked: Request = chain.asked("team_member", find_company={"scope": company.pk}, team={"scope": team.pk})
    return Visit(reverse("approvals:decide", args=[engine.open_step(asked).pk]), user=company.founder)


@page("usergroups:invitations", "company")
def _():
    company = surrogates.company()
    invite(actor=company.founder, role="company_administrator", scope_key=company.pk, lines=["pat@example.org"])
    return _at("usergroups:invitations", company)


@page("usergroups:invitation", "to a team")
def _():
    company = surrogates.company()
    person = invitations.invited_person()
    row = invitations.invitation(company.founder, surrogates.team_of(company).pk, "team_member", person.email)
    return Visit(reverse("usergroups:invitation", args=[invitations.token_of(row)]), user=person)


@page("roles:end", "last administrator of a company")
def _():
    company = surrogates.company()
    held = company.founder.role_assignments.get(role="company_administrator", ended_at=None)
    return _at("roles:end", company, held.pk)


@page("roles:end", "administrator of a company")
def _():
    _company, leaver = _leaver()
    held = leaver.role_assignments.get(role="company_administrator", ended_at=None)
    return Visit(reverse("roles:end", args=[held.pk]), user=leaver)
