"""Inviting people to roles, taking an invitation back, mailing it anew. Accepting is in `accepting`.

Lock order: request, person, scope of the organization, invitation (docs/architecture.md). The organization's scope is locked
where invitations are made, so that those of a day are counted once each.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.presentation import day
from iacs_portal.accounts.models import User
from iacs_portal.audit.commands import record
from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.core.pasted import BadLine
from iacs_portal.outbox.commands import queue
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.scopes.models import Scope, ScopeKind
from usergroups import tokens
from usergroups.commands.lines import addresses
from usergroups.invitable import Invitable, invitable
from usergroups.models import Invitation
from usergroups.queries import PLACE_ROWS

LINES = 200
LIFE = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """What became of a list: the invitations that were mailed, and the lines that were left out."""

    sent: Sequence[Invitation]
    bad: Sequence[BadLine] = field(default_factory=list)


def _refuse_unless_inviter(role: Invitable, actor: User, scope: Scope) -> None:
    if not role.may_invite(actor, scope):
        raise Refused(_("You cannot invite people to this role here."), code="no_office")


def _require_open_place(role: Invitable, scope: Scope) -> None:
    problems = [check.problem for check in role.kind.place_checks(scope) if not check.passed]
    if problems:
        raise Refused(*problems, code="problems")


def _left_today(organization_key: int) -> int:
    """How many invitations the organization, whose scope the caller has locked, may still send today."""
    start = datetime.datetime.combine(clock.today(), datetime.time(), clock.business_zone())
    made = Invitation.objects.filter(organization=organization_key, made_at__gte=start).count()
    return max(settings.INVITATIONS_PER_DAY - made, 0)


def _over_limit(scope: Scope) -> Sentence:
    limit = {"limit": settings.INVITATIONS_PER_DAY}
    if scope.kind in {ScopeKind.COMPANY, ScopeKind.TEAM}:
        return _("Your company has sent its %(limit)d invitations of today. Send this one tomorrow.") % limit
    return _("Your organization has sent its %(limit)d invitations of today. Send this one tomorrow.") % limit


def _lock_scope(scope_key: int) -> Scope:
    return Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=scope_key)


def _place(scope_key: int) -> Scope:
    return Scope.objects.select_related(*PLACE_ROWS).get(pk=scope_key)


def place_name(role: Invitable, scope: Scope) -> str:
    """The name of the place for people: organization or company, or group and organization, or team and company."""
    return role.kind.place_name(scope)


def _send(
    role: Invitable, scope: Scope, inviter: User, mailed: Sequence[tuple[str, Invitation | None]]
) -> list[Invitation]:
    """Write invitations and their mails: for each address, and the invitation that the new one renews or None."""
    now, place, organization_key = clock.now(), place_name(role, scope), scope.organization_key
    assert organization_key is not None
    made = [(address, renewed, tokens.new_token()) for address, renewed in mailed]
    rows = Invitation.objects.bulk_create(
        [
            Invitation(
                email=address,
                role=role.kind.role.slug,
                scope=scope,
                organization_id=organization_key,
                inviter=inviter,
                token_digest=tokens.digest(token),
                made_at=now,
                expires_at=now + LIFE,
                renews=renewed,
            )
            for address, renewed, token in made
        ]
    )
    for row, (address, _renewed, token) in zip(rows, made, strict=True):
        queue(
            message="invitation",
            to=address,
            facts={
                "what": _("You are invited: %(role)s") % {"role": role.kind.role.label},
                "for_whom": place,
                "who": inviter.get_full_name(),
                "status": _("Good until %(day)s") % {"day": day(row.expires_at)},
                "next_step": _("Open the link, and sign in or sign up with this e-mail."),
            },
            secret_facts={"link": settings.SITE_URL + reverse("usergroups:invitation", args=[token])},
            secrets_until=row.expires_at,
            key=f"invitation:{row.pk}",
        )
    return rows


@command
def invite(*, actor: User, role: str, scope_key: int, lines: Iterable[str]) -> Invited:
    """Invite each address of `lines` to the role with this slug in the scope. Good lines are mailed, bad ones returned with their number.

    A line is bad when it is no address, stands there twice, is the actor's own, holds the role there, is invited already (an expired
    invitation is renewed), or is over the organization's limit of the day. Raises Refused when `actor` may not invite to it, when
    the place is closed, when no line has anything, for more than 200 lines, and for a second successor beside the one who is named.
    Locks the organization's scope.
    """
    wanted, scope = invitable(role), _place(scope_key)
    typed = list(lines)
    organization_key = scope.organization_key
    assert organization_key is not None
    _lock_scope(organization_key)
    _refuse_unless_inviter(wanted, actor, scope)
    _require_open_place(wanted, scope)
    if len(typed) > LINES:
        raise Refused(
            _("We saw %(count)d lines. At most %(limit)d fit at once.") % {"count": len(typed), "limit": LINES},
            code="too_many",
            field="emails",
        )
    good, bad = addresses(typed)
    if not good and not bad:
        raise Refused(_("Type at least one e-mail address."), code="empty", field="emails")
    if wanted.succeeds:
        _refuse_second_successor(role, scope, set(good.values()))
    earlier = _open_ones(role, scope, good.values())
    holders = _holders(role, scope, good.values())
    left = _left_today(organization_key)
    mailed: list[tuple[str, Invitation | None]] = []
    for number, address in good.items():
        before = earlier.get(address)
        why: Sentence = ""
        if address == actor.email.lower():
            why = _("This is your own address.")
        elif address in holders:
            why = _("The person with this address holds this role here already.")
        elif before is not None and not before.is_expired:
            why = _("Invited already, on %(day)s. You can mail it anew from the list.") % {"day": day(before.made_at)}
        elif len(mailed) >= left:
            why = _over_limit(scope)
        if why:
            bad.append(BadLine(number, address, why))
        else:
            mailed.append((address, before))
    for _address, before in mailed:
        if before is not None:
            _close(before, actor)
    sent = _send(wanted, scope, actor, mailed)
    if sent:
        record(
            actor=actor,
            command="invite",
            scope_key=scope.pk,
            facts={"role": role, "invitations": [row.pk for row in sent]},
        )
    return Invited(sent, sorted(bad, key=lambda line: line.number))


def _refuse_second_successor(role: str, scope: Scope, addresses: set[str]) -> None:
    """One person at a time is named for a role that has one holder. The caller has locked the organization's scope."""
    if len(addresses) > 1:
        raise Refused(_("Name one person: an organization has one Security Official."), code="too_many", field="emails")
    named = Invitation.objects.filter(scope=scope, role=role, revoked_at=None, request=None)
    other = named.exclude(email__in=addresses).first()
    if other is not None:
        raise Refused(
            _("%(email)s is named already. Take that back first.") % {"email": other.email},
            code="named_already",
            field="emails",
        )


