"""What the first page tells: to everyone, and to a signed-in person."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from approvals import queries
from approvals.lists import RequestLine, WaitingLine, request_lines, summaries, waiting_lines
from iacs_portal.accounts.models import User
from iacs_portal.core import calendar, clock
from iacs_portal.core.pieces import Effect, Row
from iacs_portal.roles.declarations import role
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.organizations.page import Meter, end_users_line, numbers_by_kind, ready_lines
from iacs_portal.site.organizations.place import Place, company_url
from iacs_portal.site.organizations.queries import Due, Staffing, due_days, groups_of, house_roles, staffing_of
from registration.communities import community as declared
from registration.models import Community, FacilityConfirmation
from registration.providers import Provider, provider_of
from registration.queries import excluded_types, facilities_to_confirm
from registration.request_kinds.organization import PROMISE
from registration.roles import VIEW_ORGANIZATION
from usergroups.ending import PLACES, place_of
from usergroups.models import Company, UserGroup
from usergroups.reach import COUNTED, EndingLink, companies_found, first_ending, newest_links, with_ending_links
from usergroups.roles import VIEW_GROUP

FACILITIES_COUNTED = 100  # read at once, to tell how many wait
SHOWN = 5
COMPANIES_READ = 25  # at once, to tell whose links end first
ROLES_SHOWN = 25
ROLES_AT_ONCE = 5  # the others stand behind a disclosure
HOLIDAY_AHEAD = 21  # days
# What a scope can stand for, by the names of its relations.

THINGS = [
    Row(_("A work e-mail you can open now"), _("We send a code to it.")),
    Row(
        _("Your Social Security number"),
        _(
            "To make sure that each person registers once. We do not keep the number, only its last four digits and a code"
            " made from it."
        ),
    ),
    Row(_("Your date of birth"), _("As on your official papers.")),
    Row(
        _("Its tax number (EIN)"),
        _(
            "Nine digits, and the IRS letter that shows it (CP-575 or 147C) as a scan or photo. You can also post a copy."
        ),
    ),
]

CHAIN: list[tuple[str | Promise, str | Promise]] = [
    (_("CMS help desk"), _("Checks the IRS letter of your organization. Lets in one Security Official.")),
    (_("Security Official"), _("Answers for the organization. Lets in backups and group administrators.")),
    (
        _("Group administrator"),
        _("Runs one user group, such as Billing. Lets in people they know. Can use Medicare systems."),
    ),
    (_("End users"), _("Use the Medicare systems their group needs. Nothing more.")),
]


@dataclass(frozen=True)
class PublicHome:
    """The home page of people who are not signed in. `communities` are the slugs of those that are open."""

    promise: int = PROMISE
    communities: Sequence[str] = ()

    @property
    def things(self) -> list[Row]:
        """What to have at hand; the number by which each open community knows its organizations before the tax number."""
        numbers = [Row(*declared(slug).identification.at_hand) for slug in self.communities]
        return [*THINGS[:-1], *numbers, THINGS[-1]]

    @property
    def community(self) -> str:
        """The slug of the community that is open; empty when none or several are."""
        return self.communities[0] if len(self.communities) == 1 else ""

    @property
    def chain(self) -> list[tuple[str | Promise, str | Promise]]:
        """How trust is passed on, from the help desk to the end users."""
        return CHAIN

    @property
    def excluded_types(self) -> list[str]:
        """Who cannot register now, in the words of the open communities. One query."""
        return list(excluded_types())


@dataclass(frozen=True)
class RoleLine:
    """A role that the person holds, and the name of what she holds it in."""

    assignment: RoleAssignment
    place: str
    url: str = ""


@dataclass(frozen=True)
class PlaceBlock:
    """What the home page tells of the provider that the person works for, where its page is open to her.

    `staffing`, with what it means, is told of organizations alone.
    """

    place: Place
    groups: list[UserGroup]
    more_groups: bool
    staffing: Staffing | None = None
    ready: list[Effect] = field(default_factory=list)
    end_users: Effect | None = None
    meter: Meter | None = None

    @property
    def numbers(self) -> str:
        """The numbers that the provider alone has, by kind, in words."""
        return "; ".join(f"{label} {values}" for label, values in numbers_by_kind(self.place.numbers))


@dataclass(frozen=True)
class CompanyLine:
    """A company that the person acts for, read by `companies_found`."""

    company: Any
    url: str

    @property
    def links(self) -> str:
        """For how many providers it works, in words, counted up to a bound."""
        count = self.company.links_counted
        if count > COUNTED:
            return gettext("for more than %(count)s providers") % {"count": number_format(COUNTED, force_grouping=True)}
        return ngettext("for %(count)d provider", "for %(count)d providers", count) % {"count": count}


@dataclass(frozen=True)
class LinkLine:
    """A link, and the provider that its company works for."""

    link: UserGroup
    provider: Provider


@dataclass(frozen=True)
class Reach:
    """For whom the person works through companies: those she acts for, the newest links she works through, and those that end soon."""

    companies: list[CompanyLine] = field(default_factory=list)
    more_companies: bool = False
    links: list[LinkLine] = field(default_factory=list)
    more_links: bool = False
    ending: list[EndingLink] = field(default_factory=list)
    more_ending: bool = False


@dataclass(frozen=True)
class Coming:
    """A day ahead, and what happens on it."""

    day: datetime.date
    sentence: str


@dataclass(frozen=True)
class PersonalHome:
    """The home page of a signed-in person: what waits for her, the provider she works for, which roles she holds, then what she
    asked for, and what comes up.
    """

    today: str
    role_here: str
    here: PlaceBlock | None
    reach: Reach
    coming: list[Coming]
    waiting: list[WaitingLine]
    waits: int
    roles: list[RoleLine]
    more_roles: bool
    facilities: list[FacilityConfirmation]
    facilities_waiting: int
    requests: list[RequestLine]
    more_requests: bool

    @property
    def more_waiting(self) -> bool:
        """Whether more waits than is shown."""
        return self.waits > len(self.waiting)

    @property
    def more_facilities(self) -> bool:
        """Whether more facilities wait for her answer than are shown."""
        return self.facilities_waiting > len(self.facilities)

    @property
    def first_roles(self) -> list[RoleLine]:
        """The roles that are read at once: all of them when only one more would be behind the disclosure."""
        return self.roles if len(self.roles) <= ROLES_AT_ONCE + 1 else self.roles[:ROLES_AT_ONCE]

    @property
    def further_roles(self) -> list[RoleLine]:
        """The roles behind the disclosure."""
        return self.roles[len(self.first_roles) :]


def public_page() -> PublicHome:
    """What everybody sees first. One query."""
    return PublicHome(
        communities=list(Community.objects.filter(is_open=True).order_by("pk").values_list("slug", flat=True))
    )


def page_of(person: User, place: Place | None) -> PersonalHome:
    """What `person`, who works for the provider `place`, sees first.

    Nine queries, two more for an official, up to two more for somebody of a company.
    """
    steps, waits = queries.first_and_count(person, size=SHOWN)
    facilities = list(facilities_to_confirm(person)[:FACILITIES_COUNTED])
    mine = list(queries.my_requests(person)[: SHOWN + 1])
    shown = mine[:SHOWN]
    roles = list(house_roles(person).select_related(*PLACES)[: ROLES_SHOWN + 1])
    known = summaries([*shown, *(step.request for step in steps)])
    return PersonalHome(
        today=date_format(clock.today(), "l, F j, Y"),
        role_here=_role_at(place, roles),
        here=place_block(place, person) if place is not None and place.provider is not None and place.url else None,
        reach=reach_of(person, place),
        coming=coming_up(person, place),
        waiting=waiting_lines(steps, known),
        waits=waits,
        roles=role_lines(roles[:ROLES_SHOWN]),
        more_roles=len(roles) > ROLES_SHOWN,
        facilities=facilities[:SHOWN],
        facilities_waiting=len(facilities),
        requests=request_lines(shown, known),
        more_requests=len(mine) > SHOWN,
    )


def _role_at(place: Place | None, roles: Iterable[RoleAssignment]) -> str:
    """In a sentence, the first of `roles` that is held at `place`; empty without one."""
    if place is not None and place.until is not None:
        words = {"place": place.name, "company": place.through, "day": date_format(clock.business_date(place.until))}
        return gettext("You work for %(place)s through %(company)s until %(day)s.") % words
    if place is not None and place.company is not None:
        return gettext("You act for %(place)s.") % {"place": place.name}
    found = next((each for each in roles if place is not None and each.organization_id == place.key), None)
    if place is None or found is None:
        return ""
    return gettext("You are %(role)s of %(place)s.") % {"role": found.label, "place": place.name}


def place_block(place: Place, person: User) -> PlaceBlock:
    """The first groups of the provider by name; of an organization also how it is staffed. Two queries at most."""
    groups = list(groups_of(place.key)[: SHOWN + 1])
    more = len(groups) > SHOWN
    if place.is_practitioner:
        return PlaceBlock(place, groups[:SHOWN], more)
    staffing = staffing_of(place.key)
    return PlaceBlock(
        place,
        groups[:SHOWN],
        more,
        staffing,
        ready_lines(staffing, person.pk),
        end_users_line(staffing),
        Meter(staffing.people, staffing.end_users_from),
    )


def reach_of(person: User, place: Place | None) -> Reach:
    """For whom `person` works through companies, a few of each. No query for somebody of no company, two at most."""
    reach = Reach()
    if place is not None and place.has_companies:
        found = with_ending_links(companies_found(person, None), size=SHOWN + 1)[:COMPANIES_READ]
        companies, ending = company_lines(found), first_ending(found, size=SHOWN + 1)
        reach = replace(
            reach,
            companies=companies[:SHOWN],
            more_companies=len(companies) > SHOWN,
            ending=ending[:SHOWN],
            more_ending=len(ending) > SHOWN,
        )
    if place is not None and place.has_links:
        links, more = newest_links(person, size=SHOWN)
        reach = replace(reach, links=link_lines(links), more_links=more)
    return reach


def company_lines(companies: Iterable[Company]) -> list[CompanyLine]:
    """A line for each of `companies`, read by `companies_found`."""
    return [CompanyLine(each, company_url(each.pk)) for each in companies]


def link_lines(links: Iterable[UserGroup]) -> list[LinkLine]:
    """A line for each of `links`, read with names."""
    return [LinkLine(each, provider_of(each.provider)) for each in links]


def coming_up(person: User, place: Place | None) -> list[Coming]:
    """The days ahead on which roles are due to be confirmed, her own and those of the provider whose page is open to her, and the
    next holiday; first day first. One query.
    """
    found = [
        Coming(due.day, _due_sentence(due))
        for due in due_days(
            person, place.key if place is not None and place.provider is not None and place.url else None
        )
    ]
    holiday = calendar.next_holiday(clock.today(), within=HOLIDAY_AHEAD)
    if holiday is not None:
        found.append(Coming(holiday, gettext("Holiday. Waiting times do not count it.")))
    return sorted(found, key=lambda each: each.day)


def _due_sentence(due: Due) -> str:
    if due.roles == 1:
        words = {"name": due.name, "role": role(due.role).label}
        return gettext("One role is due to be confirmed for another year: %(name)s, %(role)s.") % words
    return gettext("%(count)d roles are due to be confirmed for another year.") % {"count": due.roles}


def role_lines(assignments: Iterable[RoleAssignment]) -> list[RoleLine]:
    """A line for each of `assignments`, read with `PLACES`."""
    return [RoleLine(each, place_of(each.scope), _url(each)) for each in assignments]


def _url(assignment: RoleAssignment) -> str:
    """The page of what the role is held in; empty where the role does not open it."""
    given = role(assignment.role).permissions
    if assignment.suspended_since is not None:
        return ""
    if VIEW_ORGANIZATION in given:
        return reverse("organizations:organization", args=[assignment.scope_id])
    return reverse("organizations:group", args=[assignment.scope_id]) if VIEW_GROUP in given else ""
