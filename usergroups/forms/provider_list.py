"""A list of providers to ask: pasted or uploaded; and one provider, found by its name or number."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core import clock, keys
from iacs_portal.core.errors import Refused
from iacs_portal.core.forms import PortalForm
from registration.search import SHORTEST
from usergroups import links
from usergroups.forms.link import LastDayField
from usergroups.models import Team
from usergroups.provider_lists import SIZE_LIMIT, Line, read, text_of

SEARCH_LENGTH = 200


class WhatIsAskedForm(PortalForm):
    """What each provider is asked: which team works for it, and until when."""

    team = forms.TypedChoiceField(label=gettext_lazy("Team that works for them"), coerce=int)
    until = LastDayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("A year from today, unless you choose another day. Three years at most."),
    )

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(team.pk, team.name) for team in teams]  # type: ignore[attr-defined]
        self.fields["until"].initial = links.in_years(clock.today(), links.ORDINARY_YEARS)


class ListForm(WhatIsAskedForm):
    """The list itself, in the box or in a file."""

    npis = forms.CharField(
        label=gettext_lazy("NPIs"),
        help_text=gettext_lazy("One on each line, up to 5,000. You can paste a column of a spreadsheet."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        required=False,
        strip=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy(
            "A CSV file of up to 2 MB and 5,000 lines: one column, or several with one that is headed NPI."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        required=False,
        allow_empty_file=True,
    )
    field_order = ("npis", "file", "team", "until")

    def clean(self) -> dict[str, Any]:
        """Read the list. What is wrong with it is said at the field by which it came."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        pasted, upload = given.get("npis") or "", given.get("file")
        self.lines: list[Line] = []
        if pasted.strip() and upload is not None:
            self.add_error("file", _("You sent a file, and there are NPIs in the box. Send one of both."))
        elif upload is not None:
            self._read("file", lambda: text_of(upload.read(SIZE_LIMIT + 1)))
        elif pasted.strip():
            self._read("npis", lambda: pasted)
        else:
            self.add_error("npis", _("Paste NPIs, or choose a file."))
        return given

    def _read(self, field: str, text: Any) -> None:
        try:
            self.lines = read(text())
        except Refused as refused:
            self.add_error(field, ValidationError(str(refused), code=refused.code))


class SearchForm(WhatIsAskedForm):
    """What to look for, and what the provider that is found is asked."""

    q = forms.CharField(
        label=gettext_lazy("Name or NPI of the provider"), max_length=SEARCH_LENGTH, min_length=SHORTEST
    )
    field_order = ("q", "team", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="one_%s", **kwargs)


class AskOneForm(WhatIsAskedForm):
    """The provider that was chosen from what was found."""

    provider = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=keys.LARGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="one_%s", **kwargs)
