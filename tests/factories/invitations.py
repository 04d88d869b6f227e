"""Invitations, and the people who are invited, made by the commands that pages call."""

from allauth.account.models import EmailAddress

from approvals.models import Draft
from iacs_portal.accounts.models import User
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.secrets import opened
from tests.factories import registration
from usergroups import commands
from usergroups.models import Invitation, UserGroup


def confirmed(person: User) -> User:
    """`person`, her e-mail confirmed by code."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, verified=True, primary=True)
    return person


def invited_person(**fields) -> User:
    """Somebody who has an account with a confirmed e-mail, accepted the terms, and told who she is."""
    return confirmed(registration.known_person(**fields))


def invitation(actor: User, scope_key: int, role: str, email: str = "new@example.org") -> Invitation:
    """An invitation that `actor` has mailed."""
    outcome = commands.invite(actor=actor, role=role, scope_key=scope_key, lines=[email])
    assert not outcome.bad
    return outcome.sent[0]


def to_group(group: UserGroup, actor: User, person: User) -> Invitation:
    """`person` is invited to be End User of the group."""
    return invitation(actor, group.pk, "end_user", person.email)


def token_of(row: Invitation) -> str:
    """The token in the link of its mail."""
    mail = Message.objects.get(key=f"invitation:{row.pk}")
    return str(opened(mail.secret_facts)["link"].rstrip("/").rsplit("/", 1)[1])


def begun(row: Invitation, person: User) -> int:
    """The key of the draft that `person` begins from the invitation."""
    return commands.begin(actor=person, token=token_of(row)).pk


def answers(draft: int) -> dict:
    """The answers of a draft."""
    return Draft.objects.get(request=draft).answers
