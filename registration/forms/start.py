"""Before any data: community, two questions, role, terms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration.models import Community
from registration.wizard.paths import Path

YES, NO, UNSURE = "yes", "no", "unsure"


class CommunityForm(PortalForm):
    """Which community: asked first where several are open, since each has its own questions."""

    community = forms.ChoiceField(label=_("Which community do you belong to?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, communities: Sequence[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(community.slug, str(community)) for community in communities]


class QuestionsForm(PortalForm):
    """The questions of one community that are asked before any data (SE0753; domain.md 8).

    Whether one is of a type that the community does not take now is asked in the words of its row, and not where it excludes nobody.
    """

    community = forms.CharField(widget=forms.HiddenInput)
    supplier = forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    notified = forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I am not sure"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].initial = community.slug
        notified, supplier = self.fields["notified"], self.fields["supplier"]
        notified.label, notified.help_text = (str(words) for words in community.declaration.notified)
        if not community.excluded_type:
            del self.fields["supplier"]
            return
        supplier.label = _("1. Do you want to register as %(type)s?") % {"type": community.excluded_type}
        supplier.help_text = community.excluded_hint
        notified.label = f"2. {notified.label}"

    @property
    def is_excluded(self) -> bool:
        """Whether the answers say that she is of a type that the community does not take now."""
        return "supplier" in self.fields and self.cleaned_data["supplier"] != NO


class RoleForm(PortalForm):
    """Who the person is. Roles whose path does not exist are not offered."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, paths: list[Path], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(path.slug, path.title) for path in paths]


class TermsForm(PortalForm):
    """Acceptance of the terms, before any personal data but the e-mail address (domain.md 12)."""

    accept = forms.BooleanField(label=_("I have read the rules of behavior and accept them."))


class ReviewForm(PortalForm):
    """The last word before sending."""

    true = forms.BooleanField()

    def __init__(self, *args: Any, statement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["true"].label = statement
