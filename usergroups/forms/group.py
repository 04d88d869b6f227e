"""A new group, or one that exists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from registration.identifiers.fields import OrganizationNameField
from usergroups import queries
from usergroups.forms.fields import GroupNameField
from usergroups.models.group import PURPOSE_LENGTH
from usergroups.names import comparable


class NewGroupForm(PortalForm):
    """Name and purpose of a group that does not exist yet."""

    name = GroupNameField(
        label=gettext_lazy("Name of the group"), help_text=gettext_lazy("Such as Billing, or Front desk.")
    )
    purpose = OrganizationNameField(
        label=gettext_lazy("What the group does"),
        help_text=gettext_lazy("People choose their group by name and purpose."),
        max_length=PURPOSE_LENGTH,
    )

    def __init__(self, *args: Any, provider_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider_key = provider_key

    def clean_name(self) -> str:
        """Refuse a name that an open group of the provider has, regardless of case and spacing."""
        name: str = self.cleaned_data["name"]
        if queries.open_groups(self.provider_key).filter(comparable_name=comparable(name)).exists():
            raise ValidationError(
                _("There is a group with this name already. Choose another name, or join that group."), code="taken"
            )
        return name


class ChooseGroupForm(PortalForm):
    """One of the open groups of a provider."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("User group"),
        queryset=queries.open_groups(0),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("This group was closed meanwhile. Choose another one.")},
    )

    def __init__(self, *args: Any, provider_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = groups = queries.open_groups(provider_key)
        shown = list(groups)
        field.descriptions = {str(group.pk): group.purpose for group in shown}  # type: ignore[attr-defined]  # read by `choice`
        field.choices = [(group.pk, group.name) for group in shown]
        self.has_groups = bool(shown)
