"""The page on which a successor says who confirms it."""

from django.http import HttpRequest, HttpResponse

from registration.commands.succession import PAGE
from registration.forms.succession import WordForm
from registration.views.pages import drawn, saved, wizard_page
from registration.wizard.steps import Progress


@wizard_page(PAGE)
def word_page(http: HttpRequest, progress: Progress) -> HttpResponse:
    """The word of the Security Official who leaves, or papers."""
    form = WordForm(
        http.POST or None, initial=progress.answers(PAGE), organization_key=progress.answers("find")["scope"]
    )
    if http.method == "POST" and form.is_valid():
        return saved(http, progress, PAGE, form.answers)
    return drawn(http, progress, PAGE, form)
