"""Which further facilities to register."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration.models import ProviderRecord

TEXT_LENGTH = 20_000


class FacilitiesForm(PortalForm):
    """NPIs that the provider file offers, a page of them, to tick; and a pasted list, one a line."""

    picked = forms.MultipleChoiceField(
        label=gettext_lazy("From the provider file"),
        help_text=gettext_lazy("These have the legal business name of your organization. Tick those that are yours."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("One of these was sent or registered meanwhile. Tick again.")},
    )
    npis = forms.CharField(
        label=gettext_lazy("NPIs"),
        help_text=gettext_lazy("One on each line, up to 500. You can paste a list."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=TEXT_LENGTH,
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, offered: Sequence[ProviderRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["picked"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (each.npi, f"{each.npi}, {each.practice_line_1}, {each.practice_city}, {each.practice_state}")
            for each in offered
        ]
        self.has_offers = bool(offered)

    @property
    def lines(self) -> list[str]:
        """What was pasted, by line, and what was ticked after it."""
        return [*self.cleaned_data["npis"].splitlines(), *self.cleaned_data["picked"]]
