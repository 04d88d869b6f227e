"""One of each sort of person around one organization, and one of each thing that an address can name."""

from dataclasses import dataclass

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from registration.models import MedicareNumber, NumberKind, Organization
from tests.factories import chain, engine, facilities, invitations, practitioners, registration, surrogates
from usergroups.commands.companies import create_team
from usergroups.commands.links import keep_out
from usergroups.links import live_links
from usergroups.models import Company, ProviderList

# Who opens an address. Nobody is signed in as "nobody".
WHO = (
    "nobody",
    "stranger",
    "owner",
    "head",
    "backup",
    "administrator",
    "member",
    "elsewhere",
    "former",
    "practitioner",
    "company administrator",
    "team member",
    "desk",
)


@dataclass(frozen=True)
class World:
    """The people by what they are called in the table, and the keys that addresses are made of by their names there."""

    people: dict[str, User | None]
    keys: dict[str, int | str]


def made() -> World:
    """An organization with everybody in it; `owner` has a draft, a returned request and one that waits for the administrator.

    `elsewhere` is the head of another organization and the administrator of a group there; `former` held every role here.
    """
    desk = registration.desk_agent()
    organization = registration.organization(npi=registration.npi())
    group = chain.group(organization)
    backup, administrator, member = (
        chain.backup_of(organization),
        chain.administrator_of(group),
        chain.end_user_of(group),
    )
    elsewhere = chain.head_of(registration.organization(npi=registration.npi()))
    former = chain.backup_of(organization)
    _end_all(former)
    chain.administrator_of(group, former)
    _end_all(former)
    owner = registration.known_person()
    draft = registration.draft(owner, npi=registration.npi())
    waiting = chain.asks_to_join(group, owner)
    returned = chain.asks_for_backup(registration.organization(npi=registration.npi()), owner)
    commands.return_for_changes(step_id=engine.open_step(returned).pk, actor=_head_asked(returned), reason="unclear")
    paper = registration.paper(draft)
    succession, paper_of_successor = _on_a_paper(owner, organization.pk)
    asked = practitioners.request()
    practice = practitioners.approved(asked, desk)
    staff = chain.group(practice, "Front desk")
    staff_administrator = chain.administrator_of(staff)
    company = surrogates.link(provider=organization).company
    assert company is not None
    team_member = surrogates.member_of(surrogates.team_of(company))
    question = facilities.ask(organization=organization, actor=desk)
    place = {"find": {"scope": organization.pk}}
    people = {
        "nobody": None,
        "stranger": registration.known_person(),
        "owner": owner,
        "head": chain.head_of(organization),
        "backup": backup,
        "administrator": administrator,
        "member": member,
        "elsewhere": elsewhere,
        "former": former,
        "practitioner": asked.requester,
        "company administrator": company.founder,
        "team member": team_member,
        "desk": desk,
    }
    keys: dict[str, int | str] = {
        "draft": draft.pk,
        "draft for a group": _begun(owner, "new_group", place),
        "draft for a place in a group": _begun(owner, "end_user", place),
        "waiting": str(waiting.tracking_number),
        "returned": str(returned.tracking_number),
        "step": engine.open_step(waiting).pk,
        "opening": engine.open_step(waiting).opening,
        "paper": paper.pk,
        "draft of a successor": _begun(
            owner, "succession", place | {"reason": chain.REASON, "word": {"how": "papers"}}
        ),
        "succession": str(succession.tracking_number),
        "paper of a successor": paper_of_successor,
        "draft of a practitioner": practitioners.draft(owner).pk,
        "organization": organization.pk,
        "group": group.pk,
        "member": member.pk,
        "role of the member": _role(member),
        "role of the administrator": _role(administrator),
        "role of the backup": _role(backup),
        "role of the head": _role(chain.head_of(organization)),
        "invitation": invitations.invitation(administrator, group.pk, "end_user").pk,
        "question": question.pk,
        "practice": practice.pk,
        "draft for a company": _begun(owner, "surrogate", place),
        "draft of a company": _begun(company.founder, "surrogate", place | {"company": {"scope": company.pk}}),
        "group of the practice": staff.pk,
        "role of her administrator": _role(staff_administrator),
        "role of the practitioner": _role(asked.requester),
        "community": registration.community().slug,
        **_company(owner, company, team_member),
        "list": _list(company, practice.pk).pk,
        "line with a letter": 2,
    }
    return World(people, keys)


def _company(owner: User, company: Company, member: User) -> dict[str, int | str]:
    """What stands around the company that works for the organization; `owner` has begun to ask for its roles."""
    team = surrogates.team_of(company)
    other = create_team(actor=company.founder, company_key=company.pk, name="Claims")
    found = {"find_company": {"scope": company.pk}}
    link = live_links().get(company=company)
    another = surrogates.member_of(team)
    head = chain.head_of(Organization.objects.get(pk=link.provider_id))
    kept = keep_out(actor=head, link_key=link.pk, person_key=another.pk)
    held = company.founder.role_assignments
    return {
        "company": company.pk,
        "team": team.pk,
        "empty team": other.pk,
        "company member": member.pk,
        "role of the company member": _role(member),
        "role of the company administrator": held.get(role="company_administrator", ended_at=None).pk,
        "link": link.pk,
        "exclusion": kept.pk,
        "role in the link": held.get(role="surrogate_administrator", ended_at=None).pk,
        "draft to run a company": _begun(owner, "company_administrator", found),
        "draft for a team": _begun(owner, "team_member", found),
    }


def _list(company: Company, provider_key: int) -> ProviderList:
    """A list with a line that can be asked and one that is not registered."""
    absent = registration.npi()
    registration.record(absent)
    known = MedicareNumber.objects.filter(scope=provider_key, kind=NumberKind.NPI).values_list("value", flat=True)
    return surrogates.provider_list(company, known[0], absent)


def _begun(owner: User, kind: str, answers: dict[str, dict[str, int]]) -> int:
    given = {"community": {"slug": "provider-supplier"}} | answers
    return commands.start(actor=owner, kind=kind, answers=given).pk


def _on_a_paper(owner: User, organization_key: int) -> tuple[Request, int]:
    """A request to succeed the Security Official, who did not give her word but wanted a paper to be shown; and the paper's key."""
    request = chain.asks_to_succeed(Organization.objects.get(pk=organization_key), owner)
    commands.return_for_changes(
        step_id=engine.open_step(request).pk, actor=_head_asked(request), reason="paper_missing"
    )
    paper = registration.paper(request)
    papers = {"word": {"how": "papers"}, "papers": {"kind": "cp_575", "by_post": True}}
    commands.save_answers(actor=owner, request_id=request.pk, answers=papers)
    return commands.resubmit(request_id=request.pk, actor=owner), paper.pk


def _role(person: User) -> int:
    return RoleAssignment.objects.get(user=person, ended_at=None).pk


def _end_all(person: User) -> None:
    for each in RoleAssignment.objects.filter(user=person, ended_at=None):
        end(actor=None, assignment_id=each.pk, reason="left")


def _head_asked(request: Request) -> User:
    held = RoleAssignment.objects.get(scope=request.role_request.scope_id, role="security_official", ended_at=None)
    return held.user
