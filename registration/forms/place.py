"""Where somebody wants a role, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core import keys
from iacs_portal.core.forms import PortalForm
from iacs_portal.roles.requests import JUSTIFICATION_LENGTH
from registration.communities import CommunityDeclaration
from registration.models import Practitioner
from registration.providers import Provider, open_provider
from registration.request_kinds.backup_official import NO_OFFICIALS
from registration.search import SHORTEST

TEXT_LENGTH = 200


class SearchForm(PortalForm):
    """What to look for."""

    q = forms.CharField(
        help_text=gettext_lazy("Small typing mistakes do not matter."),
        max_length=TEXT_LENGTH,
        min_length=SHORTEST,
    )

    def __init__(self, *args: Any, community: CommunityDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = str(community.identification.search_label)


class ChooseForm(PortalForm):
    """The provider of the community that was chosen from the list. `practitioners` says whether it can be an individual practitioner."""

    organization = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=keys.LARGEST)

    def __init__(self, *args: Any, community: CommunityDeclaration, practitioners: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community, self.practitioners = community, practitioners

    def clean_organization(self) -> Provider:
        """The provider itself. Refuses one that is not there, of another community, or closed, in the same words; and a practitioner."""
        found = open_provider(self.cleaned_data["organization"], community=self.community.slug)
        if found is None:
            raise ValidationError(_("It was closed meanwhile. Choose another one."), code="closed")
        if isinstance(found, Practitioner) and not self.practitioners:
            raise ValidationError(NO_OFFICIALS, code="practitioner")
        return found


class ReasonForm(PortalForm):
    """A few words for the person who decides."""

    justification = forms.CharField(
        label=gettext_lazy("What will you do in this role?"),
        help_text=gettext_lazy("A few words for the person who decides. Nothing about patients."),
        max_length=JUSTIFICATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_justification(self) -> str:
        """Without control characters."""
        text: str = self.cleaned_data["justification"]
        return "".join(char for char in text if char.isprintable() or char in "\n ").strip()

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        return {"justification": self.cleaned_data["justification"]}
