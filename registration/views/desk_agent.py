"""The way in for further people of a help desk: an address of its own, which a lead tells them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from approvals import commands
from approvals.views.requests import person
from iacs_portal.core.access import SIGNED_IN, rule
from iacs_portal.scopes.queries import may
from registration.models import Community
from registration.request_kinds.desk_agent import PAGE
from registration.roles import DECIDE_AT_DESK
from registration.views.start import next_page
from registration.wizard.desk_agent import DESK_AGENT_FLOW


@rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_desk(http: HttpRequest, community: str) -> HttpResponse:
    """What an agent does and who decides (GET); begin the draft, or go on with the one begun, for this desk now (POST)."""
    found = get_object_or_404(Community.objects.select_related("scope"), slug=community)
    holds = may(person(http), DECIDE_AT_DESK, found.pk)
    if http.method == "POST" and not holds:
        answers = {"community": {"slug": found.slug}, PAGE: {"scope": found.pk}}
        draft = commands.start(actor=person(http), kind=DESK_AGENT_FLOW.kind)
        commands.save_answers(actor=person(http), request_id=draft.pk, answers=answers)
        return redirect(next_page(http, draft))
    context = {"community": found, "holds": holds}
    return render(http, "registration/ask_desk.html", context)
