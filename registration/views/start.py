"""Before any data: two questions, who the person is, terms. Answers stay in the session until there is a draft."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals import commands, queries
from approvals.models import Draft, Request
from approvals.states import RequestStatus
from approvals.views.requests import person, visible_or_404
from approvals.views.rules import REQUESTER
from iacs_portal.accounts.commands import accept_terms
from iacs_portal.accounts.queries import has_accepted_terms
from iacs_portal.core.access import PUBLIC, SIGNED_IN, rule
from registration.communities import community as declared
from registration.forms.start import YES, CommunityForm, QuestionsForm, RoleForm, TermsForm
from registration.models import Community
from registration.wizard.flows import all_flows
from registration.wizard.paths import path, paths_of
from registration.wizard.steps import Progress

SESSION_KEY = "registration_community"
PATH_KEY = "registration_path"
STOPS = ("supplier", "not-notified")


def _open_communities() -> list[Community]:
    return list(Community.objects.filter(is_open=True).order_by("pk"))


def draft_of(http: HttpRequest, kind: str = "") -> Request | None:
    """The signed-in person's unsent draft (of one kind, or the one begun last), or None."""
    if not http.user.is_authenticated:
        return None
    kinds = [kind] if kind else all_flows()
    return queries.my_requests(person(http)).filter(kind__in=kinds, status=RequestStatus.DRAFT).first()


