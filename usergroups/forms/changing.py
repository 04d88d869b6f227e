"""What is typed to rename or close a group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from usergroups.ending import REASON_LENGTH
from usergroups.forms.fields import GroupNameField


class RenameGroupForm(PortalForm):
    """The new name."""

    name = GroupNameField(
        label=_("Name of the group"), help_text=_("People choose their group by its name and purpose.")
    )


class CloseGroupForm(PortalForm):
    """The reason; the act is the button."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why the group is closed.")},
    )
