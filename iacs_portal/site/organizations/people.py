"""The list of people of an organization or practitioner: filter, order, and the same list as a file for spreadsheets."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iacs_portal.core import clock
from iacs_portal.core.keys import read_key
from iacs_portal.core.spreadsheets import csv_rows
from iacs_portal.core.statuses import STATUSES
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.organizations import queries
from iacs_portal.site.organizations.page import PersonLine
from registration.providers import Provider

ORDERS = {"name": queries.BY_NAME, "date": queries.BY_DATE}
GROUPS_TO_CHOOSE = 100


class PeopleForm(forms.Form):
    """Which people, in which order. What no page wrote is left out of account."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("User group"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("name", gettext_lazy("By name")), ("date", gettext_lazy("Newest first"))],
    )

    def __init__(self, *args: Any, provider: Provider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ((role.slug, role.label) for role in queries.roles_at(provider))
        self.fields["role"].choices = [("", _("All roles")), *roles]  # type: ignore[attr-defined]
        groups = list(queries.groups_of(provider.pk).values_list("pk", "name")[:GROUPS_TO_CHOOSE])
        groups += self._asked_for(provider.pk, {key for key, _name in groups})
        self.fields["group"].choices = [("", _("All groups")), *((str(key), name) for key, name in groups)]  # type: ignore[attr-defined]

    def _asked_for(self, provider_key: int, listed: set[int]) -> list[tuple[int, str]]:
        """The group that the address names, when it is the provider's and not among those `listed`. One query at most."""
        key = read_key(self.data.get("group", ""))
        if key is None or key in listed:
            return []
        return list(queries.groups_of(provider_key).filter(pk=key).values_list("pk", "name"))

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, without what no page wrote."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def order_of(self) -> queries.Order:
        """The order that was chosen; by name otherwise."""
        return ORDERS[self.chosen.get("order", "name")]

    def among(self, people: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
        """Those of `people` that were asked for."""
        chosen = self.chosen
        if "role" in chosen:
            people = people.filter(role=chosen["role"])
        if "group" in chosen:
            people = people.filter(scope=int(chosen["group"]))
        return people


def csv_lines(assignments: Iterable[RoleAssignment]) -> Iterator[str]:
    """The lines of the file: names, roles, dates and decisions. No tax number, SSN or date of birth."""
    heads = [_("Name"), _("User ID"), _("Role"), _("Group"), _("Since"), _("Let in by"), _("Confirm by"), _("State")]
    return csv_rows(heads, (_cells(PersonLine(assignment)) for assignment in assignments))


def _cells(line: PersonLine) -> list[str]:
    assignment = line.assignment
    due = assignment.certify_by
    return [
        line.name,
        assignment.user.user_id,
        capfirst(assignment.label),
        line.group,
        clock.business_date(assignment.since).isoformat(),
        line.by,
        clock.business_date(due).isoformat() if due else "",
        line.word or str(STATUSES[line.state].word),
    ]
