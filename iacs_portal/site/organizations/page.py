"""The lines and facts that the pages about organizations and groups draw."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from approvals.kinds import kind_of
from approvals.lists import decide_url
from approvals.models import Step, StepOffice
from iacs_portal.core import clock
from iacs_portal.core.pieces import Effect, Fact
from iacs_portal.core.templatetags.ui import day
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.organizations.queries import Staffing
from registration.models import Organization, Practitioner


def state_of(assignment: RoleAssignment) -> tuple[str, str]:
    """The state of a role and its word: ended, suspended, ends on a day, to be confirmed soon, or active."""
    until = assignment.until
    if assignment.ended_at is not None or (until is not None and until <= clock.now()):
        return "ended", ""
    if assignment.suspended_since is not None:
        return "suspended", ""
    if until is not None:
        return "ends", _("Ends %(day)s") % {"day": day(until)}
    return "active", ""


def let_in_by(assignment: RoleAssignment) -> str:
    """Whose decision made the role: an official by name, the help desk as an office. Without a decision, nobody's."""
    step = assignment.made_by_step
    if step is None:
        return _("Without a request")
    if assignment.by_desk or step.decided_by is None:  # type: ignore[attr-defined]  # annotated by `with_decisions`
        return _("CMS help desk")
    return step.decided_by.get_full_name()


@dataclass(frozen=True)
class PersonLine:
    """A role of a person. `is_first` begins a band of the same role."""

    assignment: RoleAssignment
    is_first: bool = False

    @property
    def name(self) -> str:
        """Whose role it is."""
        return self.assignment.user.get_full_name() or _("A person without a name")

    @property
    def role(self) -> str:
        """Which role."""
        return capfirst(self.assignment.label)

    @property
    def group(self) -> str:
        """The group it is held in; for a role of the organization itself, all of it."""
        return str(getattr(self.assignment.scope, "group_row", None) or _("All"))

    @property
    def since(self) -> str:
        """The day it was granted."""
        return day(self.assignment.since)

    @property
    def by(self) -> str:
        """Whose decision made it."""
        return let_in_by(self.assignment)

    @property
    def number(self) -> str:
        """The tracking number of the request behind it; empty without one."""
        step = self.assignment.made_by_step
        return (step.request.tracking_number or "") if step else ""

    @property
    def confirm_by(self) -> str:
        """The day by which it is due to be confirmed; empty once ended."""
        due = self.assignment.certify_by
        return day(due) if due and self.assignment.ended_at is None else ""

    @property
    def state(self) -> str:
        """Its state in the vocabulary of the look."""
        return state_of(self.assignment)[0]

    @property
    def word(self) -> str:
        """Its state in words where the usual ones do not do."""
        return state_of(self.assignment)[1]

    @property
    def ended(self) -> str:
        """The day it ended; empty while it is live."""
        return day(self.assignment.ended_at) if self.assignment.ended_at else ""

    @property
    def ended_by(self) -> str:
        """Who decided that it ends; empty where no decision is behind it."""
        step: Step | None = self.assignment.ended_by_step
        return step.decided_by.get_full_name() if step and step.decided_by else ""

    @property
    def url(self) -> str:
        """The page about the person in this organization."""
        if self.assignment.organization_id is None:
            return ""
        return reverse("organizations:person", args=[self.assignment.organization_id, self.assignment.user_id])


def person_lines(assignments: Iterable[RoleAssignment]) -> list[PersonLine]:
    """A line for each of `assignments`; the first of each role begins a band."""
    lines: list[PersonLine] = []
    for assignment in assignments:
        lines.append(PersonLine(assignment, not lines or lines[-1].assignment.role != assignment.role))
    return lines


@dataclass(frozen=True)
class OpenLine:
    """A request that is under way. `url` is where the reader decides it; empty when it does not wait for her."""

    who: str
    what: str
    number: str
    due: str
    url: str


def open_lines(offices: Iterable[StepOffice]) -> list[OpenLine]:
    """A line for each of `offices`."""
    return [
        OpenLine(
            who=office.step.request.requester.get_full_name(),
            what=str(kind_of(office.step.request).label),
            number=office.step.request.tracking_number or "",
            due=day(office.due) if office.due else "",
            url=decide_url(office.step) if office.is_mine else "",  # type: ignore[attr-defined]  # annotated by `open_offices`
        )
        for office in offices
    ]


def number_and_place(provider: Organization | Practitioner, small: str = "") -> list[Fact]:
    """NPI, with a small second line, and place."""
    street = ", ".join(line for line in (provider.practice_line_1, provider.practice_line_2) if line)
    place = f"{provider.practice_city}, {provider.practice_state} {provider.practice_zip}"
    return [
        Fact(_("NPI"), ", ".join(provider.npis), small),  # type: ignore[union-attr]  # annotated
        Fact(_("Place"), place, street),
    ]


def facts_of(organization: Organization, staffing: Staffing) -> list[Fact]:
    """What one looks for first: number, place, people."""
    return [
        *number_and_place(organization, organization.other_name),
        Fact(
            _("People who use IACS-PC"),
            str(staffing.people),
            _("from %(number)d on, some must be end users") % {"number": staffing.end_users_from},
        ),
    ]


def staffing_lines(staffing: Staffing) -> tuple[list[Effect], list[Effect]]:
    """What is there and what is missing for using applications, in sentences (SE0753; domain.md 2 and 4)."""
    there, missing = [], []
    if staffing.officials:
        there.append(Effect("check", _("There is a Security Official.")))
    else:
        missing.append(
            Effect(
                "warning",
                _("There is no Security Official, so nobody answers for the organization. Call the help desk."),
            )
        )
    if staffing.administrators:
        there.append(Effect("check", _("There is a User Group Administrator.")))
    else:
        missing.append(
            Effect(
                "warning",
                _("There is no User Group Administrator yet. The first one can ask for Medicare applications."),
            )
        )
    numbers = {"people": staffing.people, "from": staffing.end_users_from}
    if not staffing.is_large:
        there.append(
            Effect("check", _("End users are not required below %(from)d people; you have %(people)d.") % numbers)
        )
    elif staffing.end_users:
        there.append(Effect("check", _("There are end users, as required from %(from)d people on.") % numbers))
    else:
        missing.append(
            Effect(
                "warning",
                _("You have %(people)d people. From %(from)d on, some must be end users. Nothing is blocked.")
                % numbers,
            )
        )
    return there, missing
