"""The pages on which somebody says which company asks, and until when it asks to work for the provider."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from approvals.states import RequestStatus
from iacs_portal.core.keys import read_key
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.place import provider_of
from registration.wizard.steps import Progress
from usergroups.companies import NEW_FOR, page_of_companies
from usergroups.forms.company import AskedDayForm, ChooseCompanyForm, CompanyForm, initial_of
from usergroups.wizard.company import Asking, asking, facts_of
from usergroups.wizard.surrogate import asked_day, asked_team, unconfirmed_words

PAGE = "company"


@wizard_page(PAGE)
def company_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Choose one of the companies that she acts for, or register one. A request that came back stays with its company."""
    found = asking(progress)
    if found.is_kept:
        return _kept(http, progress, found)
    companies, more = page_of_companies(progress.person, read_key(http.GET.get("after", "")))
    is_new = "new" in http.GET or not companies or (bool(found.facts) and "choose" not in http.GET)
    if http.method == "POST" and "company" not in http.POST and is_new:
        return _registered(http, progress, found)
    if is_new and "company" not in http.POST:
        return _form_drawn(http, progress, found, _form_for(http, found))
    form = ChooseCompanyForm(http.POST if http.method == "POST" else None, person=progress.person)
    if form.is_bound and form.is_valid():
        return saved(http, progress, PAGE, {"scope": form.cleaned_data["company"].pk})
    follow = {"from": "review"} if http.GET.get("from") == "review" else {}
    return drawn(
        http,
        progress,
        PAGE,
        form,
        template="usergroups/wizard_companies.html",
        companies=companies,
        chosen=found.company,
        next_url="?" + urlencode(follow | {"after": companies[-1].pk}) if more else "",
        first_url="?" + urlencode(follow) if "after" in http.GET else "",
        new_url="?" + urlencode(follow | {"new": "1"}),
    )


def _form_for(http: HttpRequest, found: Asking) -> CompanyForm:
    """The form about the company of the draft; about a new one where she asked for that."""
    if "new" in http.GET:
        return CompanyForm(http.POST if http.method == "POST" else None)
    facts = found.facts or (facts_of(found.company) if found.company is not None else {})
    return CompanyForm(http.POST if http.method == "POST" else None, initial=initial_of(facts), of=found.company)


def _registered(http: HttpRequest, progress: Progress, found: Asking) -> HttpResponse:
    """Keep the facts of a company that is new with this request, or corrected by it."""
    form = _form_for(http, found)
    if not form.is_valid():
        return _form_drawn(http, progress, found, form)
    is_new = form.of is None
    return saved(http, progress, PAGE, form.facts | ({NEW_FOR: progress.request.pk} if is_new else {}))


def _kept(http: HttpRequest, progress: Progress, found: Asking) -> HttpResponse:
    """The company of a request that came back: as it is, or to be corrected while nobody has confirmed it."""
    if found.company is not None and not found.is_confirmed:
        if http.method == "POST":
            return _registered(http, progress, found)
        return _form_drawn(http, progress, found, _form_for(http, found))
    if http.method == "POST" and found.company is not None:
        return saved(http, progress, PAGE, {"scope": found.company.pk})
    return drawn(http, progress, PAGE, template="usergroups/wizard_company_kept.html", company=found.company)


def _form_drawn(http: HttpRequest, progress: Progress, found: Asking, form: CompanyForm) -> HttpResponse:
    is_returned = progress.request.status == RequestStatus.RETURNED
    return drawn(
        http,
        progress,
        PAGE,
        form,
        words=unconfirmed_words(found),
        may_choose=not is_returned and page_of_companies(progress.person, None)[0] != [],
    )


@wizard_page("link")
def link_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The last day, for which a year is proposed; and the team, where the company has several."""
    found = asking(progress)
    known = {"until": asked_day(progress), "team": asked_team(progress, found.company)}
    initial = {name: value for name, value in known.items() if value is not None}
    form = AskedDayForm(http.POST or None, initial=initial, company=found.company)
    if http.method == "POST" and form.is_valid():
        kept = {name: value for name, value in progress.answers("link").items() if name not in ("until", "team")}
        return saved(http, progress, "link", kept | form.answers)
    return drawn(http, progress, "link", form, provider=provider_of(progress), company=found.name)
