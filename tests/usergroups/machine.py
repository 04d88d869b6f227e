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
from tests.factories import chain, engine, invitations, practitioners, registration
from usergroups.commands import accept, begin, invite, revoke
from usergroups.commands.changing import close_group, rename_group
from usergroups.commands.leaving import end_below, leave
from usergroups.models import Invitation, UserGroup

HEAD, BACKUP, ADMINISTRATOR, MEMBER, PRACTITIONER = (
    "security_official",
    "backup_security_official",
    "user_group_administrator",
    "end_user",
    "individual_practitioner",
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
    PRACTITIONER: {OFFICIALS, "view_organization"},
}
DECIDES = {HEAD, BACKUP}
KINDS = {
    "backup_official": BACKUP,
    "new_group": ADMINISTRATOR,
    "further_administrator": ADMINISTRATOR,
    "end_user": MEMBER,
    "move_member": MEMBER,
    "succession": HEAD,
}
# To what people are invited, and which permission of the inviter stands behind it.
INVITED_AS = {
    "backup_official": HEAD_ALONE,
    "succession": HEAD_ALONE,
    "further_administrator": OFFICIALS,
    "end_user": GROUP,
}
NAMES = ("Billing", " billing", "Front desk", "FRONT  DESK")
OF_ORGANIZATION = {"backup_official", "succession"}
ON_HER_WORD = {"word": {"how": "ask"}}
ON_PAPERS = {"word": {"how": "papers"}, "papers": {"kind": "cp_575", "by_post": True}}
PEOPLE = 5
REASON = "as the model says"
someone = st.integers(0, PEOPLE - 1)
anyone = st.integers(0, 99)


@dataclass
class Asked:
    """A request under way: what for, the offices of its open turn in order (permission and place), and which of them holds it.

    `later` are the offices of the turns to come, `decided_by` who decided the turns before, `sent` when it was sent. A succession
    goes `on_word` of the head; `proven` says that she gave it, or that the desk recorded a paper.
    """

    request: Request
    kind: str
    person: int
    place: int  # the organization, or the group where there is one already
    organization: int
    name: str
    offices: list[tuple[str, int]]
    office: int = 0
    is_returned: bool = False
    later: list[list[tuple[str, int]]] = field(default_factory=list)
    decided_by: set[int] = field(default_factory=set)
    sent: int = 0
    on_word: bool = False
    proven: bool = False

    @property
    def takes_paper(self) -> bool:
        """Whether an approval of the turn records a paper."""
        return self.kind == "succession" and self.offices[self.office][0] == DESK and not self.proven


@dataclass
class Invited:
    """An open invitation: by whom, as a request of which kind, where, and whom."""

    row: Invitation
    inviter: int
    kind: str
    place: int
    person: int


