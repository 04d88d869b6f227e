"""Who proves that a successor may act for the organization."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration import queries
from registration.commands.succession import ASK, PAPERS


class WordForm(PortalForm):
    """The word of the Security Official who leaves, or papers. The word is not offered to be asked of nobody."""

    how = forms.ChoiceField(
        label=_("Who confirms that you take over?"),
        choices=[
            (ASK, _("The Security Official who leaves")),
            (PAPERS, _("Nobody: the Security Official has left, or does not answer")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organization_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization_key = organization_key
        self.fields["how"].descriptions = {  # type: ignore[attr-defined]  # read by `choice`
            ASK: _("We ask that person first. You need no paper."),
            PAPERS: _("You show a paper from the IRS. Who is still Security Official here gets a mail about it."),
        }

    def clean_how(self) -> str:
        """Refuses to ask for a word that nobody can give now."""
        how: str = self.cleaned_data["how"]
        if how == ASK and not queries.security_officials(self.organization_key).exists():
            raise ValidationError(queries.nobody_gives_word(), code="nobody")
        return how

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        return {"how": self.cleaned_data["how"]}
