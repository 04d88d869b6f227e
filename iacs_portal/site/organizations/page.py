"""The lines and facts that the pages about organizations and groups draw."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.kinds import kind_of
from approvals.lists import decide_url
from approvals.models import Step, StepOffice
from iacs_portal.core import clock
from iacs_portal.core.pieces import Effect, Fact
from iacs_portal.core.templatetags.ui import day
from iacs_portal.roles.declarations import Role
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.organizations.queries import Staffing
from registration.identifiers.kinds import NumberKind
from registration.models import Organization, Practitioner

SOON = datetime.timedelta(days=30)  # the first mail before a role is due to be confirmed (domain.md 13)
LARGEST_METER = 20


def state_of(assignment: RoleAssignment) -> tuple[str, str]:
    """The state of a role and its word: ended, suspended, ends on a day, to be confirmed soon, or active."""
    until = assignment.until
    if assignment.ended_at is not None or (until is not None and until <= clock.now()):
        return "ended", ""
    if assignment.suspended_since is not None:
        return "suspended", ""
    if until is not None:
        return "ends", _("Ends %(day)s") % {"day": day(until)}
    if is_due_soon(assignment):
        return "due", ""
    return "active", ""


def is_due_soon(assignment: RoleAssignment) -> bool:
    """Whether a live role is due to be confirmed within `SOON`."""
    due = assignment.certify_by
    return assignment.ended_at is None and due is not None and due <= clock.now() + SOON


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
    """A role of a person."""

    assignment: RoleAssignment

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


@dataclass(frozen=True)
class Band:
    """The people of one role. `empty` stands there when there are none."""

    role: str
    lines: list[PersonLine]
    empty: str = ""


def bands_of(
    assignments: Sequence[RoleAssignment], roles: Sequence[Role] = (), empty: Mapping[str, str] | None = None
) -> list[Band]:
    """A band for each role of `assignments`, which come in the order of roles. One for each of `roles`, too, that nobody holds.

    `empty` has by slug what stands in an empty one instead of "Nobody yet."
    """
    found = {slug: [PersonLine(each) for each in some] for slug, some in groupby(assignments, lambda each: each.role)}
    labels = {role.slug: role.label for role in roles} | {each.role: each.label for each in assignments}
    words = empty or {}
    return [
        Band(capfirst(str(label)), found.get(slug, []), words.get(slug, _("Nobody yet.")))
        for slug, label in labels.items()
    ]


@dataclass(frozen=True)
class OpenLine:
    """A request that is under way. `url` is where the reader decides it; empty when it does not wait for her."""

    who: str
    kind: str
    what: str
    number: str
    due: str
    url: str


def open_lines(offices: Iterable[StepOffice]) -> list[OpenLine]:
    """A line for each of `offices`."""
    return [
        OpenLine(
            who=office.step.request.requester.get_full_name(),
            kind=office.step.request.kind,
            what=str(kind_of(office.step.request).label),
            number=office.step.request.tracking_number or "",
            due=day(office.due) if office.due else "",
            url=decide_url(office.step) if office.is_mine else "",  # type: ignore[attr-defined]  # annotated by `open_offices`
        )
        for office in offices
    ]


def numbers_by_kind(numbers: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    """`numbers` (kind and value of each) in words: for each kind its label and the values."""
    by_kind: dict[str, list[str]] = {}
    for number in numbers:
        by_kind.setdefault(number["kind"], []).append(number["value"])
    return [(str(capfirst(NumberKind(kind).label)), ", ".join(values)) for kind, values in by_kind.items()]


def number_and_place(provider: Organization | Practitioner, small: str = "") -> list[Fact]:
    """The numbers that are its own, by kind, the first with a small second line; and place."""
    street = ", ".join(line for line in (provider.practice_line_1, provider.practice_line_2) if line)
    place = f"{provider.practice_city}, {provider.practice_state} {provider.practice_zip}"
    numbers = numbers_by_kind(provider.numbers)  # type: ignore[union-attr]  # annotated
    return [
        *(Fact(label, value, small if index == 0 else "") for index, (label, value) in enumerate(numbers)),
        Fact(_("Place"), place, street),
    ]


def open_fact(lines: Sequence[OpenLine], has_more: bool) -> Fact:
    """How many requests are under way, as far as they are listed, and where those are that wait for the reader."""
    count = _("more than %(count)d") % {"count": len(lines)} if has_more else str(len(lines))
    mine = any(line.url for line in lines)
    link = format_html('<a class="usa-link" href="{}">{}</a>', reverse("approvals:inbox"), _("in your inbox"))
    return Fact(_("Open requests"), count, link if mine else "")


def people_fact(staffing: Staffing) -> Fact:
    """How many people there are, and what the next one may mean."""
    small = _("from %(number)d on, some must be end users") % {"number": staffing.end_users_from}
    return Fact(_("People who use IACS-PC"), str(staffing.people), small)


# STAFFING


@dataclass(frozen=True)
class Meter:
    """The people of a provider beside the number from which end users are required: a row of places, filled from the left."""

    people: int
    size: int

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """Of each place where it begins, how wide it is, and its look; none for numbers that no row of places can show."""
        if not 1 < self.size <= LARGEST_METER:
            return []
        step = 100 / self.size
        return [
            (f"{step * place:.2f}%", f"{step * 0.85:.2f}%", "pc-fill-navy" if place < self.people else "pc-fill-line")
            for place in range(self.size)
        ]


def _line(is_there: bool, sentence: str) -> Effect:
    return Effect("check" if is_there else "warning", sentence)


def end_users_line(staffing: Staffing) -> Effect:
    """What the number of people means for end users, in a sentence (SE0753; domain.md 4). Never a reason to refuse anything."""
    numbers = {"people": staffing.people, "from": staffing.end_users_from}
    if not staffing.is_large:
        return _line(True, _("End users are not required below %(from)d people; you have %(people)d.") % numbers)
    if staffing.end_users:
        return _line(True, _("There are end users, as required from %(from)d people on.") % numbers)
    return _line(
        False,
        _("You have %(people)d people. From %(from)d on, some must be end users. Nothing is blocked.") % numbers,
    )


def ready_lines(staffing: Staffing, reader_key: int) -> list[Effect]:
    """Who is there and who is missing to reach applications, by name, and whether all rests on one person (SE0753; domain.md 2)."""
    is_me = staffing.official_key == reader_key
    lines = [
        _line(
            True,
            _("Security Official: you") if is_me else _("Security Official: %(name)s") % {"name": staffing.official},
        )
        if staffing.officials
        else _line(
            False, _("There is no Security Official, so nobody answers for the organization. Call the help desk.")
        ),
        _line(
            True, _with_others(_("User Group Administrator: %(name)s"), staffing.administrator, staffing.administrators)
        )
        if staffing.administrators
        else _line(
            False, _("There is no User Group Administrator yet. The first one can ask for Medicare applications.")
        ),
    ]
    if staffing.backups and staffing.officials:
        lines.append(
            _line(True, _with_others(_("Backup Security Official: %(name)s"), staffing.backup, staffing.backups))
        )
    elif staffing.rests_on_one:
        alone = (
            _("No backup official. {badge}: while you are away, nobody decides.")
            if staffing.decider_key == reader_key
            else _("Nobody else decides. {badge}: while that person is away, requests wait.")
        )
        badge = format_html("<strong>{}</strong>", _("Rests on one person"))
        lines.append(Effect("warning", format_html(alone, badge=badge)))
    return lines


def _with_others(sentence: str, name: str, count: int) -> str:
    first = sentence % {"name": name}
    if count == 1:
        return first
    others = ngettext("and %(count)d more", "and %(count)d more", count - 1) % {"count": count - 1}
    return _("%(first)s, %(others)s") % {"first": first, "others": others}


def rests_sentence(staffing: Staffing, reader_key: int) -> str:
    """What it means that one person alone decides."""
    if staffing.decider_key == reader_key:
        return _(
            "Only you decide here. While you are away, requests wait, and after 14 business days the help desk may decide too."
            " Nobody loses access."
        )
    return _(
        "Only %(name)s decides here. While that person is away, requests wait, and after 14 business days the help desk may"
        " decide too. Nobody loses access."
    ) % {"name": staffing.decider}
