"""Before any data: community, two questions, role, terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration.models import Community
from registration.wizard.paths import Path

YES, NO, UNSURE = "yes", "no", "unsure"


class QuestionsForm(PortalForm):
    """The questions that are asked before any data (SE0753; domain.md 8), and the community where there are several.

    Whether one is of a type that a community does not take now is asked in the words of its row, and not where no community
    excludes anyone.
    """

    community = forms.ChoiceField(label=_("Which community do you belong to?"), widget=forms.RadioSelect)
    supplier = forms.ChoiceField(
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    notified = forms.ChoiceField(
        label=_("Has CMS or a Medicare contractor told you to register, and do you meet the criteria of that notice?"),
        help_text=_(
            "By letter, e-mail or a notice that names your kind of provider. It also counts if they told the provider you "
            "work for."
        ),
        choices=[(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I am not sure"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, communities: list[Community], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(community.slug, str(community)) for community in communities]
        if len(communities) == 1:
            field.widget = forms.HiddenInput()
            field.initial = communities[0].slug
        self._ask_for_excluded_types({each.slug: each for each in communities if each.excluded_type})

    def _ask_for_excluded_types(self, excluding: dict[str, Community]) -> None:
        self._excluding = excluding
        field = self.fields["supplier"]
        if not excluding:
            del self.fields["supplier"]
            return
        community = next(iter(excluding.values()))
        if len(excluding) == 1:
            field.label = _("1. Do you want to register as %(type)s?") % {"type": community.excluded_type}
            field.help_text = community.excluded_hint
        else:
            field.label = _("1. Do you want to register as one of these?")
            field.help_text = "; ".join(f"{each}: {each.excluded_type}" for each in excluding.values())
        self.fields["notified"].label = f"2. {self.fields['notified'].label}"

    @property
    def is_excluded(self) -> bool:
        """Whether the answers say that she is of a type that her community does not take now."""
        return self.cleaned_data["community"] in self._excluding and self.cleaned_data["supplier"] != NO


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
