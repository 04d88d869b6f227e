"""What the help desk says about the paper that it saw, on the page on which it decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.kinds import EvidenceForm
from iacs_portal.core.forms import PortalForm
from registration.commands.organizations import PAPER_NUMBER_LENGTH
from registration.communities import CommunityDeclaration, PaperKind
from registration.models import PaperArrival


class PaperFields(forms.Form):
    """Which paper was seen, and how it came: what every form about it asks."""

    kind = forms.ChoiceField(label=_("You saw"))
    number = forms.CharField(
        label=_("Number on the paper"),
        max_length=PAPER_NUMBER_LENGTH,
        help_text=_("Such as the notice number, or the EIN as printed"),
    )
    dated = forms.DateField(
        label=_("Date on the paper"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("We could not read this date. It looks like 2019-03-04.")},
    )
    arrival = forms.ChoiceField(label=_("How it came"), choices=PaperArrival.choices)

    def choose_among(self, kinds: Iterable[PaperKind], *, seen_before: bool) -> None:
        """Offer `kinds` of paper; and "seen before" as the way it came, where that is one."""
        kind, arrival = self.fields["kind"], self.fields["arrival"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(arrival, forms.ChoiceField)
        kind.choices = [("", _("Choose one")), *((each.slug, each.label) for each in kinds)]
        if not seen_before:
            arrival.choices = [each for each in PaperArrival.choices if each[0] != PaperArrival.SEEN_BEFORE]


class PaperSeenForm(PaperFields, PortalForm, EvidenceForm):
    """Which paper that came for this request was seen, and how it came. The command asks for the rest."""

    def __init__(self, *args: Any, community: CommunityDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_among((each for each in community.paper_kinds if each.needs_file), seen_before=False)
