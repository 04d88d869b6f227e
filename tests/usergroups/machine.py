"""The chain of trust against a small reference model of it: people ask, decide, leave and come back in any order.

The model knows the rules of domain.md in a few lines of plain Python. After every act, what each person may do in the portal
(`scopes.queries`, the only readers of rights) is compared with what the model says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from approvals import commands
from approvals.commands import recheck_offices
from approvals.models import Request
from iacs_portal.core.errors import Refused
from iacs_portal.roles import commands as roles
from iacs_portal.roles import projection
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.queries import holder_rows
from registration.models import Organization
from tests.factories import chain, engine, registration
from usergroups.models import UserGroup

HEAD, BACKUP, ADMINISTRATOR, MEMBER = (
    "security_official",
    "backup_security_official",
    "user_group_administrator",
    "end_user",
)
DESK, OFFICIALS, HEAD_ALONE, GROUP = (
    "decide_at_desk",
    "decide_for_organization",
    "decide_backup_officials",
    "decide_in_group",
)
RIGHTS = {
    HEAD: {OFFICIALS, HEAD_ALONE, "view_organization"},
    BACKUP: {OFFICIALS, "view_organization"},
    ADMINISTRATOR: {GROUP, "view_group", "belong_to_group"},
    MEMBER: {"belong_to_group"},
}
DECIDES = {HEAD, BACKUP}
KINDS = {
    "backup_official": BACKUP,
    "new_group": ADMINISTRATOR,
    "further_administrator": ADMINISTRATOR,
    "end_user": MEMBER,
}
NAMES = ("Billing", " billing", "Front desk", "FRONT  DESK")
PEOPLE = 5
REASON = "as the model says"
someone = st.integers(0, PEOPLE - 1)
anyone = st.integers(0, 99)


@dataclass
class Asked:
    """A request under way: what for, its offices in order (permission and place), and which of them holds it."""

    request: Request
    kind: str
    person: int
    place: int  # the organization, or the group where there is one already
    organization: int
    name: str
    offices: list[tuple[str, int]]
    office: int = 0
    is_returned: bool = False


@dataclass
class Model:
    """What is true in the reference model. People, organizations and groups are known by their keys in the database."""

    desk: int
    community: int
    roles: dict[tuple[int, str, int], bool] = field(default_factory=dict)  # person, role, place -> suspended
    organization_of: dict[int, int] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)  # open ones: name as compared
    asked: list[Asked] = field(default_factory=list)

    def holders(self, permission: str, place: int) -> set[int]:
        """Who holds a permission in a place now."""
        if permission == DESK:
            return {self.desk}
        return {
            person
            for (person, role, where), suspended in self.roles.items()
            if where == place and not suspended and permission in RIGHTS[role]
        }

    def rights(self) -> set[tuple[int, str, int]]:
        """Every right that anyone has, but for those of the desk."""
        return {
            (person, permission, place)
            for (person, role, place), suspended in self.roles.items()
            if not suspended
            for permission in RIGHTS[role]
        }

    def may_get(self, person: int, role: str, place: int) -> bool:
        """Whether the rules let a person have a role: not twice, and not of the other side in one organization."""
        organization = self.organization_of[place]
        sides = {
            held in DECIDES
            for (who, held, where) in self.roles
            if who == person and self.organization_of[where] == organization
        }
        return (person, role, place) not in self.roles and sides <= {role in DECIDES}

    def is_fine(self, asked: Asked) -> bool:
        """Whether the rules let a request be sent or approved now."""
        if asked.kind == "new_group":
            names = {name for key, name in self.groups.items() if self.organization_of[key] == asked.organization}
            return self.may_get(asked.person, ADMINISTRATOR, asked.organization) and asked.name not in names
        is_there = asked.place in self.groups or asked.place == asked.organization
        return is_there and self.may_get(asked.person, KINDS[asked.kind], asked.place)

    def is_under_way(self, asked: Asked) -> bool:
        """Whether another request for the same is undecided."""

        def subject(one: Asked) -> tuple[Any, ...]:
            return (one.kind, one.organization, one.name) if one.name else (one.kind, one.place, one.person)

        return any(subject(other) == subject(asked) for other in self.asked)

    def open(self, asked: Asked) -> None:
        """The first office that somebody else holds gets it; else the last."""
        held = [place for place in range(len(asked.offices)) if self._is_held(asked, place)]
        asked.office = held[0] if held else len(asked.offices) - 1

    def pass_on(self, place: int) -> None:
        """After a role in `place` ended or was suspended: what nobody there can decide goes to the next office that is held."""
        for asked in self.asked:
            if asked.is_returned or asked.offices[asked.office][1] != place or self._is_held(asked, asked.office):
                continue
            later = [each for each in range(asked.office + 1, len(asked.offices)) if self._is_held(asked, each)]
            asked.office = later[0] if later else len(asked.offices) - 1

    def _is_held(self, asked: Asked, office: int) -> bool:
        return bool(self.holders(*asked.offices[office]) - {asked.person})


class ChainMachine(RuleBasedStateMachine):
    """One run: acts in any order, from two organizations with a head and a group each. Everything is rolled back at its end."""

    steps_taken: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        desk = registration.desk_agent()
        self.people = [registration.known_person() for _ in range(PEOPLE)]
        self.users = {person.pk: person for person in (*self.people, desk)}
        self.organizations = [self._organization() for _ in range(2)]
        self.model = Model(desk.pk, registration.community().pk)
        for organization in self.organizations:
            head = chain.head_of(organization)
            self.users[head.pk] = head
            self.model.organization_of[organization.pk] = organization.pk
            self.model.roles[head.pk, HEAD, organization.pk] = False
            self._know_group(chain.group(organization, "Reception"))

    @staticmethod
    def _organization() -> Organization:
        return registration.organization(npi=registration.npi())

    def _know_group(self, group: UserGroup) -> None:
        self.model.organization_of[group.pk] = group.provider_id
        self.model.groups[group.pk] = group.comparable_name

    def teardown(self) -> None:
        """Forget everything."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def _agrees(self, act: Callable[[], Any], expected: bool) -> Any:
        """Do it. The portal refuses exactly what the model refuses."""
        done, refusal = None, ""
        try:
            with transaction.atomic():
                done = act()
        except Refused as error:
            refusal = str(error)
        assert (not refusal) == expected, refusal or "The portal does what the model refuses."
        return done

    def _group(self, number: int) -> UserGroup:
        keys = sorted(self.model.groups)
        return UserGroup.objects.get(pk=keys[number % len(keys)])

    # PEOPLE ASK

    def _ask(self, asked: Asked, **answers: Any) -> None:
        person = self.users[asked.person]
        given = {"community": {"slug": "provider-supplier"}, "reason": chain.REASON} | answers
        draft = commands.start(actor=person, kind=asked.kind)
        commands.save_answers(actor=person, request_id=draft.pk, answers=given)
        expected = self.model.is_fine(asked) and not self.model.is_under_way(asked)
        sent = self._agrees(lambda: commands.submit(request_id=draft.pk, actor=person), expected)
        if sent is not None:
            asked.request = sent
            self.model.open(asked)
            self.model.asked.append(asked)

    @rule(person=someone, organization=st.integers(0, 1))
    def ask_to_be_backup(self, person: int, organization: int) -> None:
        place = self.organizations[organization].pk
        offices = [(HEAD_ALONE, place), (DESK, self.model.community)]
        asked = Asked(Request(), "backup_official", self.people[person].pk, place, place, "", offices)
        self._ask(asked, find={"scope": place})

    @rule(person=someone, organization=st.integers(0, 1), name=st.sampled_from(NAMES))
    def ask_for_a_group(self, person: int, organization: int, name: str) -> None:
        place = self.organizations[organization].pk
        offices = [(OFFICIALS, place), (DESK, self.model.community)]
        compared = " ".join(name.lower().split())
        asked = Asked(Request(), "new_group", self.people[person].pk, place, place, compared, offices)
        self._ask(asked, find={"scope": place}, new_group={"name": name, "purpose": "What it does"})

    def _ask_in_group(self, kind: str, person: int, number: int, first: list[tuple[str, int]]) -> None:
        group = self._group(number)
        offices = [*first, (OFFICIALS, group.provider_id), (DESK, self.model.community)]
        asked = Asked(Request(), kind, self.people[person].pk, group.pk, group.provider_id, "", offices)
        self._ask(asked, find={"scope": group.provider_id}, group={"scope": group.pk})

    @rule(person=someone, group=anyone)
    def ask_to_run_a_group(self, person: int, group: int) -> None:
        self._ask_in_group("further_administrator", person, group, [])

    @rule(person=someone, group=anyone)
    def ask_to_join_a_group(self, person: int, group: int) -> None:
        self._ask_in_group("end_user", person, group, [(GROUP, self._group(group).pk)])

    # OTHERS DECIDE

    def _open(self, number: int, *, returned: bool = False) -> Asked | None:
        fitting = [asked for asked in self.model.asked if asked.is_returned == returned]
        return fitting[number % len(fitting)] if fitting else None

    def _may_decide(self, asked: Asked, actor: int) -> bool:
        return actor != asked.person and actor in self.model.holders(*asked.offices[asked.office])

    def _approve(self, asked: Asked, actor: int) -> None:
        step = engine.open_step(asked.request).pk
        expected = self._may_decide(asked, actor) and self.model.is_fine(asked)
        done = self._agrees(lambda: commands.approve(step_id=step, actor=self.users[actor]), expected)
        if done is None:
            return
        self.model.asked.remove(asked)
        place = asked.place
        if asked.kind == "new_group":
            group = UserGroup.objects.get(provider=asked.organization, comparable_name=asked.name, closed_at=None)
            self._know_group(group)
            place = group.pk
        self.model.roles[asked.person, KINDS[asked.kind], place] = False

    @precondition(lambda self: any(not asked.is_returned for asked in self.model.asked))
    @rule(number=anyone, holder=anyone)
    def approve_by_a_holder(self, number: int, holder: int) -> None:
        asked = self._open(number)
        assert asked is not None
        holders = sorted(self.model.holders(*asked.offices[asked.office]))
        self._approve(asked, holders[holder % len(holders)] if holders else self.model.desk)

    @precondition(lambda self: any(not asked.is_returned for asked in self.model.asked))
    @rule(number=anyone, actor=anyone)
    def approve_by_anyone(self, number: int, actor: int) -> None:
        asked = self._open(number)
        assert asked is not None
        everyone = sorted(self.users)
        self._approve(asked, everyone[actor % len(everyone)])

    def _say_no(self, number: int, actor: int, act: Callable[..., Any], reason: str) -> Asked | None:
        asked = self._open(number)
        assert asked is not None
        everyone = sorted(self.users)
        decider = everyone[actor % len(everyone)]
        step = engine.open_step(asked.request).pk
        expected = self._may_decide(asked, decider)
        done = self._agrees(lambda: act(step_id=step, actor=self.users[decider], reason=reason), expected)
        return asked if done is not None else None

    @precondition(lambda self: any(not asked.is_returned for asked in self.model.asked))
    @rule(number=anyone, actor=anyone)
    def deny(self, number: int, actor: int) -> None:
        asked = self._say_no(number, actor, commands.deny, "not_known")
        if asked is not None:
            self.model.asked.remove(asked)

    @precondition(lambda self: any(not asked.is_returned for asked in self.model.asked))
    @rule(number=anyone, actor=anyone)
    def return_for_changes(self, number: int, actor: int) -> None:
        asked = self._say_no(number, actor, commands.return_for_changes, "unclear")
        if asked is not None:
            asked.is_returned = True

    @precondition(lambda self: any(asked.is_returned for asked in self.model.asked))
    @rule(number=anyone)
    def send_again(self, number: int) -> None:
        asked = self._open(number, returned=True)
        assert asked is not None
        person = self.users[asked.person]
        again = self._agrees(
            lambda: commands.resubmit(request_id=asked.request.pk, actor=person), self.model.is_fine(asked)
        )
        if again is not None:
            asked.is_returned = False
            self.model.open(asked)

    @precondition(lambda self: bool(self.model.asked))
    @rule(number=anyone, returned=st.booleans())
    def withdraw(self, number: int, returned: bool) -> None:
        asked = self._open(number, returned=returned)
        if asked is not None:
            self._agrees(
                lambda: commands.withdraw(request_id=asked.request.pk, actor=self.users[asked.person]), expected=True
            )
            self.model.asked.remove(asked)

    # ROLES END, REST AND COME BACK

    def _assignment(self, number: int) -> tuple[tuple[int, str, int], RoleAssignment]:
        held = sorted(self.model.roles)[number % len(self.model.roles)]
        person, role, place = held
        return held, RoleAssignment.objects.get(user=person, role=role, scope=place, ended_at=None)

    @precondition(lambda self: bool(self.model.roles))
    @rule(number=anyone)
    def a_role_ends(self, number: int) -> None:
        held, assignment = self._assignment(number)
        roles.end(actor=None, assignment_id=assignment.pk, reason=REASON)
        del self.model.roles[held]
        self._passed_on(held[2])
        assert self._agrees(lambda: roles.end(actor=None, assignment_id=assignment.pk, reason=REASON), False) is None

    @precondition(lambda self: bool(self.model.roles))
    @rule(number=anyone)
    def a_role_is_suspended(self, number: int) -> None:
        held, assignment = self._assignment(number)
        roles.suspend(actor=None, assignment_id=assignment.pk, reason=REASON)
        self.model.roles[held] = True
        self._passed_on(held[2])

    @precondition(lambda self: bool(self.model.roles))
    @rule(number=anyone)
    def a_role_is_restored(self, number: int) -> None:
        held, assignment = self._assignment(number)
        roles.restore(actor=None, assignment_id=assignment.pk, reason=REASON)
        self.model.roles[held] = False

    def _passed_on(self, place: int) -> None:
        """What the commit would bring, which this transaction never reaches."""
        recheck_offices(scope_key=place)
        self.model.pass_on(place)

    @rule(number=anyone, person=someone)
    def an_organization_without_head_gets_one(self, number: int, person: int) -> None:
        place = self.organizations[number % 2].pk
        user = self.people[person]
        is_free = not any(role == HEAD and where == place for (_who, role, where) in self.model.roles)
        expected = is_free and self.model.may_get(user.pk, HEAD, place)
        scope = next(each.scope for each in self.organizations if each.pk == place)
        grant = chain.officials.SECURITY_OFFICIAL
        done = self._agrees(
            lambda: roles.grant(actor=None, user=user, role=grant, scope=scope, reason=REASON), expected
        )
        if done is not None:
            self.model.roles[user.pk, HEAD, place] = False

    # WHAT HOLDS AFTER EVERY ACT

    @invariant()
    def everybody_may_do_what_the_model_says(self) -> None:
        type(self).steps_taken += 1
        held = holder_rows().filter(user__in=self.users).exclude(user=self.model.desk)
        rights = set(held.values_list("user_id", "permission__codename", "content_object_id"))
        assert rights == self.model.rights()

    @invariant()
    def nobody_decides_and_uses_in_one_organization(self) -> None:
        live = RoleAssignment.objects.filter(ended_at=None).exclude(side="")
        sides: dict[tuple[int, int | None], set[str]] = {}
        for person, organization, side in live.values_list("user_id", "organization_id", "side"):
            sides.setdefault((person, organization), set()).add(side)
        assert all(len(each) == 1 for each in sides.values())

    @invariant()
    def every_request_waits_for_the_office_that_the_model_says(self) -> None:
        for asked in self.model.asked:
            if not asked.is_returned:
                office = engine.open_step(asked.request).offices.get(since__isnull=False, until=None)
                assert (office.permission.codename, office.scope_id) == asked.offices[asked.office]

    @invariant()
    def the_projection_is_what_the_assignments_say(self) -> None:
        assert projection.drift() == []
