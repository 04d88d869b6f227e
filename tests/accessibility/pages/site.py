"""Home, errors, doors for machines."""

from django.urls import reverse

from approvals.models import Request
from tests.accessibility.listing import Visit, not_a_page, open_details, page, press, then
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


def _headed(title):
    """The page that is open now has this heading: no other page passes for an error page."""

    def act(browser_page):
        assert browser_page.locator("h1").inner_text() == title

    return act


@page("400", "full")
def _():
    def send_too_many_fields(browser_page):
        browser_page.locator("main form").evaluate(
            "form => form.append(...Array.from({length: 1001}, (_, n) => "
            "Object.assign(document.createElement('input'), {type: 'hidden', name: `n${n}`})))"
        )
        press("Sign in")(browser_page)

    return Visit(reverse("account_login"), act=then(send_too_many_fields, _headed("We could not read that")))


@page("403", "full")
def _():
    path = reverse("desk:registration_organization_add")
    act = _headed("This is not open to you")
    return Visit(path, user=registration.desk_agent(), act=act, status=403)


@page("403_csrf", "full")
def _():
    def send_without_token(browser_page):
        browser_page.locator("main input[name=csrfmiddlewaretoken]").evaluate("field => field.remove()")
        press("Sign in")(browser_page)

    return Visit(reverse("account_login"), act=then(send_without_token, _headed("We did not take that form")))


@page("404", "full")
def _():
    return Visit("/no-such-page/", act=_headed("There is nothing here for you"), status=404)


@page("429", "full")
def _():
    def try_too_often(browser_page):
        for _number in range(6):
            browser_page.goto(reverse("account_forgotten_user_id"))
            browser_page.locator("main input[type=email]").fill("kim@example.org")
            browser_page.locator("main form button[type=submit]").click()

    act = then(try_too_often, _headed("Too many tries in a short time"))
    return Visit(reverse("account_forgotten_user_id"), act=act)


@page("500", "full")
def _():
    sent = engine.toy_request(engine.person(), engine.organization())
    Request.objects.filter(pk=sent.pk).update(kind="gone")  # no declaration is behind it any more
    path = reverse("approvals:request", args=[sent.tracking_number])
    act = _headed("Something broke here, not at your side")
    return Visit(path, user=sent.requester, act=act, status=500)


@page("413", "full")
def _():
    def send_too_much(browser_page):
        browser_page.get_by_label("E-mail or User ID").evaluate("field => field.value = 'x'.repeat(2200000)")
        press("Sign in")(browser_page)

    return Visit(reverse("account_login"), act=send_too_much)
