"""Who may do what, by the commands themselves, whatever page calls them: with valid data, as each sort of person.

Whoever may not is refused or finds nothing, and nothing is written.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.test import Client
from django.urls import reverse

import approvals.commands
import iacs_portal.roles.commands
import registration.commands
import usergroups.commands
from approvals.commands import (
    add_note,
    approve,
    deny,
    discard_draft,
    reassign,
    resubmit,
    return_for_changes,
    save_answers,
    submit,
    withdraw,
)
from approvals.kinds import Office
from approvals.models import Draft, Event, Request, Step
from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core import clock
from iacs_portal.core import commands as core_commands
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.models import Message
from iacs_portal.roles.models import RoleAssignment
from registration.commands.communities import set_community
from registration.commands.contact import change_contact
from registration.commands.facilities import ask_facility, confirm_facility
from registration.commands.further_facilities import register_facilities
from registration.commands.organization_change import ask_change
from registration.commands.papers import add_paper, remove_paper
from registration.models import FacilityAnswer, Organization, Paper, Practitioner
from registration.roles import LEAD_DESK
from tests.access.world import WHO, made
from tests.factories import engine, facilities, invitations, surrogates
from tests.factories import registration as registrations
from usergroups.commands import accept, begin, invite, renew, revoke
from usergroups.commands.changing import close_group, rename_group
from usergroups.commands.companies import correct_company, create_team
from usergroups.commands.company_people import end_person_at_company
from usergroups.commands.leaving import end_below, leave
from usergroups.commands.links import (
    change_team_of_link,
    end_link,
    keep_out,
    let_in_again,
    renew_link,
    set_surrogate_rule,
)
from usergroups.commands.provider_lists import ask_one, send_list, show_list
from usergroups.commands.teams import close_team, put_in_team, rename_team
from usergroups.models import Company, Exclusion, Invitation, ProviderList, SurrogateRule, Team, UserGroup
from usergroups.provider_lists import read

pytestmark = pytest.mark.django_db

PACKAGES = (approvals.commands, registration.commands, usergroups.commands, iacs_portal.roles.commands)
# Commands at which no right of a person is to be asked, and why.
NOT_IN_THE_TABLE = {
    "start": "begins a draft of the actor's own: everybody's",
    "send_without_draft": "sends for the actor herself; the commands that call it ask",
    "change_person": "the actor changes herself",
    "set_person_of": "the actor says who she is herself; it finds her own requests by `lock_request`, as `save_answers` does",
    "pass_on_vacant": "the clock's, and called where a role ends",
    "grant": "called by commands that have asked",
    "end": "called by commands that have asked",
    "close_practitioner": "called by commands that have asked",
    "suspend": "called by commands that have asked",
    "restore": "called by commands that have asked",
    "appoint_desk": "the shell's: `manage.py appoint_desk`",
    "write_registration": "the detail of a request that is being sent",
    "write_practitioner": "the detail of a request that is being sent",
    "write_change": "the detail of a request that is being sent",
    "write_link_request": "the detail of a request that is being sent",
    "write_proof": "the detail of a request that is being sent",
    "drop_proof": "the detail of a request that is being sent",
    "keep_together": "part of sending, for the actor herself",
    "record_paper_seen": "part of an approval, which has asked",
    "record_own_paper_seen": "part of an approval, which has asked",
    "register_organization": "part of an approval, which has asked",
    "register_practitioner": "part of an approval, which has asked",
    "change_names": "part of an approval, which has asked",
    "create_group": "part of an approval, which has asked",
    "found_company": "part of sending, for the actor herself",
    "create_link": "part of an approval, which has asked",
    "prolong_link": "part of an approval, which has asked",
    "prolong": "called by commands that have asked",
    "end_at_once": "called by commands that have asked",
    "confirm_company": "part of an approval, which has asked",
    "rename_provider_of_links": "part of an approval, which has asked",
    "take_back": "the portal's, called where a right ended that a request rests on",
    "withdraw_request_of_leaver": "the clock's, and called where a role ends",
    "warn_of_deletion": "the clock's",
    "send_batch": "the worker's, for who has sent the list; it asks whether she acts for the company still",
    "tell_answers": "the clock's",
    "tell_officials_of_end": "the clock's",
    "tell_company_of_ends": "the clock's",
    "tell_of_new_people_at": "the clock's",
    "move_on": "the clock's",
    "close_due_link": "the clock's",
    "close_links_of_provider": "part of closing a practice, which has asked",
    "delete_forgotten_draft": "the clock's",
}
OFFICIALS = ("head", "backup")
DESK = ("desk", "lead")
Act = Callable[[User], Any]


@dataclass(frozen=True)
class Line:
    """A command as it is called for an actor, and who succeeds."""

    command: Callable[..., Any]
    where: str
    who: tuple[str, ...]
    act: Act


def everybody() -> tuple[dict[str, User], dict[str, Any]]:
    """Everybody of the table of addresses who is signed in, a lead of the desk, and the person with the mailed invitation."""
    world = made()
    people = {who: person for who, person in world.people.items() if person is not None}
    people["lead"] = registrations.desk_lead()
    people["invited"] = invitations.invited_person(email="new@example.org")
    return people, dict(world.keys)


def table(people: dict[str, User], keys: dict[str, Any]) -> Iterator[Line]:
    """Every command that asks whether its actor may, with what it is called with."""
    organization, group, step = keys["organization"], keys["group"], keys["step"]
    practice, staff = keys["practice"], keys["group of the practice"]
    waiting, returned = (Request.objects.get(tracking_number=keys[name]).pk for name in ("waiting", "returned"))
    facility = engine.open_step(facilities.requested()).pk
    mailed = Invitation.objects.get(pk=keys["invitation"])
    token, accepted = invitations.token_of(mailed), invitations.begun(mailed, people["invited"])
    names = {"legal_business_name": "Harbor Lane Clinic, Inc.", "ein": "123456789"}
    phone = {"telephone": "207-555-0199"}
    company, until = keys["company"], surrogates.next_year()
    asked = {"company_key": company, "team_key": keys["team"], "until": until}

    def line(command: Callable[..., Any], where: str, *who: str, **data: Any) -> Line:
        return Line(command, where, who, lambda actor: command(actor=actor, **data))

    yield line(show_list, "company", "company administrator", **asked, lines=read("hello"))
    yield line(send_list, "company", "company administrator", list_key=keys["list"])
    yield line(ask_one, "company", "company administrator", **asked, provider_key=keys["practice"])
    yield line(change_contact, "organization", *OFFICIALS, provider_key=organization, facts=phone)
    yield line(change_contact, "practice", "practitioner", provider_key=practice, facts=phone)
    yield line(ask_change, "organization", *OFFICIALS, organization_key=organization, names=names)
    yield line(register_facilities, "organization", "head", organization_key=organization, lines=[registrations.npi()])
    yield line(ask_facility, "facility", *DESK, step_id=facility, organization_key=organization)
    yield line(
        confirm_facility, "question", "head", confirmation_id=keys["question"], answer=FacilityAnswer.YES, remark=""
    )
    community = registrations.community().pk
    yield line(set_community, "community", "lead", community_key=community, values={"desk_hours": "8 to 5"})
    yield line(rename_group, "group", *OFFICIALS, group_key=group, name="Back office")
    yield line(rename_group, "practice", "practitioner", group_key=staff, name="Back office")
    yield line(close_group, "group", *OFFICIALS, group_key=group, reason="moved")
    yield line(close_group, "practice", "practitioner", group_key=staff, reason="moved")
    lines = ["somebody@example.org"]
    company = keys["company"]
    facts = surrogates.facts(legal_name="Tidewater Works, Inc.")
    yield line(correct_company, "company", "company administrator", company_key=company, facts=facts)
    yield line(create_team, "company", "company administrator", company_key=company, name="Night shift")
    for role, where, key, *who in (
        ("backup_security_official", "organization", organization, "head"),
        ("user_group_administrator", "group", group, *OFFICIALS),
        ("end_user", "group", group, "administrator"),
        ("user_group_administrator", "practice", staff, "practitioner"),
    ):
        yield line(invite, f"{role}, {where}", *who, role=role, scope_key=key, lines=lines)
    yield line(revoke, "group", "administrator", invitation_id=mailed.pk)
    yield line(renew, "group", "administrator", invitation_id=mailed.pk)
    yield line(begin, "mailed", "invited", token=token)
    yield line(accept, "mailed", "invited", request_id=accepted)
    roles = {name: keys[name] for name in keys if name.startswith("role of")}
    for name, own, *above in (
        ("role of the member", "member", *OFFICIALS, "administrator"),
        ("role of the administrator", "administrator", *OFFICIALS),
        ("role of the backup", "backup", "head"),
        ("role of the head", ""),
        ("role of her administrator", "", "practitioner"),
    ):
        yield line(leave, name, *([own] if own else []), assignment_id=roles[name], reason="over")
        yield line(end_below, name, *above, assignment_id=roles[name], reason="over")
    yield from company_lines(line, keys)
    yield line(approve, "waiting", "administrator", step_id=step)
    yield line(deny, "waiting", "administrator", step_id=step, reason="other", remark="No.")
    yield line(return_for_changes, "waiting", "administrator", step_id=step, reason="unclear")
    leads = Office(LEAD_DESK, community)
    yield line(reassign, "facility", *DESK, step_id=facility, office=leads, remark="Theirs.")
    yield line(add_note, "waiting", "owner", "administrator", *OFFICIALS, *DESK, request_id=waiting, text="Hello")
    yield line(withdraw, "waiting", "owner", request_id=waiting)
    yield line(resubmit, "returned", "owner", request_id=returned)
    draft = keys["draft"]
    yield line(save_answers, "draft", "owner", request_id=draft, answers={"reason": {"justification": "x"}})
    yield line(discard_draft, "draft", "owner", request_id=draft)
    yield line(submit, "draft", "owner", request_id=draft)
    yield line(remove_paper, "draft", "owner", request_id=draft, paper_id=keys["paper"])
    yield Line(
        add_paper,
        "draft",
        ("owner",),
        lambda actor: add_paper(actor=actor, request_id=draft, upload=registrations.image()),
    )


def company_lines(line: Callable[..., Line], keys: dict[str, Any]) -> Iterator[Line]:
    """The commands about people and teams of a company."""
    runs, company, team, empty = "company administrator", keys["company"], keys["team"], keys["empty team"]
    member = keys["company member"]
    yield line(create_team, "company", runs, company_key=company, name="Denials")
    yield line(rename_team, "team", runs, team_key=team, name="Denials")
    yield line(close_team, "empty team", runs, team_key=empty, reason="moved")
    yield line(put_in_team, "empty team", runs, team_key=empty, person_keys=[member])
    link, kept = keys["link"], keys["exclusion"]
    yield line(end_link, "link", *OFFICIALS, runs, link_key=link, reason="over")
    yield line(renew_link, "link", link_key=link)
    yield line(change_team_of_link, "link", runs, link_key=link, team_key=team)
    yield line(keep_out, "link", *OFFICIALS, link_key=link, person_key=member)
    yield line(let_in_again, "exclusion", *OFFICIALS, exclusion_id=kept)
    yield line(set_surrogate_rule, "organization", *OFFICIALS, provider_key=keys["organization"], never=True)
    yield line(end_person_at_company, "company member", runs, company_key=company, person_key=member, reason="moved")
    for role, key in (("company_administrator", company), ("team_member", team)):
        yield line(invite, role, runs, role=role, scope_key=key, lines=["somebody@example.org"])
    for name, own, *above in (
        ("role of the company member", "team member", runs),
        ("role of the company administrator", ""),
        ("role in the link", runs),
    ):
        yield line(leave, name, *([own] if own else []), assignment_id=keys[name], reason="over")
        yield line(end_below, name, *above, assignment_id=keys[name], reason="over")


def kept() -> list[Any]:
    """What the tables hold that these commands write, as numbers and rows to compare."""
    counts = [
        model.objects.count()
        for model in (Entry, Event, Message, Draft, Paper, Invitation, ProviderList, RoleAssignment)
    ]
    rows = [
        list(model.objects.order_by("pk").values_list(*fields))
        for model, fields in (
            (Request, ("pk", "status")),
            (Step, ("pk", "status")),
            (RoleAssignment, ("pk", "ended_at")),
            (Invitation, ("pk", "revoked_at", "request")),
            (UserGroup, ("pk", "name", "closed_at", "until", "team")),
            (Exclusion, ("pk", "lifted_at")),
            (SurrogateRule, ("pk", "never")),
            (Company, ("pk", "legal_name")),
            (Team, ("pk", "name", "closed_at")),
            (Organization, ("pk", "telephone")),
            (Practitioner, ("pk", "telephone")),
        )
    ]
    return [counts, rows]


def outcome(line: Line, actor: User) -> tuple[bool, bool]:
    """Whether the command let `actor`, and whether anything was written. All of it is taken back."""
    with transaction.atomic():
        before = kept()
        try:
            with transaction.atomic():
                line.act(actor)
            let = True
        except (Refused, ObjectDoesNotExist):
            let = False
        wrote = let or kept() != before
        transaction.set_rollback(True)
    return let, wrote


def test_each_command_lets_those_whom_the_table_names_and_writes_nothing_for_anyone_else():
    people, keys = everybody()
    assert set(WHO) - set(people) == {"nobody"}
    wrong = []
    for line in table(people, keys):
        for who, person in people.items():
            let, wrote = outcome(line, User.objects.get(pk=person.pk))
            if let != (who in line.who):
                wrong.append(f"{line.command.__name__} ({line.where}) as {who}: {'done' if let else 'refused'}")
            if wrote and not let:
                wrong.append(f"{line.command.__name__} ({line.where}) as {who}: refused, but something was written")
    assert not wrong, "\n".join(wrong)


def commands_of(package: Any) -> Iterator[str]:
    """The names of the commands in a package or module: what `core.commands.command` made."""
    modules = [package]
    if hasattr(package, "__path__"):
        modules += [
            importlib.import_module(each.name)
            for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        ]
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_command = function.__code__.co_filename == core_commands.__file__ and function.__code__.co_name == "run"
            if is_command and inspect.unwrap(function).__module__ == module.__name__:
                yield name


def test_every_command_stands_in_the_table_or_is_said_to_ask_nothing():
    listed = {line.command.__name__ for line in table(*everybody())}
    found = {name for package in PACKAGES for name in commands_of(package)}
    assert sorted(found - listed - set(NOT_IN_THE_TABLE)) == []
    assert sorted(set(NOT_IN_THE_TABLE) - found) == []
    assert listed & set(NOT_IN_THE_TABLE) == set()


def test_the_link_of_an_invitation_tells_its_place_to_the_person_who_was_mailed_alone():
    people, keys = everybody()
    row = Invitation.objects.get(pk=keys["invitation"])
    address = reverse("usergroups:invitation", args=[invitations.token_of(row)])

    def told(who: str) -> tuple[int, bool]:
        client = Client()
        client.force_login(people[who])
        answer = client.get(address)
        return answer.status_code, "Billing, Harbor" in answer.content.decode()

    assert told("invited") == (200, True)
    assert {who for who in people if who != "invited" and told(who)[1]} == set()
    now = clock.now()
    for ended in ({"expires_at": now}, {"revoked_at": now}):
        Invitation.objects.filter(pk=row.pk).update(**ended)
        assert {who for who in people if who != "invited" and told(who)[1]} == set()
        with pytest.raises(Refused):
            begin(actor=people["invited"], token=invitations.token_of(row))
