"""Accepting an invitation: the form is begun with its place, and sending it asks and decides at once."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.commands import approve, save_answers, start, submit
from approvals.commands.messages import facts_for_requester, tell_requester
from approvals.commands.turns import lock_request, require_move
from approvals.models import Draft, Request
from approvals.presentation import day
from approvals.states import RequestStatus, StepStatus, Verb
from iacs_portal.accounts.models import User
from iacs_portal.accounts.queries import has_verified
from iacs_portal.audit.commands import record
from iacs_portal.core.commands import command
from iacs_portal.core.errors import Refused, Sentence
from iacs_portal.outbox.commands import queue
from iacs_portal.scopes.models import Scope
from registration.models import Community
from registration.wizard.sending import Sent
from usergroups import queries
from usergroups.invitable import Invitable, invitable
from usergroups.models import Invitation

PAGE = "invitation"  # the page of a draft's answers that names the invitation it was begun from


def why_ended(invitation: Invitation) -> Sentence:
    """The sentence for a link that leads nowhere now: used, replaced, revoked or expired; empty for a good one. One query at most."""
    if invitation.request_id is not None:
        return _("This invitation was used already.")
    if invitation.revoked_at is not None:
        if Invitation.objects.filter(renews=invitation).exists():
            return _("This invitation was mailed anew. Use the link in the newest mail.")
        return _("This invitation was taken back. Ask the person who invited you.")
    if invitation.is_expired:
        return _("This invitation expired on %(day)s. Ask the person who invited you for a new one.") % {
            "day": day(invitation.expires_at)
        }
    return ""


@command
def begin(*, actor: User, token: str) -> Request:
    """The draft of the invitation's kind, its place filled in; a draft of that kind that `actor` has already is led to that place.

    Raises Refused when the link leads nowhere now; Invitation.DoesNotExist for an unknown token and for one mailed to another address.
    """
    invitation = queries.invitation_with(token)
    if invitation is None or not has_verified(actor, invitation.email):
        raise Invitation.DoesNotExist
    ended = why_ended(invitation)
    if ended:
        raise Refused(ended, code="ended")
    role = invitable(invitation.role)
    draft = start(actor=actor, kind=role.kind.slug)
    community = Community.objects.values_list("slug", flat=True).get(pk=invitation.scope.community_id)
    answers = role.answers(invitation.scope) | {
        "community": {"slug": community},
        "reason": Draft.objects.get(request=draft).answers.get("reason") or {"justification": _("By invitation.")},
        PAGE: {"key": invitation.pk},
    }
    save_answers(actor=actor, request_id=draft.pk, answers=answers)
    return draft


@command
def accept(*, request_id: int, actor: User) -> Sent:
    """Send a draft that was begun from an invitation. Where the invitation still counts, it is approved in the name of the inviter at once.

    For a successor that is the word of the Security Official who leaves: the help desk decides next, and nothing is granted yet.

    It counts when the mailed address is a verified one of `actor`, it is neither used, revoked nor expired, the place is the one
    she was invited to, and the inviter may decide now, under all the checks of this moment. Else it is sent as an ordinary request, and
    the answer says why. Raises Refused as `submit` does. Locks request, person, organization, invitation.
    """
    request = lock_request(request_id, requester=actor)
    require_move(request, Verb.SUBMIT)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    answers = Draft.objects.values_list("answers", flat=True).get(request=request)
    invitation = _locked(answers.get(PAGE, {}).get("key"))
    why = _why_not(invitation, request, answers, actor)
    if invitation is None or why:
        return _ordinary(request_id, actor, why)
    role = invitable(invitation.role)
    try:
        with transaction.atomic():
            sent = submit(request_id=request_id, actor=actor, announced=False)
            step = sent.steps.get(status=StepStatus.OPEN)
            remark = _("Invited on %(day)s.") % {"day": day(invitation.made_at)}
            sent = approve(step_id=step.pk, actor=invitation.inviter, remark=remark)
    except Refused as refused:
        why = (
            str(refused) if refused.code == "problems" else _("The person who invited you cannot let you in any more.")
        )
        answer = _ordinary(request_id, actor, why)
        _use(invitation, answer.request, actor)
        return answer
    if sent.status == RequestStatus.APPROVED:
        words = _("Welcome: you are %(role)s now.") % {"role": role.kind.role.label}
    else:
        words = _("%(who)s has given the word for you. The help desk decides next.") % {
            "who": invitation.inviter.get_full_name()
        }
        _tell_of_sending(role, sent)
    _tell_inviter(role, invitation, sent)
    _use(invitation, sent, actor)
    return Sent(sent, words)


def _locked(key: int | None) -> Invitation | None:
    """The invitation with this key, its organization's scope and itself locked, or None."""
    seen = Invitation.objects.filter(pk=key).first() if key else None
    if seen is None:
        return None
    Scope.objects.select_for_update(of=("self",), no_key=True).get(pk=seen.organization_id)
    return Invitation.objects.select_for_update(of=("self",)).select_related("inviter", "scope").get(pk=seen.pk)


