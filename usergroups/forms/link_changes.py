"""What is typed to end a link, to change its team, and to set a provider's standing rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iacs_portal.core.forms import PortalForm
from usergroups.companies import open_teams
from usergroups.ending import REASON_LENGTH
from usergroups.models import Team, UserGroup

TEAMS_TO_CHOOSE = 100
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
    """Another open team of the company, of the first hundred by name."""

    team = forms.TypedChoiceField(
        label=_("Team"),
        coerce=int,
        error_messages={
            "required": _("Choose a team."),
            "invalid_choice": _("This team is closed. Choose another one."),
        },
    )

    def __init__(self, *args: Any, link: UserGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert link.company_id is not None
        others = open_teams(link.company_id).exclude(pk=link.team_id)[:TEAMS_TO_CHOOSE]
        self.teams: dict[int, Team] = {team.pk: team for team in others}
        choices = [("", _("Choose a team")), *((str(key), team.name) for key, team in self.teams.items())]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]


class RuleForm(PortalForm):
    """Whether companies may ask a provider at all."""

    rule = forms.ChoiceField(
        label=_("When a company asks to work for you"),
        choices=[(ASK, _("Ask me each time")), (NEVER, _("Never a surrogate: refuse it before it is sent"))],
        widget=forms.RadioSelect,
    )
