"""The companies that work for a provider, the people whom it keeps out, and its standing rule."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.presentation import day_with_year
from approvals.views.requests import person
from iacs_portal.core import clock, keys
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from iacs_portal.core.pieces import Tab
from iacs_portal.scopes.models import ScopeKind
from iacs_portal.scopes.queries import may
from registration.providers import provider_of
from registration.roles import DECIDE_FOR_ORGANIZATION
from usergroups import link_queries as queries
from usergroups import links
from usergroups.commands.links import set_surrogate_rule
from usergroups.forms.link_changes import ASK, NEVER, RuleForm
from usergroups.models import SurrogateRule, UserGroup

VIEWS_LINKS = Rule(
    "views the provider's links",
    "Officials of the organization, or the practitioner, and the help desk, which reads only; a 404 for anyone else.",
)


@rule(VIEWS_LINKS)
@require_http_methods(["GET", "HEAD", "POST"])
def of_provider(http: HttpRequest, provider_key: int) -> HttpResponse:
    """The links of a provider by the company's name, 25 to a page; ended ones on a tab of their own; the standing rule."""
    reader = person(http)
    scope = get_object_or_404(queries.visible_providers(reader), pk=min(provider_key, keys.LARGEST))
    decides = may(reader, DECIDE_FOR_ORGANIZATION, scope)
    standing = SurrogateRule.objects.filter(provider=scope).select_related("changed_by").first()
    form = RuleForm(
        http.POST if http.method == "POST" else None,
        initial={"rule": NEVER if standing is not None and standing.never else ASK},
    )
    if http.method == "POST":
        if not decides:
            raise Http404
        if form.is_valid():
            try:
                set_surrogate_rule(actor=reader, provider_key=scope.pk, never=form.cleaned_data["rule"] == NEVER)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(http, _("The rule is kept."))
                return redirect("links:of_provider", scope.pk)
    ended = http.GET.get("ended") == "1"
    after_key = read_key(http.GET.get("after", ""))
    after = UserGroup.objects.filter(pk=after_key, provider=scope).first() if after_key is not None else None
    found, more = queries.page_of_provider(scope.pk, ended=ended, after=after)
    kept_out, more_kept = queries.kept_out_by(scope.pk, before_key=read_key(http.GET.get("kept", "")))
    follow = {"ended": "1"} if ended else {}
    context = {
        "provider": provider_of(scope),
        "provider_key": scope.pk,
        "is_practitioner": scope.kind == ScopeKind.PRACTITIONER,
        "decides": decides,
        "form": form,
        "standing": standing,
        "set_day": day_with_year(clock.business_date(standing.changed_at)) if standing is not None else "",
        "tabs": [Tab(_("Now"), "?", current=not ended), Tab(_("Ended"), "?ended=1", current=ended)],
        "ended": ended,
        "lines": [(each, day_with_year(clock.business_date(links.ended_at(each) or each.until))) for each in found],  # type: ignore[arg-type]  # a link has a day
        "next_url": "?" + urlencode(follow | {"after": str(found[-1].pk)}) if more else "",
        "first_url": reverse("links:of_provider", args=[scope.pk]) + ("?ended=1" if ended else "") if after else "",
        "kept_out": kept_out,
        "more_kept_url": f"?kept={kept_out[-1].pk}#kept-out" if more_kept else "",
    }
    return render(http, "links/of_provider.html", context, status=422 if form.is_bound and form.errors else 200)
