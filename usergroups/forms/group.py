"""A new group, or one that exists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from iacs_portal.core.keys import read_key
from registration.forms.place import TEXT_LENGTH
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


class FilterForm(PortalForm):
    """A part of the name of the group that is looked for."""

    q = forms.CharField(label=gettext_lazy("Part of its name"), required=False, max_length=TEXT_LENGTH)


class ChooseGroupForm(PortalForm):
    """One of the open groups of a provider, by its key. What is wrong with it is told above the list: no field is there to go to."""

    group = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, provider_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider_key = provider_key

    def clean(self) -> dict[str, Any]:
        """The group itself. Refuses none, and one that is not there or was closed meanwhile, in the same words. One query at most."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("group", "")
        if not typed:
            raise ValidationError(_("Choose a group from the list."), code="required")
        key = read_key(typed)
        group = None if key is None else queries.open_groups(self.provider_key).filter(pk=key).first()
        if group is None:
            raise ValidationError(_("This group was closed meanwhile. Choose another one."), code="closed")
        return cleaned | {"group": group}
