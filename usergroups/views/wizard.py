"""The pages on which somebody names a new group, or chooses one that exists."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from iacs_portal.core.keys import read_key
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.place import provider_of
from registration.wizard.steps import Progress
from usergroups.forms.group import ChooseGroupForm, FilterForm, NewGroupForm
from usergroups.queries import page_of_groups
from usergroups.wizard.flows import group_of


@wizard_page("new_group")
def new_group_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """Name and purpose of the new group."""
    provider = progress.answers("find")["scope"]
    form = NewGroupForm(http.POST or None, initial=progress.answers("new_group"), provider_key=provider)
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "new_group", dict(form.cleaned_data))
    return drawn(http, progress, "new_group", form, provider=provider_of(progress))


@wizard_page("group")
def group_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The open groups of the provider, by name, 25 to a page: filter (GET) and choose (POST).

    Surrogate user groups are never listed (domain.md 6).
    """
    provider = progress.answers("find")["scope"]
    form = ChooseGroupForm(http.POST if http.method == "POST" else None, provider_key=provider)
    if form.is_bound and form.is_valid():
        return saved(http, progress, "group", {"scope": form.cleaned_data["group"].pk})
    search = FilterForm({"q": http.GET.get("q", "")})
    words = search.cleaned_data["q"] if search.is_valid() else ""
    after = read_key(http.GET.get("after", ""))
    groups, more = page_of_groups(provider, words, after)
    follow = ({"q": words} if words else {}) | ({"from": "review"} if http.GET.get("from") == "review" else {})
    return drawn(
        http,
        progress,
        "group",
        form,
        provider=provider_of(progress),
        search=search,
        words=words,
        groups=groups,
        chosen=group_of(progress),
        next_url="?" + urlencode(follow | {"after": groups[-1].pk}) if more else "",
        first_url="?" + urlencode(follow) if after is not None else "",
        searches=bool(words) or more or after is not None or search.errors,
    )