def _open_ones(role: str, scope: Scope, emails: Iterable[str]) -> dict[str, Invitation]:
    """The open invitations of these addresses to the role, locked, by address."""
    rows = Invitation.objects.select_for_update(of=("self",)).filter(
        scope=scope, role=role, email__in=list(emails), revoked_at=None, request=None
    )
    return {row.email: row for row in rows.order_by("pk")}


def _holders(role: str, scope: Scope, emails: Iterable[str]) -> set[str]:
    held = RoleAssignment.objects.filter(scope=scope, role=role, ended_at=None, user__email__in=list(emails))
    return set(held.values_list("user__email", flat=True))


def _close(invitation: Invitation, actor: User) -> None:
    invitation.revoked_at, invitation.revoked_by = clock.now(), actor
    invitation.save(update_fields=["revoked_at", "revoked_by"])


def _locked(invitation_id: int, actor: User) -> tuple[Invitable, Scope, Invitation]:
    """The role, the place and the invitation, the organization's scope and the invitation locked. Refuses an ended one."""
    seen = Invitation.objects.get(pk=invitation_id)
    _lock_scope(seen.organization_id)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    role, scope = invitable(invitation.role), _place(invitation.scope_id)
    _refuse_unless_inviter(role, actor, scope)
    if invitation.request_id is not None:
        raise Refused(_("This invitation was accepted meanwhile."), code="used")
    if invitation.revoked_at is not None:
        raise Refused(_("This invitation was taken back or mailed anew meanwhile."), code="revoked")
    return role, scope, invitation


@command
def revoke(*, actor: User, invitation_id: int) -> Invitation:
    """Take an invitation back: its link leads nowhere from now on. Whoever may invite to the role there may do it.

    Raises Refused when `actor` may not, or when it was used or ended meanwhile; Invitation.DoesNotExist.
    """
    _role, scope, invitation = _locked(invitation_id, actor)
    _close(invitation, actor)
    record(actor=actor, command="revoke_invitation", scope_key=scope.pk, facts={"invitation": invitation.pk})
    return invitation


@command
def renew(*, actor: User, invitation_id: int) -> Invitation:
    """Mail an invitation anew, in the name of `actor`, with a new link that is good for 14 days; the old link ends.

    Counts as an invitation of today. Raises Refused as `revoke` does, when the place is closed, and over the limit of the day.
    """
    role, scope, invitation = _locked(invitation_id, actor)
    _require_open_place(role, scope)
    if not _left_today(invitation.organization_id):
        raise Refused(_over_limit(scope), code="limit")
    _close(invitation, actor)
    (newer,) = _send(role, scope, actor, [(invitation.email, invitation)])
    record(
        actor=actor,
        command="renew_invitation",
        scope_key=scope.pk,
        facts={"invitation": newer.pk, "renews": invitation.pk},
    )
    return newer
