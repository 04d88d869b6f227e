"""The engine's pages, for toy requests and for a registration."""

from django.urls import reverse

from approvals import commands
from approvals.lists import waiting_lines
from tests.accessibility.listing import Visit, choose, not_a_page, open_details, page, press, then
from tests.factories import engine, registration

for name in ("withdraw", "note", "discard", "decision"):
    not_a_page(f"approvals:{name}", "POST only; its errors are states of the page that it stands on")


def _toys(number=1):
    scope = engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    return head, [engine.toy_request(engine.person(), scope) for _number in range(number)]


def _request(request, user=None, act=None):
    return Visit(reverse("approvals:request", args=[request.tracking_number]), user=user or request.requester, act=act)


@page("approvals:inbox", "empty")
def _():
    return Visit(reverse("approvals:inbox"), user=engine.person())


@page("approvals:inbox", "full")
def _():
    head, _requests = _toys(26)
    return Visit(reverse("approvals:inbox"), user=head)


@page("approvals:inbox", "of several kinds")
def _():
    head, requests = _toys(2)
    scope = head.role_assignments.get().scope
    engine.toy_request(engine.person(), scope, kind="toy_exclusive")
    return Visit(
        reverse("approvals:inbox"),
        user=head,
        act=choose("step", waiting_lines([engine.open_step(requests[0])])[0].tick),
    )


@page("approvals:inbox", "nothing found")
def _():
    head, _requests = _toys(2)
    return Visit(reverse("approvals:inbox") + "?q=nobody", user=head)


def _several():
    head, requests = _toys(2)
    scope = head.role_assignments.get().scope
    requests.append(engine.toy_request(engine.person(), scope, kind="toy_exclusive"))
    requests.append(engine.toy_request(engine.person(), scope, problem="The shelf is full."))
    ticked = "&".join(f"step={waiting_lines([engine.open_step(request)])[0].tick}" for request in requests)
    return head, requests, f"{reverse('approvals:approve_several')}?{ticked}"


@page("approvals:approve_several", "full")
def _():
    head, _requests, path = _several()
    return Visit(path, user=head)


@page("approvals:approve_several", "done")
def _():
    head, _requests, path = _several()
    return Visit(path, user=head, act=press("Approve 3 requests"))


@page("approvals:approve_several", "all decided")
def _():
    head, requests, path = _several()
    commands.approve_each(seen={engine.open_step(request).pk: None for request in requests[:2]}, actor=head)
    return Visit(path.rsplit("&", 2)[0], user=head)


@page("approvals:requests", "empty")
def _():
    return Visit(reverse("approvals:requests"), user=engine.person())


@page("approvals:requests", "full")
def _():
    person = registration.known_person()
    registration.registration(person)
    registration.draft(person)
    return Visit(reverse("approvals:requests"), user=person)


@page("approvals:request", "under review")
def _():
    return _request(registration.registration())


@page("approvals:request", "returned")
def _():
    head, (request,) = _toys()
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=head, reason="unclear", remark="Please say it again."
    )
    return _request(request)


@page("approvals:request", "denied")
def _():
    head, (request,) = _toys()
    commands.deny(step_id=engine.open_step(request).pk, actor=head, reason="no_toys", remark="There are none.")
    return _request(request)


@page("approvals:request", "approved")
def _():
    request = registration.registration()
    registration.approved(request)
    return _request(request)


@page("approvals:request", "for a decider")
def _():
    head, (request,) = _toys()
    return _request(request, head)


@page("approvals:request", "error: an empty note")
def _():
    head, (request,) = _toys()
    return _request(request, head, press("Add the note"))


def _decide(act=None, **options):
    head, (request,) = _toys()
    return Visit(reverse("approvals:decide", args=[engine.open_step(request).pk]), user=head, act=act)


@page("approvals:decide", "full")
def _():
    return _decide()


@page("approvals:decide", "with the mail")
def _():
    def show_mail(browser_page):
        browser_page.locator("button[name=preview][value=deny]").click()

    return _decide(then(open_details("Deny"), choose("reason", "no_toys"), show_mail))


@page("approvals:decide", "error: no reason")
def _():
    return _decide(then(open_details("Deny"), press("Deny")))


@page("approvals:decide", "already decided")
def _():
    head, (request,) = _toys()
    step = engine.open_step(request)
    commands.approve(step_id=step.pk, actor=head)
    return Visit(reverse("approvals:decide", args=[step.pk]), user=head)