def _why_not(
    invitation: Invitation | None, request: Request, answers: dict[str, dict[str, int]], actor: User
) -> Sentence:
    """Why the invitation does not count for this request, in a sentence for the person who asks; empty when it may count."""
    if invitation is None or not has_verified(actor, invitation.email):
        return _("You have no invitation for this.")
    ended = why_ended(invitation)
    if ended:
        return ended
    role = invitable(invitation.role)
    if request.kind != role.kind.slug or role.place_in(answers) != invitation.scope_id:
        return _("You chose another place than the one you were invited to.")
    if not role.is_as_invited(answers):
        return _("You answered otherwise than the invitation does.")
    return ""


def _ordinary(request_id: int, actor: User, why: Sentence) -> Sent:
    """Send it without the invitation, which a new request that is begun from its answers must not name again."""
    save_answers(actor=actor, request_id=request_id, answers={}, cleared=frozenset({PAGE}))
    sent = submit(request_id=request_id, actor=actor)
    words = _("%(why)s So your request takes the ordinary way, and the people there decide it.") % {"why": why}
    return Sent(sent, words)


def _use(invitation: Invitation, request: Request, actor: User) -> None:
    invitation.request = request
    invitation.save(update_fields=["request"])
    record(
        actor=actor,
        command="accept_invitation",
        reference=request.tracking_number or "",
        scope_key=invitation.scope_id,
        person=actor,
        facts={"invitation": invitation.pk, "status": request.status},
    )


def _tell_of_sending(role: Invitable, request: Request) -> None:
    """The mail with the tracking number, where the request goes on to another turn."""
    facts = facts_for_requester(
        role.kind, role.kind.detail(request), request, status=request.status, extra={"status": _("Sent")}
    )
    tell_requester("request_sent", request=request, facts=facts, occasion="sent")


def _tell_inviter(role: Invitable, invitation: Invitation, request: Request) -> None:
    """The inviter decided days ago, when she invited: she is told what comes of it now."""
    who, is_done = request.requester.get_full_name(), request.status == RequestStatus.APPROVED
    what = _("%(who)s is %(role)s now") if is_done else _("%(who)s asks to become %(role)s, on your word")
    queue(
        message="invitation_accepted",
        to=invitation.inviter.email,
        person=invitation.inviter,
        facts={
            "name": invitation.inviter.get_short_name(),
            "what": what % {"who": who, "role": role.kind.role.label},
            "for_whom": role.kind.place_name(invitation.scope),
            "status": str(request.get_status_display()),
            "number": request.tracking_number or "",
            "next_step": _("Nothing, if this is right. Else call the help desk.")
            if is_done
            else _("Nothing for now. Your role ends when the help desk has approved it."),
            "link": settings.SITE_URL + reverse("approvals:request", args=[request.tracking_number]),
        },
        key=f"invitation_accepted:{invitation.pk}",
        about=request.tracking_number or "",
    )
