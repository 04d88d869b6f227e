"""What people type to join a company, and what its administrators type about teams and people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core import keys
from iacs_portal.core.forms import PortalForm
from usergroups.companies import SHORTEST_NAME, joinable_companies, open_teams
from usergroups.ending import REASON_LENGTH
from usergroups.forms.fields import GroupNameField
from usergroups.models import Company, Team

TEXT_LENGTH = 200


class FindCompanyForm(PortalForm):
    """What to look for."""

    q = forms.CharField(
        label=gettext_lazy("Name or EIN of the company"),
        help_text=gettext_lazy("Small typing mistakes in the name do not matter."),
        max_length=TEXT_LENGTH,
        min_length=SHORTEST_NAME,
    )


class ChooseCompanyForm(PortalForm):
    """The company that was chosen from the list."""

    company = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=keys.LARGEST)

    def __init__(self, *args: Any, community: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community = community

    def clean_company(self) -> Company:
        """The company itself. Refuses one that is not there, not confirmed or closed, and a contractor, in the same words."""
        found = joinable_companies(self.community).filter(pk=self.cleaned_data["company"]).first()
        if found is None:
            raise ValidationError(_("It was closed meanwhile. Choose another one."), code="closed")
        return found


class ChooseTeamForm(PortalForm):
    """One of the open teams of a company, by its key."""

    team = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, company_key: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company_key = company_key

    def clean(self) -> dict[str, Any]:
        """The team itself. Refuses none, and one that is not there or was closed meanwhile. One query at most."""
        cleaned = super().clean() or self.cleaned_data
        typed = cleaned.get("team", "")
        if not typed:
            raise ValidationError(_("Choose a team from the list."), code="required")
        key = keys.read_key(typed)
        team: Team | None = None if key is None else open_teams(self.company_key).filter(pk=key).first()
        if team is None:
            raise ValidationError(_("This team was closed meanwhile. Choose another one."), code="closed")
        return cleaned | {"team": team}


class PeopleSearchForm(PortalForm):
    """A part of the name of somebody who is looked for."""

    q = forms.CharField(label=gettext_lazy("Part of the name"), required=False, max_length=TEXT_LENGTH)


class TeamNameForm(PortalForm):
    """The name of a team."""

    name = GroupNameField(
        label=gettext_lazy("Name of the team"), help_text=gettext_lazy("Such as Claims, or Clinics in the north.")
    )


class CloseTeamForm(PortalForm):
    """The reason; the act is the button."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words why the team is closed.")},
    )


class EndPersonForm(PortalForm):
    """The reason; the act is the button."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words why the work here ends.")},
    )
