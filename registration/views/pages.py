"""What the pages of the wizard share: whose request, whether it is time for the page, saving and where to go then."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from approvals import commands, queries
from approvals.states import RequestStatus
from approvals.views.requests import person
from approvals.views.rules import REQUESTER
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.core.access import rule
from iacs_portal.core.forms import PortalForm
from registration.wizard.flows import REVIEW, kinds_with
from registration.wizard.steps import Progress

Page = Callable[[HttpRequest, Progress], HttpResponse]


def wizard_page(slug: str) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Make `page(http, progress)` the view of the step `slug`.

    Somebody else's request is a 404, a sent one leads to its own page, and a page before its time to the first that is not done.
    Before all of them stand the terms as they are now.
    """

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @rule(REQUESTER)
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(page)
        def view(http: HttpRequest, request_id: int) -> HttpResponse:
            mine = queries.my_requests(person(http)).filter(kind__in=kinds_with(slug))
            request = get_object_or_404(mine, pk=request_id)
            if request.status not in {RequestStatus.DRAFT, RequestStatus.RETURNED}:
                return redirect("approvals:request", request.tracking_number)
            if not has_accepted_terms(person(http)):
                query = urlencode({REDIRECT_FIELD_NAME: http.get_full_path()})
                return redirect(f"{reverse('registration:terms')}?{query}")
            progress = Progress.of(request, person(http))
            missing = progress.missing_before(slug)
            if missing is not None:
                return redirect(progress.url(missing))
            if not progress.is_wanted(slug):
                return redirect(progress.url(progress.first_open))
            return page(http, progress)

        return view

    return decorate


def drawn(
    http: HttpRequest,
    progress: Progress,
    slug: str,
    form: PortalForm | None = None,
    *,
    template: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of the step `slug`, or `template` beside it; 422 when `form` has errors."""
    step = progress.flow.steps[slug]
    base = {
        "progress": progress,
        "steps": progress.indicator(),
        "current": step.indicator,
        "form": form,
        "from_review": http.GET.get("from") == "review",
        "returned": progress.request.status == RequestStatus.RETURNED,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(http, template or f"{step.view.replace(':', '/')}.html", base | context, status=status)


def saved(http: HttpRequest, progress: Progress, slug: str, answers: dict[str, Any] | None = None) -> HttpResponse:
    """Keep the answers of the step (None: there was nothing to keep), then lead on: home, to the review, or to the next page."""
    step = progress.flow.steps[slug]
    cleared = step.clears if answers is not None and progress.answers(slug) not in ({}, answers) else frozenset()
    commands.save_answers(
        actor=person(http),
        request_id=progress.request.pk,
        answers={} if answers is None else {slug: answers},
        cleared=cleared,
    )
    if "leave" in http.POST:
        return redirect("home")
    later = Progress.of(progress.request, person(http))
    if http.GET.get("from") == "review" and later.first_open == REVIEW:
        return redirect(later.url(REVIEW))
    return redirect(later.url(later.following(slug)))
