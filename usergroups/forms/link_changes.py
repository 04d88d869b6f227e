"""What is typed to end a link, to change its team, and to set a provider's standing rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from usergroups.commands.leaving import REASON_LENGTH
from usergroups.companies import open_teams
from usergroups.models import Team, UserGroup

ASK, NEVER = "ask", "never"


class EndLinkForm(PortalForm):
    """The reason; the act is the button."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why it ends.")},
    )


class ChangeTeamForm(PortalForm):
    """Another open team of the company."""

    team = forms.ModelChoiceField(queryset=Team.objects.none(), label=_("Team that works for the provider"))

    def __init__(self, *args: Any, link: UserGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert link.company_id is not None
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = open_teams(link.company_id)
        field.initial = link.team_id


class RuleForm(PortalForm):
    """Whether companies may ask a provider at all."""

    rule = forms.ChoiceField(
        label=_("When a company asks to work for you"),
        choices=[(ASK, _("Ask me each time")), (NEVER, _("Never a surrogate: refuse it before it is sent"))],
        widget=forms.RadioSelect,
    )