@dataclass
class Model:
    """What is true in the reference model. People, organizations and groups are known by their keys in the database."""

    desk: set[int]
    community: int
    roles: dict[tuple[int, str, int], bool] = field(default_factory=dict)  # person, role, place -> suspended
    organization_of: dict[int, int] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)  # open ones: name as compared
    closed: set[int] = field(default_factory=set)  # practices of practitioners who left
    asked: list[Asked] = field(default_factory=list)
    invited: list[Invited] = field(default_factory=list)
    clock: int = 0  # counts what is sent and granted
    heads_since: dict[int, int] = field(default_factory=dict)  # when each organization got the head it has

    def tick(self) -> int:
        """The next moment."""
        self.clock += 1
        return self.clock

    def holders(self, permission: str, place: int) -> set[int]:
        """Who holds a permission in a place now."""
        if permission == DESK:
            return set(self.desk)
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
            if who == person and self.organization_of[where] == organization and held != PRACTITIONER
        }
        return (person, role, place) not in self.roles and sides <= {role in DECIDES}

    def may_be_sent(self, asked: Asked) -> bool:
        """Whether the rules let a request be sent now, for the first time or again: a word is asked of somebody."""
        lacks_word = asked.on_word and not asked.decided_by and not self.holders(HEAD_ALONE, asked.place)
        return self.is_fine(asked) and not lacks_word

    def is_fine(self, asked: Asked) -> bool:
        """Whether the rules let a request be sent or approved now."""
        if asked.kind == "move_member" and len(self.left_by_move(asked)) != 1:
            return False
        has_head = any(held[1:] == (HEAD, asked.place) for held in self.roles)
        if asked.kind == "succession" and has_head and self.heads_since.get(asked.place, 0) > asked.sent > 0:
            return False
        if asked.kind == "new_group":
            names = {name for key, name in self.groups.items() if self.organization_of[key] == asked.organization}
            is_open = asked.organization not in self.closed and asked.name not in names
            return is_open and self.may_get(asked.person, ADMINISTRATOR, asked.organization)
        is_there = asked.place in self.groups or asked.place == asked.organization
        return is_there and self.may_get(asked.person, KINDS[asked.kind], asked.place)

    def left_by_move(self, asked: Asked) -> list[tuple[int, str, int]]:
        """The roles of an end user in other groups of the organization: a move ends the one."""
        return [
            held
            for held in self.roles
            if held[:2] == (asked.person, MEMBER)
            and held[2] != asked.place
            and self.organization_of[held[2]] == asked.organization
        ]

    def may_end(self, actor: int, held: tuple[int, str, int]) -> bool:
        """Whether a person may end a role: her own, but a head's, and a practitioner's above open groups; else one below hers."""
        person, role, place = held
        organization = self.organization_of[place]
        if role == HEAD:
            return False
        if role == PRACTITIONER:
            return actor == person and place not in {self.organization_of[group] for group in self.groups}
        if actor == person:
            return True
        if role == BACKUP:
            return actor in self.holders(HEAD_ALONE, place)
        above = actor in self.holders(OFFICIALS, organization)
        return above or (role == MEMBER and actor in self.holders(GROUP, place))

    def is_under_way(self, asked: Asked) -> bool:
        """Whether another request for the same is undecided."""

        def subject(one: Asked) -> tuple[Any, ...]:
            return (one.kind, one.place, one.person, one.name)

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
        return bool(self.holders(*asked.offices[office]) - {asked.person} - asked.decided_by)


