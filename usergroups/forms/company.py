"""A surrogate company: what it says about itself, one that is chosen, and until when it asks to work for a provider."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.core.forms import PortalForm
from iacs_portal.core.keys import read_key
from registration.identifiers.address import problem_between
from registration.identifiers.fields import (
    AddressLineField,
    CityField,
    EinField,
    ExtensionField,
    OrganizationNameField,
    StateField,
    TelephoneField,
    ZipField,
)
from usergroups import links
from usergroups.companies import companies_of, confirmed_with_ein, open_teams
from usergroups.forms.link import LastDayField
from usergroups.models import Company, Team, Work

COMPANY, INDIVIDUAL = "company", "individual"


class CompanyForm(PortalForm):
    """What a company says about itself. `of` is the company that exists already; the EIN and the sort of a confirmed one stay."""

    sort = forms.ChoiceField(
        label=gettext_lazy("What are you?"),
        choices=[
            (COMPANY, gettext_lazy("A company, with an EIN")),
            (INDIVIDUAL, gettext_lazy("An individual contractor, without an EIN")),
        ],
        widget=forms.RadioSelect,
    )
    legal_name = OrganizationNameField(
        label=gettext_lazy("Legal name"),
        help_text=gettext_lazy("As on its IRS papers. An individual contractor types her own name."),
        max_length=Company._meta.get_field("legal_name").max_length or 0,
    )
    ein = EinField(
        label=gettext_lazy("EIN"),
        help_text=gettext_lazy("Nine digits. A company must have one; an individual contractor leaves it empty."),
        required=False,
    )
    work = forms.ChoiceField(
        label=gettext_lazy("Kind of work"), choices=[("", gettext_lazy("Select")), *Work.choices], initial=""
    )
    line_1 = AddressLineField(label=gettext_lazy("Address, street"))
    line_2 = AddressLineField(label=gettext_lazy("Suite or floor"), required=False)
    city = CityField(label=gettext_lazy("City"))
    state = StateField(label=gettext_lazy("State"))
    zip = ZipField(label=gettext_lazy("ZIP code"))
    telephone = TelephoneField(label=gettext_lazy("Telephone"))
    extension = ExtensionField(label=gettext_lazy("Extension"), required=False)

    def __init__(self, *args: Any, of: Company | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        self.ein_is_taken = False
        if of is not None and of.confirmed_at is not None:
            del self.fields["sort"], self.fields["ein"]

    @property
    def asks_number(self) -> bool:
        """Whether the EIN, and what the company is, can be typed."""
        return "sort" in self.fields

    def clean_ein(self) -> str:
        """Refuse the EIN of a confirmed company, in a sentence that tells how to join it. One query."""
        ein: str = self.cleaned_data["ein"]
        if confirmed_with_ein(ein, except_for=self.of.pk if self.of is not None else None).exists():
            self.ein_is_taken = True
            raise ValidationError(
                _(
                    "A company with this EIN is registered and confirmed. Ask one of its User Group Administrators to let you in."
                ),
                code="ein_taken",
            )
        return ein

    def clean(self) -> dict[str, Any]:
        """A company has an EIN, an individual contractor has none; a military address has a military city."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("sort") == COMPANY and not cleaned.get("ein") and "ein" not in self.errors:
            self.add_error("ein", ValidationError(_("EIN is missing."), code="required"))
        if cleaned.get("sort") == INDIVIDUAL and cleaned.get("ein"):
            self.add_error(
                "ein",
                ValidationError(
                    _("An individual contractor has no EIN here. Leave it empty, or choose the company."),
                    code="individual",
                ),
            )
        city, state = cleaned.get("city"), cleaned.get("state")
        problem = problem_between(city=city, state=state) if city and state else None
        if problem:
            self.add_error("city", ValidationError(problem, code="military"))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of `Company.FACTS`; EIN and sort of a confirmed company as they are."""
        given = {name: self.cleaned_data.get(name, "") for name in Company.FACTS}
        if self.of is not None and not self.asks_number:
            return given | {"is_individual": self.of.is_individual, "ein": self.of.ein}
        return given | {"is_individual": self.cleaned_data["sort"] == INDIVIDUAL}


def initial_of(facts: dict[str, Any]) -> dict[str, Any]:
    """What the form shows for `facts` of a company, by the names of `Company.FACTS`; nothing for none."""
    return {**facts, "sort": INDIVIDUAL if facts["is_individual"] else COMPANY} if facts else {}


class ChooseCompanyForm(PortalForm):
    """One of the companies that a person acts for, by its key. What is wrong is told above the list."""

    company = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """The company itself. Refuses none, and one that she does not act for, in the same words. One query at most."""
        cleaned = super().clean() or self.cleaned_data
        key = read_key(cleaned.get("company", ""))
        company = None if key is None else companies_of(self.person).filter(pk=key).first()
        if company is None:
            raise ValidationError(_("Choose a company from the list."), code="required")
        return cleaned | {"company": company}


class AskedDayForm(PortalForm):
    """Until when a company asks to work for a provider, by default for a year; and which team does, where it has several."""

    until = LastDayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Tomorrow at the earliest, in three years at the latest. The provider can shorten it."),
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label=gettext_lazy("Team that does the work"), empty_label=None
    )

    def __init__(self, *args: Any, company: Company | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = links.in_years(clock.today(), links.ORDINARY_YEARS)
        teams = list(open_teams(company.pk)[:2]) if company is not None else []
        if company is not None and len(teams) > 1:
            field = self.fields["team"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = open_teams(company.pk)
        else:
            del self.fields["team"]

    @property
    def asks_team(self) -> bool:
        """Whether there are several teams to choose from."""
        return "team" in self.fields

    @property
    def answers(self) -> dict[str, Any]:
        """What the draft keeps of this page."""
        team = self.cleaned_data.get("team")
        return {"until": self.cleaned_data["until"].isoformat()} | ({"team": team.pk} if team is not None else {})
