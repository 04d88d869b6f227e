"""People and groups below a Security Official, made by the commands that pages call."""

from typing import Any

from approvals import commands
from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.roles.commands import grant
from iacs_portal.roles.models import RoleAssignment
from registration import roles as officials
from registration.models import Organization
from registration.providers import Provider
from tests.factories import engine, registration
from usergroups import roles
from usergroups.commands import create_group
from usergroups.models import UserGroup

REASON = {"justification": "I work at the front desk."}


def head_of(organization: Organization) -> User:
    """Its Security Official."""
    held = RoleAssignment.objects.select_related("user")
    return held.get(scope=organization.pk, role=officials.SECURITY_OFFICIAL.slug, ended_at=None).user


def backup_of(organization: Organization, user: User | None = None) -> User:
    """A Backup Security Official of it."""
    person = user or registration.known_person()
    grant(actor=None, user=person, role=officials.BACKUP_OFFICIAL, scope=organization.scope, reason="as the test says")
    return person


def group(organization: Provider | None = None, name: str = "Billing", purpose: str = "Sends the bills") -> UserGroup:
    """An open group of an organization or practitioner, with nobody in it."""
    provider = organization or registration.organization()
    return create_group(actor=None, provider=provider.scope, name=name, purpose=purpose)


def administrator_of(of: UserGroup, user: User | None = None) -> User:
    """A User Group Administrator of it."""
    person = user or registration.known_person()
    grant(actor=None, user=person, role=roles.GROUP_ADMINISTRATOR, scope=of.scope, reason="as the test says")
    return person


def end_user_of(of: UserGroup, user: User | None = None) -> User:
    """An End User of it."""
    person = user or registration.known_person()
    grant(actor=None, user=person, role=roles.END_USER, scope=of.scope, reason="as the test says")
    return person


def asked(kind: str, person: User | None = None, **answers: Any) -> Request:
    """A request of `kind` under review; `answers` by page."""
    requester = person or registration.known_person()
    given = {"community": {"slug": "provider-supplier"}, "reason": REASON} | answers
    draft = commands.start(actor=requester, kind=kind)
    commands.save_answers(actor=requester, request_id=draft.pk, answers=given)
    return commands.submit(request_id=draft.pk, actor=requester)


def asks_for_backup(organization: Organization, person: User | None = None) -> Request:
    """Somebody asks to become BSO."""
    return asked("backup_official", person, find={"scope": organization.pk})


def asks_for_group(organization: Provider, person: User | None = None, name: str = "Billing") -> Request:
    """Somebody asks to start a group and run it."""
    group = {"name": name, "purpose": "Sends the bills"}
    return asked("new_group", person, find={"scope": organization.pk}, new_group=group)


def asks_to_run(of: UserGroup, person: User | None = None) -> Request:
    """Somebody asks to become a further UGA."""
    return asked("further_administrator", person, find={"scope": of.provider_id}, group={"scope": of.pk})


def asks_to_join(of: UserGroup, person: User | None = None) -> Request:
    """Somebody asks to become an End User."""
    return asked("end_user", person, find={"scope": of.provider_id}, group={"scope": of.pk})


def asks_to_succeed(organization: Organization, person: User | None = None, *, on_papers: bool = False) -> Request:
    """Somebody asks to succeed the Security Official: on her word, or on a paper that comes by post."""
    answers: dict[str, Any] = {"find": {"scope": organization.pk}, "word": {"how": "ask"}}
    if on_papers:
        answers |= {"word": {"how": "papers"}, "papers": {"kind": "cp_575", "by_post": True}}
    return asked("succession", person, **answers)


def approved(request: Request, actor: User, evidence: dict[str, Any] | None = None) -> Request:
    """Approved by `actor`."""
    return commands.approve(step_id=engine.open_step(request).pk, actor=actor, evidence=evidence)


def roles_of(person: User) -> set[tuple[str, int]]:
    """The live roles of a person, each with the key of its scope."""
    return set(RoleAssignment.objects.filter(user=person, ended_at=None).values_list("role", "scope"))