class ChainMachine(RuleBasedStateMachine):
    """One run: acts in any order, from two organizations with a head and a group each. Everything is rolled back at its end."""

    steps_taken: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        desk = [registration.desk_agent() for _ in range(2)]
        self.people = [invitations.invited_person() for _ in range(PEOPLE)]
        self.users = {person.pk: person for person in (*self.people, *desk)}
        self.organizations = [self._organization() for _ in range(2)]
        self.model = Model({agent.pk for agent in desk}, registration.community().pk)
        for organization in self.organizations:
            head = chain.head_of(organization)
            self.users[head.pk] = head
            self.model.organization_of[organization.pk] = organization.pk
            self.model.roles[head.pk, HEAD, organization.pk] = False
            self._know_group(chain.group(organization, "Reception"))
        practitioner = practitioners.approved(practitioners.request(npi=registration.npi()), desk[0])
        alex = practitioner.registered_by.request.requester
        self.users[alex.pk] = alex
        self.model.organization_of[practitioner.pk] = practitioner.pk
        self.model.roles[alex.pk, PRACTITIONER, practitioner.pk] = False
        self.providers = [*(each.pk for each in self.organizations), practitioner.pk]

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
        expected = self.model.may_be_sent(asked) and not self.model.is_under_way(asked)
        sent = self._agrees(lambda: commands.submit(request_id=draft.pk, actor=person), expected)
        if sent is not None:
            self._sent(asked, sent)

    def _sent(self, asked: Asked, request: Request) -> None:
        asked.request, asked.sent = request, self.model.tick()
        self.model.open(asked)
        self.model.asked.append(asked)

    @rule(person=someone, organization=st.integers(0, 1))
    def ask_to_be_backup(self, person: int, organization: int) -> None:
        place = self.organizations[organization].pk
        offices = [(HEAD_ALONE, place), (DESK, self.model.community)]
        asked = Asked(Request(), "backup_official", self.people[person].pk, place, place, "", offices)
        self._ask(asked, find={"scope": place})

    @rule(person=someone, organization=st.integers(0, 1))
    def ask_to_succeed_the_head(self, person: int, organization: int) -> None:
        place = self.organizations[organization].pk
        self._ask(self._succession(self.people[person].pk, place), find={"scope": place}, **ON_HER_WORD)

    def _succession(self, person: int, place: int) -> Asked:
        desk = [(DESK, self.model.community)]
        first = [(HEAD_ALONE, place), *desk]
        return Asked(Request(), "succession", person, place, place, "", first, later=[desk], on_word=True)

    @rule(person=someone, organization=st.integers(0, 1))
    def ask_to_succeed_the_head_on_papers(self, person: int, organization: int) -> None:
        place = self.organizations[organization].pk
        desk = [(DESK, self.model.community)]
        asked = Asked(Request(), "succession", self.people[person].pk, place, place, "", desk)
        self._ask(asked, find={"scope": place}, **ON_PAPERS)

    @rule(person=someone, provider=st.integers(0, 2), name=st.sampled_from(NAMES))
    def ask_for_a_group(self, person: int, provider: int, name: str) -> None:
        place = self.providers[provider]
        offices = [(OFFICIALS, place), (DESK, self.model.community)]
        compared = " ".join(name.lower().split())
        asked = Asked(Request(), "new_group", self.people[person].pk, place, place, compared, offices)
        self._ask(asked, find={"scope": place}, new_group={"name": name, "purpose": "What it does"})

    def _ask_in_group(self, kind: str, person: int, number: int, first: list[tuple[str, int]]) -> None:
        group = self._group(number)
        offices = [*first, (OFFICIALS, group.provider_id), (DESK, self.model.community)]
        asked = Asked(Request(), kind, self.people[person].pk, group.pk, group.provider_id, "", offices)
        self._ask(asked, find={"scope": group.provider_id}, group={"scope": group.pk})

    @precondition(lambda self: bool(self.model.groups))
    @rule(person=someone, group=anyone)
    def ask_to_run_a_group(self, person: int, group: int) -> None:
        self._ask_in_group("further_administrator", person, group, [])

    @precondition(lambda self: bool(self.model.groups))
    @rule(person=someone, group=anyone)
    def ask_to_join_a_group(self, person: int, group: int) -> None:
        self._ask_in_group("end_user", person, group, [(GROUP, self._group(group).pk)])

    @precondition(lambda self: bool(self.model.groups))
    @rule(person=someone, group=anyone)
    def ask_to_move_to_a_group(self, person: int, group: int) -> None:
        self._ask_in_group("move_member", person, group, [(GROUP, self._group(group).pk)])

    # OTHERS DECIDE

    def _open(self, number: int, *, returned: bool = False) -> Asked | None:
        fitting = [asked for asked in self.model.asked if asked.is_returned == returned]
        return fitting[number % len(fitting)] if fitting else None

    def _may_decide(self, asked: Asked, actor: int) -> bool:
        mine = actor in self.model.holders(*asked.offices[asked.office])
        return mine and actor != asked.person and actor not in asked.decided_by

    def _approve(self, asked: Asked, actor: int) -> None:
        step = engine.open_step(asked.request).pk
        expected = self._may_decide(asked, actor) and self.model.is_fine(asked)
        saw = registration.CP_575 if asked.takes_paper else None
        done = self._agrees(lambda: commands.approve(step_id=step, actor=self.users[actor], evidence=saw), expected)
        if done is None:
            return
        self._decided(asked, actor)

    def _decided(self, asked: Asked, actor: int) -> None:
        """The turn is approved: the next one opens, or the request is approved."""
        asked.proven = True
        if asked.later:
            asked.decided_by.add(actor)
            asked.offices = asked.later.pop(0)
            self.model.open(asked)
            return
        self.model.asked.remove(asked)
        self._approved(asked)

    def _approved(self, asked: Asked) -> None:
        """What the last approval does to the roles."""
        ended: list[tuple[int, str, int]] = []
        if asked.kind == "move_member":
            ended = self.model.left_by_move(asked)
        if asked.kind == "succession":
            of_person = (asked.person, BACKUP, asked.place)
            ended = [held for held in self.model.roles if held[1:] == (HEAD, asked.place) or held == of_person]
            self.model.heads_since[asked.place] = self.model.tick()
        for held in ended:
            del self.model.roles[held]
        place = asked.place
        if asked.kind == "new_group":
            group = UserGroup.objects.get(provider=asked.organization, comparable_name=asked.name, closed_at=None)
            self._know_group(group)
            place = group.pk
        self.model.roles[asked.person, KINDS[asked.kind], place] = False
        for _person, _role, where in ended:
            self._passed_on(where)

    @precondition(lambda self: any(not asked.is_returned for asked in self.model.asked))
    @rule(number=anyone, holder=anyone)
    def approve_by_a_holder(self, number: int, holder: int) -> None:
        asked = self._open(number)
        assert asked is not None
        holders = sorted(self.model.holders(*asked.offices[asked.office]))
        self._approve(asked, holders[holder % len(holders)] if holders else min(self.model.desk))

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
            lambda: commands.resubmit(request_id=asked.request.pk, actor=person), self.model.may_be_sent(asked)
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
            self.model.heads_since[place] = self.model.tick()

    @precondition(lambda self: bool(self.model.roles))
    @rule(number=anyone, who=anyone)
    def a_role_is_given_up_or_ended_from_above(self, number: int, who: int) -> None:
        held, assignment = self._assignment(number)
        everyone = sorted(self.users)
        # Every other time the person herself, who would seldom be met by chance.
        actor = held[0] if who % 2 else everyone[who % len(everyone)]
        act = leave if actor == held[0] else end_below
        ended = self._agrees(
            lambda: act(actor=self.users[actor], assignment_id=assignment.pk, reason=REASON),
            self.model.may_end(actor, held),
        )
        if ended is not None:
            del self.model.roles[held]
            if held[1] == PRACTITIONER:
                self.model.closed.add(held[2])
            self._passed_on(held[2])

    # GROUPS CHANGE

    @precondition(lambda self: bool(self.model.groups))
    @rule(number=anyone, who=anyone)
    def a_group_is_closed(self, number: int, who: int) -> None:
        group = self._group(number)
        actor = self._official_or_anyone(group.provider_id, who)
        closed = self._agrees(
            lambda: close_group(actor=self.users[actor], group_key=group.pk, reason=REASON),
            actor in self.model.holders(OFFICIALS, group.provider_id),
        )
        if closed is not None:
            del self.model.groups[group.pk]
            self.model.roles = {held: rests for held, rests in self.model.roles.items() if held[2] != group.pk}
            self._passed_on(group.pk)

    @precondition(lambda self: bool(self.model.groups))
    @rule(number=anyone, who=anyone, name=st.sampled_from(NAMES))
    def a_group_is_renamed(self, number: int, who: int, name: str) -> None:
        group = self._group(number)
        actor = self._official_or_anyone(group.provider_id, who)
        compared = " ".join(name.lower().split())
        taken = any(
            key != group.pk and each == compared and self.model.organization_of[key] == group.provider_id
            for key, each in self.model.groups.items()
        )
        renamed = self._agrees(
            lambda: rename_group(actor=self.users[actor], group_key=group.pk, name=name),
            actor in self.model.holders(OFFICIALS, group.provider_id) and not taken,
        )
        if renamed is not None:
            self.model.groups[group.pk] = compared

    def _official_or_anyone(self, organization: int, who: int) -> int:
        """An official of the organization three times of four, where there is one; else anyone."""
        officials, everyone = sorted(self.model.holders(OFFICIALS, organization)), sorted(self.users)
        return officials[who % len(officials)] if officials and who % 4 else everyone[who % len(everyone)]

    # PEOPLE ARE INVITED

    @rule(who=anyone, person=someone, number=anyone, kind=st.sampled_from(sorted(INVITED_AS)))
    def somebody_is_invited(self, who: int, person: int, number: int, kind: str) -> None:
        permission = INVITED_AS[kind]
        if kind not in OF_ORGANIZATION and not self.model.groups:
            return
        place = self.organizations[number % 2].pk if kind in OF_ORGANIZATION else self._group(number).pk
        office = place if permission == GROUP else self.model.organization_of[place]
        holders, everyone = sorted(self.model.holders(permission, office)), sorted(self.users)
        inviter = holders[who % len(holders)] if holders and who % 4 else everyone[who % len(everyone)]
        user = self.people[person]
        others = {each.person for each in self.model.invited if (each.kind, each.place) == (kind, place)} - {user.pk}
        outcome = self._agrees(
            lambda: invite(actor=self.users[inviter], role=KINDS[kind], scope_key=place, lines=[user.email]),
            inviter in holders and not (kind == "succession" and others),
        )
        if outcome is None:
            return
        is_new = inviter != user.pk and (user.pk, KINDS[kind], place) not in self.model.roles
        is_new &= not any((each.kind, each.place, each.person) == (kind, place, user.pk) for each in self.model.invited)
        assert bool(outcome.sent) == is_new
        for row in outcome.sent:
            self.model.invited.append(Invited(row, inviter, kind, place, user.pk))

    @precondition(lambda self: bool(self.model.invited))
    @rule(number=anyone, who=anyone)
    def an_invitation_is_revoked(self, number: int, who: int) -> None:
        invited = self.model.invited[number % len(self.model.invited)]
        permission = INVITED_AS[invited.kind]
        office = invited.place if permission == GROUP else self.model.organization_of[invited.place]
        actor = invited.inviter if who % 2 else sorted(self.users)[who % len(self.users)]
        done = self._agrees(
            lambda: revoke(actor=self.users[actor], invitation_id=invited.row.pk),
            actor in self.model.holders(permission, office),
        )
        if done is not None:
            self.model.invited.remove(invited)

    @precondition(lambda self: bool(self.model.invited))
    @rule(number=anyone)
    def an_invitation_is_accepted(self, number: int) -> None:
        invited = self.model.invited[number % len(self.model.invited)]
        person, organization = self.users[invited.person], self.model.organization_of[invited.place]
        draft = begin(actor=person, token=invitations.token_of(invited.row))
        desk = [(OFFICIALS, organization), (DESK, self.model.community)]
        offices = {
            "backup_official": [(HEAD_ALONE, organization), desk[1]],
            "further_administrator": desk,
            "end_user": [(GROUP, invited.place), *desk],
            "succession": [],
        }[invited.kind]
        asked = Asked(Request(), invited.kind, invited.person, invited.place, organization, "", offices)
        if invited.kind == "succession":
            asked = self._succession(invited.person, organization)
        expected = self.model.may_be_sent(asked) and not self.model.is_under_way(asked)
        sent = self._agrees(lambda: accept(request_id=draft.pk, actor=person), expected)
        if sent is None:
            return
        self.model.invited.remove(invited)
        self._sent(asked, sent.request)
        decides = self._may_decide(asked, invited.inviter)
        assert sent.request.status == ("approved" if decides and not asked.later else "under_review")
        if decides:
            self._decided(asked, invited.inviter)

    # WHAT HOLDS AFTER EVERY ACT

    @invariant()
    def everybody_may_do_what_the_model_says(self) -> None:
        type(self).steps_taken += 1
        held = holder_rows().filter(user__in=self.users).exclude(user__in=self.model.desk)
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
