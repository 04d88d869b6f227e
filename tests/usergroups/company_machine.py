"""Surrogate companies against a small reference model of them: companies ask, providers decide, people come and go in any order.

The model says in plain Python who works for which provider. After every act it is compared with what the portal computes, in both
directions (`links.people_in`, `links.links_of`).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import time_machine
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from approvals import commands
from approvals.models import Request
from iacs_portal.core import clock
from iacs_portal.core.errors import Refused
from iacs_portal.roles import commands as roles
from iacs_portal.roles import projection
from iacs_portal.roles.models import RoleAssignment
from registration import roles as officials
from registration.providers import provider_of
from tests.factories import chain, engine, practitioners, registration, surrogates
from usergroups import links
from usergroups.commands.links import (
    close_due_link,
    end_link,
    keep_out,
    let_in_again,
    renew_link,
    set_surrogate_rule,
)
from usergroups.models import Company, Exclusion, LinkRequest, Team, UserGroup
from usergroups.roles import COMPANY_ADMINISTRATOR, SURROGATE_ADMINISTRATOR, TEAM_MEMBER

START = datetime.datetime(2027, 3, 1, 15, tzinfo=datetime.UTC)
PEOPLE = 4
EINS = ("204567890", "264567891")
REASON = "as the model says"
anyone = st.integers(0, 99)


@dataclass
class Link:
    """A link as the model knows it; it lives while its last day is not over and nobody has ended it."""

    company: int
    provider: int
    until: datetime.datetime
    run_by: set[int]
    is_ended: bool = False

    @property
    def lives(self) -> bool:
        """Whether it lives now."""
        return not self.is_ended and self.until > clock.now()


@dataclass
class Asked:
    """An undecided request of a company for a provider; `renews` is the key of the link that is to go on."""

    request: Request
    person: int
    company: int
    provider: int
    until: datetime.date
    renews: int | None = None
    is_returned: bool = False


@dataclass
class Model:
    """What is true. People, companies and providers are known by their keys."""

    deciders: dict[int, set[int]] = field(default_factory=dict)  # of each provider
    never: set[int] = field(default_factory=set)
    founder: dict[int, int] = field(default_factory=dict)
    ein: dict[int, str] = field(default_factory=dict)
    confirmed: set[int] = field(default_factory=set)
    administrators: dict[int, set[int]] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    kept_out: set[tuple[int, int, int]] = field(default_factory=set)  # provider, company, person
    links: dict[int, Link] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def act_for(self, company: int) -> set[int]:
        """Who acts for a company."""
        return self.administrators[company] if company in self.confirmed else {self.founder[company]}

    def live_link(self, company: int, provider: int) -> int | None:
        """The live link of a company with a provider."""
        found = [key for key, link in self.links.items() if (link.company, link.provider) == (company, provider)]
        return next((key for key in found if self.links[key].lives), None)

    def people_in(self, key: int) -> set[int]:
        """Who works through a link."""
        link = self.links[key]
        if not link.lives:
            return set()
        out = {who for provider, company, who in self.kept_out if (provider, company) == (link.provider, link.company)}
        return (link.run_by | self.members[link.company]) - out - self.deciders[link.provider]

    def ein_is_free(self, company: int) -> bool:
        """Whether no other confirmed company has its EIN."""
        return not any(self.ein[other] == self.ein[company] for other in self.confirmed - {company})

    def runs_something_at(self, person: int, provider: int) -> bool:
        """Whether a person uses IACS-PC at a provider, as the one who runs a link of any company."""
        return any(
            link.provider == provider and person in link.run_by for link in self.links.values() if not link.is_ended
        )

    def is_fine(self, asked: Asked) -> bool:
        """Whether the rules let a request be sent or approved now."""
        live = self.live_link(asked.company, asked.provider)
        fits = live == asked.renews
        rules = bool(self.deciders[asked.provider]) and asked.provider not in self.never
        acts = asked.person in self.act_for(asked.company)
        # Who runs a link and decides at its provider would be both sides of it.
        side = asked.renews is not None or asked.person not in self.sided(asked.provider)
        return fits and rules and acts and side and self.ein_is_free(asked.company)

    def sided(self, provider: int) -> set[int]:
        """The officials of an organization; a practitioner has no side."""
        return self.officials_of(provider)

    def officials_of(self, provider: int) -> set[int]:
        """Who decides for an organization; nobody of a practitioner."""
        return self.deciders[provider] if provider in self.organizations else set()

    organizations: set[int] = field(default_factory=set)

    def is_under_way(self, asked: Asked) -> bool:
        """Whether another request of the company for the provider is undecided."""
        return any((other.company, other.provider) == (asked.company, asked.provider) for other in self.asked)


class CompanyMachine(RuleBasedStateMachine):
    """One run: acts in any order, from two organizations and a practitioner. Everything is rolled back at its end."""

    steps_taken: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(START, tick=False)
        self.time = self.travel.start()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.model = Model()
        self.users: dict[int, Any] = {}

    @initialize()
    def begin(self) -> None:
        """Two organizations with a head each, a practitioner, and people who have no role yet."""
        self.people = [registration.known_person() for _number in range(PEOPLE)]
        organizations = [registration.organization(npi=registration.npi()) for _number in range(2)]
        alone = practitioners.approved(practitioners.request(npi=registration.npi()))
        self.providers = [*organizations, alone]
        self.model.organizations = {each.pk for each in organizations}
        heads = []
        for provider in self.providers:
            head = surrogates.decider_of(provider)
            heads.append(head)
            self.model.deciders[provider.pk] = {head.pk}
        self.users = {person.pk: person for person in (*self.people, *heads)}

    def teardown(self) -> None:
        """Forget everything."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.travel.stop()

    def _agrees(self, act: Callable[[], Any], expected: bool) -> Any:
        """Do it. The portal refuses exactly what the model refuses."""
        type(self).steps_taken += 1
        done, refusal = None, ""
        try:
            with transaction.atomic():
                done = act()
        except Refused as error:
            refusal = str(error)
        assert (not refusal) == expected, refusal or "The portal does what the model refuses."
        return done

    def _one(self, keys: Any, number: int) -> Any:
        ordered = sorted(keys)
        return ordered[number % len(ordered)]

    # COMPANIES ASK

    @rule(person=st.integers(0, PEOPLE - 1), provider=st.integers(0, 2), ein=st.sampled_from(EINS))
    def register_with_a_first_request(self, person: int, provider: int, ein: str) -> None:
        who, where = self.people[person], self.providers[provider]
        taken = any(self.model.ein[company] == ein for company in self.model.confirmed)
        mine = [
            key
            for key, founder in self.model.founder.items()
            if founder == who.pk and self.model.ein[key] == ein and key not in self.model.confirmed
        ]
        until = surrogates.next_year()
        asked = Asked(Request(), who.pk, mine[0] if mine else 0, where.pk, until)
        if not mine:
            self.model.founder[0], self.model.ein[0] = who.pk, ein
        expected = not taken and self.model.is_fine(asked) and not self.model.is_under_way(asked)
        if not mine:
            del self.model.founder[0], self.model.ein[0]
        sent = self._agrees(lambda: surrogates.asks_to_work(surrogates.facts(ein=ein), where, who, until), expected)
        self._drop_draft(who)
        if sent is not None:
            company = LinkRequest.objects.get(request=sent).company_id
            asked.request, asked.company = sent, company
            self.model.asked.append(asked)
            if not mine:
                self.model.founder[company], self.model.ein[company] = who.pk, ein
                self.model.administrators[company], self.model.members[company] = set(), set()

    @staticmethod
    def _drop_draft(person: Any) -> None:
        """What was refused stays as a draft, which the next request of the person would go on with."""
        for draft in Request.objects.filter(requester=person, kind="surrogate", status="draft"):
            commands.discard_draft(actor=person, request_id=draft.pk)

    @precondition(lambda self: self.model.founder)
    @rule(person=anyone, company=anyone, provider=st.integers(0, 2), days=st.integers(1, 400))
    def ask_a_further_provider(self, person: int, company: int, provider: int, days: int) -> None:
        key = self._one(self.model.founder, company)
        who = self.users[self._one(self.model.act_for(key) or self.users, person)]
        until = clock.today() + datetime.timedelta(days=days)
        asked = Asked(Request(), who.pk, key, self.providers[provider].pk, until)
        expected = self.model.is_fine(asked) and not self.model.is_under_way(asked)
        row = Company.objects.get(pk=key)
        sent = self._agrees(lambda: surrogates.asks_to_work(row, self.providers[provider], who, until), expected)
        self._drop_draft(who)
        if sent is not None:
            asked.request = sent
            self.model.asked.append(asked)

    @precondition(lambda self: self.model.links)
    @rule(link=anyone, person=anyone)
    def ask_for_a_renewal(self, link: int, person: int) -> None:
        key = self._one(self.model.links, link)
        known = self.model.links[key]
        who = self._one(self.model.act_for(known.company) or self.users, person)
        last_day = clock.business_date(known.until)
        asked = Asked(Request(), who, known.company, known.provider, links.in_years(last_day, 1), key)
        is_time = known.lives and known.until <= clock.now() + links.RENEWABLE
        expected = is_time and self.model.is_fine(asked) and not self.model.is_under_way(asked)
        sent = self._agrees(lambda: renew_link(actor=self.users[who], link_key=key), expected)
        if sent is not None:
            asked.request = sent
            self.model.asked.append(asked)

    @precondition(lambda self: self.model.asked)
    @rule(number=anyone)
    def withdraw(self, number: int) -> None:
        asked = self.model.asked[number % len(self.model.asked)]
        self._agrees(lambda: commands.withdraw(request_id=asked.request.pk, actor=self.users[asked.person]), True)
        self.model.asked.remove(asked)

    @precondition(lambda self: any(each.is_returned for each in self.model.asked))
    @rule(number=anyone)
    def send_again(self, number: int) -> None:
        returned = [each for each in self.model.asked if each.is_returned]
        asked = returned[number % len(returned)]
        others = [each for each in self.model.asked if each is not asked]
        expected = self.model.is_fine(asked) and not any(
            (each.company, each.provider) == (asked.company, asked.provider) for each in others
        )
        if self._agrees(
            lambda: commands.resubmit(request_id=asked.request.pk, actor=self.users[asked.person]), expected
        ):
            asked.is_returned = False

    # PROVIDERS DECIDE

    @precondition(lambda self: any(not each.is_returned for each in self.model.asked))
    @rule(number=anyone, person=anyone, fewer=st.integers(0, 30))
    def approve(self, number: int, person: int, fewer: int) -> None:
        waiting = [each for each in self.model.asked if not each.is_returned]
        asked = waiting[number % len(waiting)]
        actor = self._one(self.model.deciders[asked.provider] or self.users, person)
        until = max(asked.until - datetime.timedelta(days=fewer), clock.today() + datetime.timedelta(days=1))
        is_decider = actor in self.model.deciders[asked.provider] and actor != asked.person
        expected = is_decider and until <= asked.until and self.model.is_fine(asked)
        step = engine.open_step(asked.request)
        if self._agrees(
            lambda: commands.approve(step_id=step.pk, actor=self.users[actor], evidence={"until": until}), expected
        ):
            self._approved(asked, until)

    def _approved(self, asked: Asked, until: datetime.date) -> None:
        model, end = self.model, links.end_of_day(until)
        model.asked.remove(asked)
        key = LinkRequest.objects.get(request=asked.request).group_id
        assert key is not None
        if asked.renews is not None:
            link = model.links[asked.renews]
            link.until = max(link.until, end)
            link.run_by = link.run_by or {asked.person}
            return
        if asked.company not in model.confirmed:
            model.confirmed.add(asked.company)
            model.administrators[asked.company] = {model.founder[asked.company]}
        model.links[key] = Link(asked.company, asked.provider, end, {asked.person})

    @precondition(lambda self: any(not each.is_returned for each in self.model.asked))
    @rule(number=anyone, deny=st.booleans())
    def say_no(self, number: int, deny: bool) -> None:
        waiting = [each for each in self.model.asked if not each.is_returned]
        asked = waiting[number % len(waiting)]
        actor = self._one(self.model.deciders[asked.provider] or self.users, 0)
        expected = actor in self.model.deciders[asked.provider] and actor != asked.person
        act = commands.deny if deny else commands.return_for_changes
        step = engine.open_step(asked.request)
        if self._agrees(lambda: act(step_id=step.pk, actor=self.users[actor], reason="other"), expected):
            asked.is_returned = True
            if deny:
                self.model.asked.remove(asked)

    @precondition(lambda self: self.model.links)
    @rule(link=anyone, person=anyone)
    def end_a_link(self, link: int, person: int) -> None:
        key = self._one(self.model.links, link)
        known = self.model.links[key]
        actor = self._one(self.users, person)
        may = actor in self.model.deciders[known.provider] | self.model.act_for(known.company)
        if self._agrees(lambda: end_link(actor=self.users[actor], link_key=key, reason=REASON), may and known.lives):
            known.is_ended = True

    @precondition(lambda self: self.model.links)
    @rule(link=anyone, person=anyone)
    def keep_somebody_out(self, link: int, person: int) -> None:
        key = self._one(self.model.links, link)
        known = self.model.links[key]
        listed = self._listed(known) or {self.people[0].pk}
        who = self._one(listed, person)
        actor = self._one(self.model.deciders[known.provider] or self.users, 0)
        if who not in self._listed(known):
            return
        row = (known.provider, known.company, who)
        expected = actor in self.model.deciders[known.provider] and row not in self.model.kept_out
        if self._agrees(lambda: keep_out(actor=self.users[actor], link_key=key, person_key=who), expected):
            self.model.kept_out.add(row)

    def _listed(self, link: Link) -> set[int]:
        run_by = set() if link.is_ended or not link.lives else link.run_by
        return run_by | self.model.members[link.company]

    @precondition(lambda self: self.model.kept_out)
    @rule(number=anyone)
    def let_somebody_in_again(self, number: int) -> None:
        provider, company, person = row = self._one(self.model.kept_out, number)
        kept = Exclusion.objects.get(provider=provider, company=company, person=person, lifted_at=None)
        actor = self._one(self.model.deciders[provider] or self.users, 0)
        expected = actor in self.model.deciders[provider]
        if self._agrees(lambda: let_in_again(actor=self.users[actor], exclusion_id=kept.pk), expected):
            self.model.kept_out.remove(row)

    @rule(provider=st.integers(0, 2), never=st.booleans())
    def set_the_standing_rule(self, provider: int, never: bool) -> None:
        key = self.providers[provider].pk
        actor = self._one(self.model.deciders[key], 0)
        self._agrees(lambda: set_surrogate_rule(actor=self.users[actor], provider_key=key, never=never), True)
        (self.model.never.add if never else self.model.never.discard)(key)

    @rule(provider=st.integers(0, 1), person=st.integers(0, PEOPLE - 1))
    def make_somebody_a_backup_official(self, provider: int, person: int) -> None:
        where, who = self.providers[provider], self.people[person]
        expected = not self.model.runs_something_at(who.pk, where.pk) and who.pk not in self.model.deciders[where.pk]
        if self._agrees(lambda: chain.backup_of(where, who), expected):
            self.model.deciders[where.pk].add(who.pk)

    @rule(provider=st.integers(0, 1), person=st.integers(0, PEOPLE - 1))
    def end_a_backup_official(self, provider: int, person: int) -> None:
        where, who = self.providers[provider], self.people[person]
        held = RoleAssignment.objects.filter(
            user=who, scope=where.pk, role=officials.BACKUP_OFFICIAL.slug, ended_at=None
        ).first()
        if held is not None:
            self._agrees(lambda: roles.end(actor=None, assignment_id=held.pk, reason=REASON), True)
            self.model.deciders[where.pk].remove(who.pk)

    # PEOPLE OF COMPANIES, AND TIME

    @precondition(lambda self: self.model.confirmed)
    @rule(company=anyone, person=st.integers(0, PEOPLE - 1))
    def let_somebody_into_the_team(self, company: int, person: int) -> None:
        key, who = self._one(self.model.confirmed, company), self.people[person]
        team = Team.objects.filter(company=key).earliest("pk")
        if self._agrees(lambda: surrogates.member_of(team, who), who.pk not in self.model.members[key]):
            self.model.members[key].add(who.pk)

    @precondition(lambda self: any(self.model.members.values()))
    @rule(company=anyone, person=anyone)
    def end_a_member(self, company: int, person: int) -> None:
        key = self._one([each for each, people in self.model.members.items() if people], company)
        who = self._one(self.model.members[key], person)
        held = RoleAssignment.objects.get(user=who, role=TEAM_MEMBER.slug, scope__team_row__company=key, ended_at=None)
        self._agrees(lambda: roles.end(actor=None, assignment_id=held.pk, reason=REASON), True)
        self.model.members[key].remove(who)

    @rule(days=st.sampled_from((1, 20, 200)))
    def let_days_pass(self, days: int) -> None:
        """The clock that closes links runs once in a while: what works is the same before and after."""
        self.time.shift(datetime.timedelta(days=days))

    @rule()
    def run_the_clock(self) -> None:
        for key in links.links_to_close().values_list("pk", flat=True):
            self._close(key)

    def _close(self, key: int) -> None:
        self._agrees(lambda: close_due_link(actor=None, link_key=key), True)
        self.model.links[key].is_ended = True

    @invariant()
    def everybody_works_where_the_model_says(self) -> None:
        """In both directions; the projection is what the assignments say; no link without a decision."""
        expected = {(who, key) for key in self.model.links for who in self.model.people_in(key)}
        rows = {key: UserGroup.objects.get(pk=key) for key in self.model.links}
        assert {(person.pk, key) for key, row in rows.items() for person in links.people_in(row)} == expected
        assert {(who, link.pk) for who, person in self.users.items() for link in links.links_of(person)} == expected
        assert projection.drift() == []
        assert not RoleAssignment.objects.filter(role=SURROGATE_ADMINISTRATOR.slug, made_by_step=None).exists()
        administered = RoleAssignment.objects.filter(role=COMPANY_ADMINISTRATOR.slug, ended_at=None)
        assert set(administered.values_list("scope", flat=True)) <= self.model.confirmed
        assert all(provider_of(row.provider).closed_at is None for row in rows.values())
