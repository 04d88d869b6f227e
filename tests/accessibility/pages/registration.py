"""The registration of an organization, page by page."""

from django.conf import settings
from django.urls import reverse

from approvals import commands
from iacs_portal.accounts.commands import accept_terms
from tests.accessibility.listing import Visit, choose, not_a_page, page, press, then
from tests.factories import contractors, engine, facilities, registration

not_a_page("registration:continue", "leads to the page to go on with")
not_a_page("registration:again", "POST only")
not_a_page("registration:confirm_facility", "POST only; its errors are states of the page of the question")
not_a_page("registration:decline_facility", "POST only; its errors are states of the page of the question")
not_a_page("registration:paper", "a file, as an attachment")

answer = then(choose("supplier", "no"), choose("notified", "yes"), press("Continue"))
choose_role = then(answer, choose("role", "security_official"), press("Continue"))


def _begun(*, person=None, answers=None):
    return commands.start(
        actor=person or registration.known_person(),
        kind="organization_registration",
        answers={"community": {"slug": "provider-supplier"}} | (answers or {}),
    )


def _unnamed():
    """Someone who has accepted the terms and not told her name yet."""
    person = engine.person(first_name="", last_name="")
    accept_terms(actor=person, version=settings.TERMS_VERSION)
    return person


def _at(name, request, act=None):
    return Visit(reverse(f"registration:{name}", args=[request.pk]), user=request.requester, act=act)


@page("registration:start", "empty")
def _():
    return Visit(reverse("registration:start"))


@page("registration:start", "full")
def _():
    return Visit(reverse("registration:start"), user=_begun().requester)


@page("registration:start", "error")
def _():
    return Visit(reverse("registration:start"), act=press("Continue"))


@page("registration:start", "nobody excluded")
def _():
    community = registration.community()
    community.excluded_type = ""
    community.save()
    return Visit(reverse("registration:start"))


@page("registration:start", "which community")
def _():
    contractors.community(is_open=True)
    return Visit(reverse("registration:start"))


@page("registration:start", "error, no community chosen")
def _():
    contractors.community(is_open=True)
    return Visit(reverse("registration:start"), act=press("Continue"))


@page("registration:start", "second community")
def _():
    contractors.community(is_open=True)
    return Visit(reverse("registration:start") + f"?community={contractors.SLUG}")


@page("registration:start", "closed")
def _():
    community = registration.community()
    community.is_open = False
    community.save()
    return Visit(reverse("registration:start"))


@page("registration:stop", "supplier")
def _():
    return Visit(reverse("registration:stop", args=["provider-supplier", "supplier"]))


@page("registration:stop", "not notified")
def _():
    return Visit(reverse("registration:stop", args=["provider-supplier", "not-notified"]))


@page("registration:who", "empty")
def _():
    return Visit(reverse("registration:start"), act=answer)


@page("registration:who", "error")
def _():
    return Visit(reverse("registration:start"), act=then(answer, press("Continue")))


@page("registration:terms", "empty")
def _():
    return Visit(reverse("registration:start"), user=engine.person(), act=choose_role)


@page("registration:terms", "error")
def _():
    def send_unticked(browser_page):
        choose_role(browser_page)
        browser_page.locator("main form button[type=submit]").first.click()

    return Visit(reverse("registration:start"), user=engine.person(), act=send_unticked)


@page("registration:individual", "full")
def _():
    return _at("individual", registration.draft())


@page("registration:person", "empty")
def _():
    return _at("person", _begun(person=_unnamed()))


@page("registration:person", "full")
def _():
    return _at("person", _begun())


@page("registration:person", "error")
def _():
    return _at("person", _begun(person=_unnamed()), press("Save and continue"))


@page("registration:number", "empty")
def _():
    return _at("number", _begun())


@page("registration:number", "error")
def _():
    def type_wrong(browser_page):
        browser_page.locator("input[name=number]").fill("123")
        browser_page.locator("main form button[type=submit]").first.click()

    return _at("number", _begun(), type_wrong)


@page("registration:number", "second community")
def _():
    return _at("number", contractors.draft())


@page("registration:number", "error, second community")
def _():
    def type_wrong(browser_page):
        browser_page.locator("input[name=number]").fill("308")
        browser_page.locator("main form button[type=submit]").first.click()

    return _at("number", contractors.draft(), type_wrong)


@page("registration:organization", "second community")
def _():
    return _at("organization", contractors.draft())


@page("registration:papers", "second community")
def _():
    return _at("papers", contractors.draft())


@page("registration:review", "second community")
def _():
    return _at("review", contractors.draft())


def _organization(*, known):
    number = registration.npi()
    if known:
        registration.record(number)
    return _begun(answers={"number": {"number": number}})


@page("registration:organization", "empty")
def _():
    return _at("organization", _organization(known=False))


@page("registration:organization", "full")
def _():
    return _at("organization", _organization(known=True))


@page("registration:organization", "differs")
def _():
    request = registration.draft()
    registration.record(request.draft.answers["number"]["number"])
    return _at("organization", request)


@page("registration:organization", "error")
def _():
    return _at("organization", _organization(known=False), press("Save and continue"))


@page("registration:papers", "empty")
def _():
    organization = registration.facts()
    return _at("papers", _begun(answers={"number": {"number": organization["number"]}, "organization": organization}))


@page("registration:papers", "full")
def _():
    request = registration.draft(by_post=False)
    registration.paper(request)
    return _at("papers", request)


@page("registration:papers", "error")
def _():
    organization = registration.facts()
    request = _begun(answers={"number": {"number": organization["number"]}, "organization": organization})
    return _at("papers", request, press("Save and continue"))


@page("registration:review", "full")
def _():
    request = registration.draft()
    registration.record(request.draft.answers["number"]["number"])
    return _at("review", request)


@page("registration:review", "error")
def _():
    return _at("review", registration.draft(), press("Send"))


@page("registration:review", "returned")
def _():
    return _at("review", _returned())


def _returned():
    request = registration.registration()
    commands.return_for_changes(
        step_id=engine.open_step(request).pk,
        actor=registration.desk_agent(),
        reason=_a_reason(),
        remark="Please look at the street.",
    )
    return request


def _a_reason():
    from registration.request_kinds.organization import ORGANIZATION_REGISTRATION

    return ORGANIZATION_REGISTRATION.return_reasons[0].slug


@page("registration:sent", "full")
def _():
    request = registration.registration()
    return Visit(reverse("registration:sent", args=[request.tracking_number]), user=request.requester)


@page("registration:cover_sheet", "full")
def _():
    request = registration.registration()
    return Visit(reverse("registration:cover_sheet", args=[request.tracking_number]), user=request.requester)


def _facility(question, act=None):
    official = facilities.official_of(question.organization)
    return Visit(reverse("registration:facility", args=[question.pk]), user=official, act=act)


@page("registration:facility", "full")
def _():
    return _facility(facilities.ask())


@page("registration:facility", "answered")
def _():
    return _facility(facilities.answer(facilities.ask(), remark="We opened it in May."))


@page("registration:facility", "error: too many words")
def _():
    def type_too_much(browser_page):
        browser_page.locator("textarea").evaluate("field => { field.maxLength = 3000; field.value = 'x'.repeat(2001) }")
        press("No")(browser_page)

    return _facility(facilities.ask(), type_too_much)
