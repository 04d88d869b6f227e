"""The last day of a link: as asked, and as the provider grants it."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.kinds import EvidenceForm
from approvals.presentation import day_with_year
from iacs_portal.core import clock
from iacs_portal.core.forms import PortalForm
from usergroups import links


class LastDayField(forms.DateField):
    """A day from tomorrow on, three years from today at most (domain.md 7)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": gettext_lazy("We could not read this date. It looks like 2027-03-04.")},
            **kwargs,
        )

    def clean(self, value: Any) -> datetime.date | None:
        """The day. Refuses one that is out of range, in a sentence."""
        day: datetime.date | None = super().clean(value)
        if day is not None:
            problem = problem_of_day(day)
            if problem:
                raise ValidationError(problem, code="out_of_range")
        return day


def problem_of_day(day: datetime.date) -> str:
    """The sentence for a last day that a link cannot have; empty for a good one."""
    today = clock.today()
    latest = links.in_years(today, links.LONGEST_YEARS)
    if day < today + links.SHORTEST:
        return _("The last day is tomorrow or later.")
    if day > latest:
        return _("The last day is %(latest)s or earlier: a link lasts three years at most, and can be renewed.") % {
            "latest": day_with_year(latest)
        }
    return ""


class GrantForm(PortalForm, EvidenceForm):
    """Until when the provider lets the company work: as asked, or shorter."""

    until = LastDayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("As the company asks, or an earlier day. You can end it at any time."),
    )

    def __init__(self, *args: Any, asked: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["until"].initial = asked

    def clean_until(self) -> datetime.date:
        """Refuse a later day than was asked."""
        until: datetime.date = self.cleaned_data["until"]
        if until > self.asked:
            raise ValidationError(
                _("The company asks until %(asked)s. Choose that day or an earlier one.")
                % {"asked": day_with_year(self.asked)},
                code="too_late",
            )
        return until
