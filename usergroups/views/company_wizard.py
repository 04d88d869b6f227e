"""The pages on which somebody finds the company that she works for, and chooses her team there."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from registration.models import Community
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.steps import Progress
from usergroups.companies import find_companies, open_teams
from usergroups.forms.company_staff import ChooseCompanyForm, ChooseTeamForm, FindCompanyForm
from usergroups.wizard.company_staff import company_of, team_of

TEAMS_SHOWN = 100


@wizard_page("find_company")
def find_company_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Search (GET) and choose (POST). Searching is throttled for each person and address."""
    if http.method == "POST":
        chosen = ChooseCompanyForm(http.POST, community=progress.community.slug)
        if chosen.is_valid():
            return saved(http, progress, "find_company", {"scope": chosen.cleaned_data["company"].pk})
        return drawn(http, progress, "find_company", chosen, search=FindCompanyForm(), found=None, chosen=None)
    search = FindCompanyForm(http.GET if "q" in http.GET else None)
    found = None
    if search.is_bound and search.is_valid():
        too_many = ratelimit.consume_or_429(http, action="find_organization", user=progress.person, limit_get=True)
        if too_many:
            return too_many
        community = Community.objects.values_list("scope", flat=True).get(slug=progress.community.slug)
        found = find_companies(search.cleaned_data["q"], community_key=community)
    return drawn(http, progress, "find_company", search, search=search, found=found, chosen=company_of(progress))


@wizard_page("team")
def team_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The open teams of the company, by name: choose (POST)."""
    company = progress.answers("find_company")["scope"]
    form = ChooseTeamForm(http.POST if http.method == "POST" else None, company_key=company)
    if form.is_bound and form.is_valid():
        return saved(http, progress, "team", {"scope": form.cleaned_data["team"].pk})
    teams = list(open_teams(company)[:TEAMS_SHOWN])
    return drawn(http, progress, "team", form, company=company_of(progress), teams=teams, chosen=team_of(progress))
