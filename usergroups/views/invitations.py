"""The page on which an official or administrator invites people to a place, and sees who has not answered yet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from approvals.queries import visible_requests
from approvals.states import UNDECIDED
from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.keys import read_key
from iacs_portal.core.pasted import left_out
from iacs_portal.scopes.models import Scope
from usergroups import commands, queries
from usergroups.commands.invitations import Invited, place_name
from usergroups.forms.invitation import InviteForm, SuccessorForm
from usergroups.invitable import Invitable, invitable, invitable_by
from usergroups.models import Invitation

PAGE = 25
INVITER = Rule(
    "inviter",
    "Holders, now, of the office that decides a role of this organization, group, company or team; a 404 for anyone else.",
)

NAMES_SUCCESSOR = Rule("names a successor", "The Security Official of the organization, now; a 404 for anyone else.")
UNDER_WAY_SHOWN = 10


def _place(http: HttpRequest, scope_key: int) -> tuple[Scope, list[Invitable]]:
    """The scope and the roles to which the reader may invite there. A 404 for a scope in which there is none."""
    scope = get_object_or_404(Scope.objects.select_related(*queries.PLACE_ROWS), pk=scope_key)
    roles = invitable_by(person(http), scope)
    if not roles:
        raise Http404
    return scope, roles


@rule(INVITER)
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(http: HttpRequest, scope_key: int) -> HttpResponse:
    """The form, and the open invitations newest first, 25 to a page, by key. A successor is named on a page of its own.

    Lines that were left out stay in the form, each with its reason.
    """
    scope, every_role = _place(http, scope_key)
    roles = [each for each in every_role if not each.succeeds]
    form = InviteForm(http.POST or None, roles=roles)
    outcome = None
    if http.method == "POST" and form.is_valid():
        try:
            outcome = commands.invite(
                actor=person(http),
                role=form.cleaned_data["role"],
                scope_key=scope.pk,
                lines=form.cleaned_data["emails"].splitlines(),
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if not outcome.bad:
                messages.success(http, _sent_words(outcome))
                return redirect("usergroups:invitations", scope.pk)
            form = _left_out(form, outcome, roles)
    return _drawn(http, scope, roles, form, outcome)


def _sent_words(outcome: Invited) -> str:
    count = len(outcome.sent)
    return ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count) % {
        "count": count
    }


def _left_out(form: InviteForm, outcome: Invited, roles: list[Invitable]) -> InviteForm:
    """The form with the lines that were left out, to be mended."""
    data = {"role": form.cleaned_data["role"], "emails": "\n".join(line.text for line in outcome.bad)}
    again = InviteForm(data, roles=roles)
    again.add_error("emails", left_out(len(outcome.bad)))
    return again


def _drawn(
    http: HttpRequest, scope: Scope, roles: list[Invitable], form: InviteForm, outcome: Invited | None
) -> HttpResponse:
    rows = queries.open_invitations(scope.pk, [each.kind.role.slug for each in roles])
    before = read_key(http.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "scope": scope,
        "place": place_name(roles[0], scope),
        "roles": roles,
        "form": form,
        "bad": outcome.bad if outcome else [],
        "sent_words": _sent_words(outcome) if outcome and outcome.sent else "",
        "invitations": shown,
        "is_first": before is None,
        "next_url": f"?before={shown[-1].pk}" if len(found) > PAGE else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(http, "usergroups/invitations.html", context, status=status)


@rule(NAMES_SUCCESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def successor(http: HttpRequest, scope_key: int) -> HttpResponse:
    """Whom the reader has named to succeed her, what she may do about it, and the form to name somebody."""
    scope, roles = _place(http, scope_key)
    role = next((each for each in roles if each.succeeds), None)
    if role is None:
        raise Http404
    form = SuccessorForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        refusal = _name_successor(http, role, scope, form.cleaned_data["emails"])
        if refusal is None:
            return redirect("usergroups:successor", scope.pk)
        form.add_error("emails", refusal)
    context = {
        "scope": scope,
        "place": place_name(role, scope),
        "form": form,
        "named": queries.open_invitations(scope.pk, [role.kind.role.slug]).first(),
        "under_way": visible_requests(person(http))
        .filter(kind=role.kind.slug, role_request__scope=scope, status__in=UNDECIDED)
        .order_by("-pk")[:UNDER_WAY_SHOWN],
    }
    return render(http, "usergroups/successor.html", context, status=422 if form.is_bound and form.errors else 200)


def _name_successor(http: HttpRequest, role: Invitable, scope: Scope, email: str) -> str | None:
    """Mail the invitation. The sentence why it was not mailed, or None."""
    try:
        outcome = commands.invite(actor=person(http), role=role.kind.role.slug, scope_key=scope.pk, lines=[email])
    except Refused as refused:
        return str(refused)
    if outcome.bad:
        return str(outcome.bad[0].why)
    messages.success(http, _("Your invitation to %(email)s is on its way.") % {"email": outcome.sent[0].email})
    return None


@rule(INVITER)
@require_POST
def revoke(http: HttpRequest, scope_key: int, invitation_id: int) -> HttpResponse:
    """Take an open invitation back; a refusal is told above the list."""
    row = _invitation(http, scope_key, invitation_id)
    try:
        commands.revoke(actor=person(http), invitation_id=row.pk)
        messages.success(
            http, _("Taken back. The link in the mail to %(email)s leads nowhere now.") % {"email": row.email}
        )
    except Refused as refused:
        messages.error(http, str(refused))
    return _back_to_list(row)


@rule(INVITER)
@require_POST
def renew(http: HttpRequest, scope_key: int, invitation_id: int) -> HttpResponse:
    """Mail an open invitation anew; a refusal is told above the list."""
    row = _invitation(http, scope_key, invitation_id)
    try:
        commands.renew(actor=person(http), invitation_id=row.pk)
        messages.success(
            http, _("Mailed anew to %(email)s. The link before it leads nowhere now.") % {"email": row.email}
        )
    except Refused as refused:
        messages.error(http, str(refused))
    return _back_to_list(row)


def _back_to_list(row: Invitation) -> HttpResponse:
    """To the page on which the invitation stands."""
    page = "usergroups:successor" if invitable(row.role).succeeds else "usergroups:invitations"
    return redirect(page, row.scope_id)


def _invitation(http: HttpRequest, scope_key: int, invitation_id: int) -> Invitation:
    """An invitation of the scope, ended or not, to a role to which the reader may invite there."""
    scope, roles = _place(http, scope_key)
    mine = Invitation.objects.filter(scope=scope, role__in=[each.kind.role.slug for each in roles])
    return get_object_or_404(mine, pk=invitation_id)