@rule(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def start(http: HttpRequest) -> HttpResponse:
    """The questions of the community; a helpful stop for those who should not register now (SE0753).

    Where several communities are open, which one is asked first, on a page of its own; the address carries the answer.
    """
    communities = _open_communities()
    if not communities:
        return render(http, "registration/closed.html")
    asked = http.POST.get("community") or http.GET.get("community", "")
    chosen = next((each for each in communities if each.slug == asked), None)
    if chosen is None and not asked and len(communities) == 1:
        chosen = communities[0]
    if chosen is None or "choose" in http.POST:
        return _choice(http, communities)
    form = QuestionsForm(http.POST or None, community=chosen)
    if http.method == "POST" and form.is_valid():
        if form.is_excluded:
            return redirect("registration:stop", chosen.slug, "supplier")
        if form.cleaned_data["notified"] != YES:
            return redirect("registration:stop", chosen.slug, "not-notified")
        http.session[SESSION_KEY] = chosen.slug
        return redirect("registration:who")
    return render(
        http,
        "registration/start.html",
        {"form": form, "community": chosen, "may_choose": len(communities) > 1, "draft": draft_of(http)},
        status=422 if form.is_bound else 200,
    )


def _choice(http: HttpRequest, communities: list[Community]) -> HttpResponse:
    """Which community, of those that are open."""
    form = CommunityForm(http.POST or None, communities=communities)
    if http.method == "POST" and form.is_valid():
        return redirect(f"{reverse('registration:start')}?{urlencode({'community': form.cleaned_data['community']})}")
    status = 422 if form.is_bound else 200
    return render(http, "registration/community.html", {"form": form, "draft": draft_of(http)}, status=status)


@rule(PUBLIC)
@require_safe
def stop(http: HttpRequest, community: str, why: str) -> HttpResponse:
    """Not for you yet: why, and where to turn now."""
    if why not in STOPS:
        raise Http404
    found = get_object_or_404(Community, slug=community)
    if why == "supplier" and not found.excluded_type:
        raise Http404
    return render(http, "registration/stop.html", {"community": found, "why": why})


@rule(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def who(http: HttpRequest) -> HttpResponse:
    """Who the person is. She signs up next, or goes on where she is."""
    if SESSION_KEY not in http.session:
        return redirect("registration:start")
    paths = paths_of(declared(http.session[SESSION_KEY]))
    form = RoleForm(http.POST or None, paths=paths)
    if http.method == "POST" and form.is_valid():
        http.session[PATH_KEY] = form.cleaned_data["role"]
        if _is_known(http):
            return _begun(http, form.cleaned_data["role"])
        if http.user.is_authenticated:
            return redirect("registration:terms")
        query = urlencode({REDIRECT_FIELD_NAME: reverse("registration:terms")})
        return redirect(f"{reverse('account_signup')}?{query}")
    chosen = http.POST.get("role", http.session.get(PATH_KEY, ""))
    context = {"form": form, "paths": [(path, path.slug == chosen) for path in paths]}
    return render(http, "registration/who.html", context, status=422 if form.is_bound else 200)


def _is_known(http: HttpRequest) -> bool:
    """Whether the reader is signed in and has accepted the terms as they are now."""
    return http.user.is_authenticated and has_accepted_terms(person(http))


def _begun(http: HttpRequest, chosen: str) -> HttpResponse:
    """Begin the draft of the path and for the community that were chosen, or go on with the one begun; lead to its first page.

    A draft of the kind that was begun for another community stays as it is, and she is told so: its answers are of that community.
    """
    slug = http.session.pop(SESSION_KEY)
    http.session.pop(PATH_KEY, None)
    request = commands.start(actor=person(http), kind=path(chosen).kind, answers={"community": {"slug": slug}})
    begun = declared(Draft.objects.get(request=request).answers["community"]["slug"])
    if begun.slug != slug:
        messages.info(
            http,
            _("You have begun this form for the %(community)s. Send it or drop it, then begin one for the other.")
            % {"community": begun.name},
        )
        return redirect("approvals:requests")
    return redirect(next_page(http, request))


def _asked_page(http: HttpRequest) -> str:
    """The page of this portal that waits for the acceptance, or empty."""
    asked = http.GET.get(REDIRECT_FIELD_NAME, "")
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts={http.get_host()}, require_https=http.is_secure())
    return asked if own else ""


@rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(http: HttpRequest) -> HttpResponse:
    """The rules of behavior, accepted before any personal data but the e-mail address; then the draft is begun.

    A page of a draft or returned request that waits for the acceptance of a newer version stands in the address: it is opened then.
    """
    asked = _asked_page(http)
    slug, chosen = http.session.get(SESSION_KEY), str(http.session.get(PATH_KEY, ""))
    may_begin = slug is not None and chosen in {each.slug for each in paths_of(declared(slug))}
    draft = draft_of(http, path(chosen).kind if may_begin else "")
    if draft is None and not asked and not may_begin:
        return redirect("registration:start")
    accepted = has_accepted_terms(person(http))
    if accepted and asked:
        return redirect(asked)
    if accepted and draft is not None:
        return _begun(http, chosen) if may_begin else redirect(next_page(http, draft))
    form = TermsForm(http.POST or None)
    if http.method == "POST" and (accepted or form.is_valid()):
        if not accepted:
            accept_terms(actor=person(http), version=settings.TERMS_VERSION)
        if asked:
            return redirect(asked)
        return redirect(next_page(http, draft)) if draft is not None and not may_begin else _begun(http, chosen)
    return render(
        http,
        "registration/terms.html",
        {"form": form, "accepted": accepted, "version": settings.TERMS_VERSION},
        status=422 if form.is_bound and not accepted else 200,
    )


def next_page(http: HttpRequest, request: Request) -> str:
    """The address of the page to go on with."""
    progress = Progress.of(request, person(http))
    return progress.url(progress.first_open)


@rule(REQUESTER)
@require_safe
def go_on(http: HttpRequest, request_id: int) -> HttpResponse:
    """Go on with a draft or a returned request where it was left; once sent, its own page."""
    request = get_object_or_404(queries.my_requests(person(http)), pk=request_id, kind__in=all_flows())
    if request.status in {RequestStatus.DRAFT, RequestStatus.RETURNED}:
        return redirect(next_page(http, request))
    return redirect("approvals:request", request.tracking_number)


@rule(REQUESTER)
@require_POST
def again(http: HttpRequest, tracking_number: str) -> HttpResponse:
    """A new request from the answers of a denied or withdrawn one; where a draft was begun, that one."""
    earlier = visible_or_404(http, tracking_number)
    if earlier.requester_id != person(http).pk or earlier.kind not in all_flows():
        raise Http404
    if earlier.status not in {RequestStatus.DENIED, RequestStatus.WITHDRAWN}:
        messages.error(http, _("This request is not at its end yet."))
        return redirect("approvals:request", earlier.tracking_number)
    request = commands.start(actor=person(http), kind=earlier.kind, follows=earlier)
    return redirect(next_page(http, request))
