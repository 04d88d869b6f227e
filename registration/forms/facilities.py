"""What a Security Official types beside her answer about a facility."""

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from registration.commands.facilities import REMARK_LENGTH


class FacilityForm(PortalForm):
    """Her words; the answer itself is the button."""

    remark = forms.CharField(
        label=_("Words to the help desk"),
        max_length=REMARK_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
