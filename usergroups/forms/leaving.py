"""Why a role ends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from usergroups.ending import REASON_LENGTH


class EndRoleForm(PortalForm):
    """The reason; the act is the button."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why the role ends.")},
    )
