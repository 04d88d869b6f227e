"""Lists of providers: begun, looked at, sent, answered; the letter."""

from django.urls import reverse

from approvals import commands
from tests.accessibility.listing import Visit, fill_and_press, not_a_page, page, press
from tests.factories import chain, engine, registration, surrogates
from usergroups.commands.provider_lists import send_batch, send_list
from usergroups.models import LineState, LinkRequest

not_a_page("provider_lists:send", "POST only; its refusals are states of the list page")
not_a_page("provider_lists:csv", "a file")


def _list(*npis, company=None):
    return surrogates.provider_list(company or surrogates.company(), *npis)


def _mixed(ready=2):
    known, absent = [registration.npi() for _number in range(ready)], registration.npi()
    for npi in known:
        registration.organization(npi=npi)
    registration.record(absent, legal_business_name="FERN HOLLOW HOSPICE")
    return _list(*known, absent, registration.npi(), "1.2E+09", f"{known[0]}.0", "hello")


def _sent():
    of = _mixed(4)
    send_list(actor=of.made_by, list_key=of.pk)
    while send_batch(actor=None, list_key=of.pk):
        pass
    return of


def _visit(name, of, *more, act=None, query=""):
    return Visit(
        reverse(f"provider_lists:{name}", args=[of.pk, *more]) + query,
        user=getattr(of, "founder", None) or of.made_by,
        act=act,
    )


@page("provider_lists:new", "confirmed company")
def _():
    return _visit("new", surrogates.company())


@page("provider_lists:new", "unconfirmed company")
def _():
    return _visit("new", LinkRequest.objects.get(request=surrogates.asks_to_work()).company)


@page("provider_lists:new", "error: nothing sent")
def _():
    return _visit("new", surrogates.company(), act=press("Check the list"))


@page("provider_lists:new", "error: day")
def _():
    return _visit("new", surrogates.company(), act=fill_and_press({"NPIs": "Name,Number\nA,1"}, "Check the list"))


@page("provider_lists:new", "found")
def _():
    company, team = surrogates.company(), 0
    registration.organization()
    team = surrogates.team_of(company).pk
    return _visit("new", company, query=f"?q=Harbor&team={team}&until={surrogates.next_year().isoformat()}")


@page("provider_lists:new", "nothing found")
def _():
    company = surrogates.company()
    team = surrogates.team_of(company).pk
    return _visit("new", company, query=f"?q=Nowhere&team={team}&until={surrogates.next_year().isoformat()}")


@page("provider_lists:list", "shown")
def _():
    return _visit("list", _mixed())


@page("provider_lists:list", "shown, nothing ready")
def _():
    return _visit("list", _list("hello", *(f"no {number}" for number in range(30))))


@page("provider_lists:list", "one state, nothing in it")
def _():
    return _visit("list", _mixed(), query=f"?state={LineState.LINKED}")


@page("provider_lists:list", "being sent")
def _():
    of = _mixed()
    return _visit("list", send_list(actor=of.made_by, list_key=of.pk))


@page("provider_lists:list", "answered")
def _():
    of = _sent()
    asked = list(LinkRequest.objects.filter(provider_list=of).select_related("request", "provider__organization_row"))
    for detail, verb, more in zip(
        asked,
        (commands.approve, commands.deny, commands.return_for_changes),
        ({}, {"reason": "not_known"}, {"reason": "day"}),
        strict=False,
    ):
        head = chain.head_of(detail.provider.organization_row)
        verb(step_id=engine.open_step(detail.request).pk, actor=head, **more)
    return _visit("list", of)


@page("provider_lists:letter", "organization")
def _():
    npi = registration.npi()
    registration.record(npi)
    return _visit("letter", _list(npi), 1)


@page("provider_lists:letter", "practitioner")
def _():
    npi = registration.npi()
    registration.record(npi, entity_type="1", legal_business_name="", first_name="RIVKA", last_name="EJEMPLO")
    return _visit("letter", _list(npi), 1)


@page("provider_lists:of_company", "full")
def _():
    company = surrogates.company()
    for number in range(27):
        _list(f"no {number}", company=company)
    return _visit("of_company", company)


@page("provider_lists:of_company", "empty")
def _():
    return _visit("of_company", surrogates.company())
