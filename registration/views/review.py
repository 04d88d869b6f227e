"""The last page before sending, and the first after."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.presentation import RequestView, day
from approvals.states import RequestStatus
from approvals.views.requests import person, visible_or_404
from approvals.views.rules import REQUESTER
from iacs_portal.core import calendar, clock
from iacs_portal.core.access import rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from iacs_portal.core.telephones import with_extension_in_full
from registration.forms.start import ReviewForm
from registration.views.pages import drawn, wizard_page
from registration.wizard import sending
from registration.wizard.steps import Progress


@wizard_page("review")
def review_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Everything that was answered, with a way to change it; sending it, or sending it again after a return."""
    flow = progress.flow
    form = ReviewForm(
        http.POST if http.method == "POST" and "leave" not in http.POST else None,
        statement=str(flow.statement(progress)),
    )
    if http.method == "POST" and "leave" in http.POST:
        return redirect("home")
    if http.method == "POST" and form.is_valid():
        try:
            return _after_sending(http, sending.send(progress, actor=person(http)))
        except Refused as refused:
            if refused.code == "status":  # the same form was posted before: it is sent
                return redirect("registration:continue", progress.request.pk)
            form.add_refusal(refused)
    return drawn(
        http,
        progress,
        "review",
        form,
        person_rows=_person_rows(progress),
        blocks=[
            (block, progress.url(block.page, from_review=True) if block.page else "") for block in flow.review(progress)
        ],
        warnings=flow.warnings(progress),
        asked=_what_was_asked(progress),
        flow=flow,
        due=day(calendar.due_after(clock.now(), flow.promise)),
    )


def _after_sending(http: HttpRequest, done: sending.Sent) -> HttpResponse:
    """To the page that tells what happens next; where it is approved already, to the request's own."""
    is_approved = done.request.status == RequestStatus.APPROVED
    if done.words:
        (messages.success if is_approved else messages.info)(http, str(done.words))
    return redirect("approvals:request" if is_approved else "registration:sent", done.request.tracking_number)


def _what_was_asked(progress: Progress) -> str:
    step = progress.request.steps.filter(status="returned").first()
    return step.remark if step is not None else ""


def _person_rows(progress: Progress) -> list[Row]:
    who, identity = progress.person, progress.identity
    telephone = with_extension_in_full(who.telephone, who.extension)
    return [
        Row(_("Name"), who.get_full_name()),
        Row(_("Date of birth"), date_format(identity.birth_date) if identity else ""),
        Row(
            _("Social Security number"),
            _("Ends in %(last4)s. We do not keep the rest.") % {"last4": identity.ssn_last4} if identity else "",
        ),
        Row(_("Work telephone"), telephone),
        Row(_("E-mail"), who.email, "confirmed"),
        Row(_("Role"), progress.flow.role),
    ]


@rule(REQUESTER)
@require_safe
def sent(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """Sent: the tracking number, who has it now, and what happens next."""
    request = visible_or_404(http, tracking_number)
    if request.requester_id != person(http).pk:
        raise Http404
    view = RequestView.of(request, person(http))
    context = {
        "view": view,
        "turn": view.kind.step_label(view.current.name) if view.current is not None else "",
        "by_post": view.kind.request_context(view.detail).get("by_post", False),
    }
    return render(http, "registration/sent.html", context)
