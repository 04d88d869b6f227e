"""Whom to invite, and to which role."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from iacs_portal.core.forms import PortalForm
from usergroups.commands.invitations import LINES
from usergroups.invitable import Invitable

TEXT_LENGTH = LINES * 300


class InviteForm(PortalForm):
    """A role of those that the inviter may give here, and addresses, one a line. A role that stands alone is not asked."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One on each line, up to 200. You can paste a list."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "off"}),
        max_length=TEXT_LENGTH,
        strip=False,
    )

    def __init__(self, *args: Any, roles: Sequence[Invitable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.kind.role.slug, each.kind.role.label) for each in roles]
        self.has_choice = len(roles) > 1
        if not self.has_choice:
            field.widget = forms.HiddenInput()
            field.initial = roles[0].kind.role.slug


class SuccessorForm(PortalForm):
    """The e-mail of the person who comes after a Security Official."""

    emails = forms.EmailField(
        label=gettext_lazy("E-mail of your successor"),
        help_text=gettext_lazy("The person signs in or signs up with this address."),
    )
