"""What the help desk says about the paper that it saw, on the page on which it decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.kinds import EvidenceForm
from iacs_portal.core.forms import PortalForm
from registration.communities import CommunityDeclaration
from registration.models import PaperArrival


class PaperSeenForm(PortalForm, EvidenceForm):
    """Which paper that came for this request was seen, and how it came. The command asks for the rest."""

    kind = forms.ChoiceField(label=_("You saw"))
    number = forms.CharField(
        label=_("Number on the paper"),
        max_length=40,
        help_text=_("Such as the notice number, or the EIN as printed"),
    )
    dated = forms.DateField(
        label=_("Date on the paper"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("We could not read this date. It looks like 2019-03-04.")},
    )
    arrival = forms.ChoiceField(
        label=_("How it came"),
        choices=[choice for choice in PaperArrival.choices if choice[0] != PaperArrival.SEEN_BEFORE],
    )

    def __init__(self, *args: Any, community: CommunityDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        accepted = [(each.slug, each.label) for each in community.paper_kinds if each.needs_file]
        kind.choices = [("", _("Choose one")), *accepted]
