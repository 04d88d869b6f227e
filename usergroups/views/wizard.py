"""The pages on which somebody names a new group, or chooses one that exists."""

from django.http import HttpRequest, HttpResponse

from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.place import provider_of
from registration.wizard.steps import Progress
from usergroups.forms.group import ChooseGroupForm, NewGroupForm


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
    """The open groups of the organization, to choose one. Surrogate user groups are never listed (domain.md 6)."""
    provider = progress.answers("find")["scope"]
    form = ChooseGroupForm(
        http.POST or None, initial={"group": progress.answers("group").get("scope")}, provider_key=provider
    )
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, "group", {"scope": form.cleaned_data["group"].pk})
    return drawn(
        http,
        progress,
        "group",
        form,
        provider=provider_of(progress),
        has_groups=form.has_groups,
    )
