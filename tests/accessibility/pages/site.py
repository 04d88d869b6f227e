"""Home, errors, doors for machines."""

from django.urls import reverse

from tests.accessibility.listing import Visit, not_a_page, open_details, page, press
from tests.factories import engine, facilities, registration
from tests.factories.accounts import account

not_a_page("healthz", "JSON for machines")
not_a_page("readyz", "JSON for machines")


@page("home", "public")
def _():
    return Visit(reverse("home"))


@page("home", "empty")
def _():
    return Visit(reverse("home"), user=account())


@page("home", "full")
def _():
    scope = engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    for _number in range(7):
        engine.toy_request(engine.person(), scope)
    registration.draft(head)
    other = engine.organization()
    engine.holder(engine.toy_roles.DEPUTY, other)
    engine.toy_request(head, other)
    return Visit(reverse("home"), user=head)


@page("home", "many roles")
def _():
    official = registration.known_person()
    for _number in range(8):
        registration.organization(official)
    return Visit(reverse("home"), user=official, act=open_details("Show 3 more roles"))


@page("home", "a facility to confirm")
def _():
    question = facilities.ask()
    return Visit(reverse("home"), user=facilities.official_of(question.organization))


@page("403_csrf", "full")
def _():
    def send_without_token(browser_page):
        browser_page.locator("main input[name=csrfmiddlewaretoken]").evaluate("field => field.remove()")
        press("Sign in")(browser_page)

    return Visit(reverse("account_login"), act=send_without_token)


@page("404", "full")
def _():
    return Visit("/no-such-page/", status=404)


@page("413", "full")
def _():
    def send_too_much(browser_page):
        browser_page.get_by_label("E-mail or User ID").evaluate("field => field.value = 'x'.repeat(2200000)")
        press("Sign in")(browser_page)

    return Visit(reverse("account_login"), act=send_too_much)
