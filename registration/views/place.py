"""The pages on which somebody finds the provider, an organization or practitioner, where she wants a role, and says why."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from iacs_portal.core.keys import read_key
from registration.forms.place import ChooseForm, ReasonForm, SearchForm
from registration.request_kinds.practitioner import PRACTITIONER_REGISTRATION
from registration.search import Place, find_providers
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.place import provider_of
from registration.wizard.steps import Progress


def _place(text: str) -> Place | None:
    """Where a page of the list begins, or None for the start and for anything that was not made by this page."""
    likeness, _separator, pk = text.partition("~")
    alike, key = read_key(likeness), read_key(pk)
    return Place(alike, key) if alike is not None and key is not None else None


@wizard_page("find")
def find_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Search (GET) and choose (POST). Searching is throttled for each person and address."""
    community = progress.community
    practitioners = progress.flow.practitioners and community.offers(PRACTITIONER_REGISTRATION.slug)
    about: dict[str, Any] = {"practitioners": practitioners, "known_by": community.identification}
    if http.method == "POST":
        chosen = ChooseForm(http.POST, community=community, practitioners=progress.flow.practitioners)
        if chosen.is_valid():
            return saved(http, progress, "find", {"scope": chosen.cleaned_data["organization"].pk})
        search = SearchForm(http.GET or None, community=community)
        return drawn(http, progress, "find", chosen, search=search, found=None, next_url="", chosen=None, **about)
    search = SearchForm(http.GET if "q" in http.GET else None, community=community)
    found, next_url = None, ""
    if search.is_bound and search.is_valid():
        too_many = ratelimit.consume_or_429(http, action="find_organization", user=progress.person, limit_get=True)
        if too_many:
            return too_many
        text = search.cleaned_data["q"]
        found, following = find_providers(
            text,
            community=community,
            practitioners=practitioners,
            after=_place(http.GET.get("after", "")),
        )
        if following is not None:
            next_url = "?" + urlencode({"q": text, "after": f"{following.likeness}~{following.pk}"})
    return drawn(
        http,
        progress,
        "find",
        search,
        search=search,
        found=found,
        next_url=next_url,
        chosen=provider_of(progress),
        **about,
    )


@wizard_page("reason")
def reason_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """A few words for the person who decides."""
    form = ReasonForm(http.POST or None, initial=progress.answers("reason"))
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "reason", form.answers)
    return drawn(http, progress, "reason", form)
