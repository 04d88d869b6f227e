"""Teams of a company: renamed, closed, and filled with people who are of the company already (docs/decisions/0019)."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from approvals.states import UNDECIDED
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.commands import end, grant
from iacs_portal.roles.models import RoleAssignment, RoleRequest
from iacs_portal.scopes.models import Scope
from registration.identifiers import Problem
from usergroups import links, roles
from usergroups.commands.companies import require_acts_for
from usergroups.commands.leaving import tell_of_end
from usergroups.companies import open_teams, people_of
from usergroups.ending import PLACES, REASON_LENGTH
from usergroups.models import LinkRequest, Team
from usergroups.names import comparable, parse_group

AT_ONCE = 100  # people who are put in a team by one press


def _locked(team_key: int, actor: User, people: Collection[int]) -> Team:
    """The team, its company's scope and its own locked after `actor` and `people`. Raises Refused when it is closed, or not hers."""
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={actor.pk, *people}).order_by("pk"))
    company = Team.objects.values_list("company", flat=True).get(pk=team_key)
    scopes = Scope.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[company, team_key])
    list(scopes.order_by("pk"))
    team = Team.objects.select_related("scope", "company__founder").get(pk=team_key)
    require_acts_for(actor, team.company)
    if team.closed_at is not None:
        raise Refused(_("This team is closed already."), code="closed")
    return team


@command
def rename_team(*, actor: User, team_key: int, name: str) -> Team:
    """Give an open team another name. Raises Refused for `name` when it cannot be one or an open team of the company has it."""
    team = _locked(team_key, actor, ())
    try:
        parsed = parse_group(name)
    except Problem as problem:
        raise Refused(str(problem), code=problem.code, field="name") from None
    if not parsed:
        raise Refused(_("Name the team."), code="missing", field="name")
    others = open_teams(team.company_id).exclude(pk=team.pk)
    if others.filter(comparable_name=comparable(parsed)).exists():
        raise Refused(_("There is a team with this name already. Choose another name."), code="taken", field="name")
    before, team.name, team.comparable_name = team.name, parsed, comparable(parsed)
    if before != parsed:
        team.save(update_fields=["name", "comparable_name"])
        record(actor=actor, command="rename_team", scope_key=team.pk, facts={"from": before, "to": parsed})
    return team


def why_not_close(team: Team) -> Refused | None:
    """Why `team` cannot be closed now; None when it can. Four queries at most."""
    if links.live_links().filter(team=team.pk).exists():
        sentence = _("This team serves providers. Let another team serve them first.")
        return Refused(sentence, code="serves")
    asked = LinkRequest.objects.filter(company=team.company_id, team=team.pk, request__status__in=UNDECIDED)
    if asked.exists():
        sentence = _(
            "Providers were asked to let this team work for them. Wait for their answers, or withdraw the requests."
        )
        return Refused(sentence, code="asked")
    wait = RoleRequest.objects.filter(scope=team.pk, request__status__in=UNDECIDED)
    if wait.exists():
        return Refused(_("Somebody waits to get into this team. Decide that first."), code="waiting")
    if not open_teams(team.company_id).exclude(pk=team.pk).exists():
        return Refused(_("A company has one team at least. Make another one first."), code="last_team")
    return None


@command
def close_team(*, actor: User, team_key: int, reason: str) -> Team:
    """Close a team that serves nobody and that nobody waits for: every role in it ends, and its people are told.

    Raises Refused without a reason, as `why_not_close` says, when it is closed already, and when `actor` does not act for the company.
    """
    reason = reason.strip()[:REASON_LENGTH]
    live = RoleAssignment.objects.filter(scope=team_key, ended_at=None).order_by("user_id", "pk")
    team = _locked(team_key, actor, set(live.values_list("user_id", flat=True)))
    refusal = why_not_close(team)
    if refusal is not None:
        raise refusal
    if not reason:
        raise Refused(_("Say in a few words why the team is closed."), code="reason_missing", field="reason")
    team.closed_at = clock.now()
    team.save(update_fields=["closed_at"])
    # Asked again under the scope's lock: whoever was let in meanwhile is among them, and nobody can be let in after.
    for held in live.select_related("user", *PLACES):
        end(actor=actor, assignment_id=held.pk, reason=reason)
        tell_of_end(held, actor=actor, reason=reason, others=[])
    record(actor=actor, command="close_team", scope_key=team.pk, remark=reason)
    return team


@command
def put_in_team(*, actor: User, team_key: int, person_keys: Collection[int]) -> list[User]:
    """Let people who are of the company already into one of its teams, by the word of an administrator, who may be one of them.

    She is who would decide their requests; the roles say whose word they rest on. Those who are in the team already stay as they are.
    Returns who is new there; they are told. Raises Refused when `actor` does not act for the company, no provider has confirmed it,
    the team is closed, nobody or too many are named, and for somebody who is not of the company now.
    """
    team = _locked(team_key, actor, person_keys)
    if team.company.confirmed_at is None:
        raise Refused(
            _("No provider has confirmed your company yet. Until then its teams stay empty."), code="unconfirmed"
        )
    if not person_keys:
        raise Refused(_("Tick somebody first."), code="nobody")
    if len(person_keys) > AT_ONCE:
        raise Refused(_("At most %(limit)d people fit at once.") % {"limit": AT_ONCE}, code="too_many")
    found = list(people_of(team.company_id).filter(pk__in=person_keys).order_by("pk"))
    if len(found) != len(set(person_keys)):
        raise Refused(_("Somebody of these left the company meanwhile. Look at the list again."), code="not_of_company")
    there = set(RoleAssignment.objects.filter(scope=team_key, ended_at=None).values_list("user_id", flat=True))
    new = [person for person in found if person.pk not in there]
    reason = _("Put in the team by %(who)s") % {"who": actor.get_full_name()}
    for person in new:
        held = grant(actor=actor, user=person, role=roles.TEAM_MEMBER, scope=team.scope, reason=reason)
        if person.pk != actor.pk:
            _tell(person, team, held, actor)
    if new:
        facts = {"people": [person.pk for person in new]}
        record(actor=actor, command="put_in_team", scope_key=team.pk, facts=facts)
    return new


def _tell(person: User, team: Team, held: RoleAssignment, actor: User) -> None:
    queue(
        message="put_in_team",
        to=person.email,
        person=person,
        facts={
            "name": person.get_short_name(),
            "what": _("You are in the team %(team)s now") % {"team": team},
            "for_whom": str(team.company),
            "who": actor.get_full_name(),
            "status": _("Added"),
            "next_step": _("Nothing, if this is right. Else ask an administrator of your company."),
        },
        key=f"put_in_team:{held.pk}",
    )
