"""The page behind the link in an invitation: what it is for, and the way into the form."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from approvals.presentation import day
from approvals.views.requests import person
from iacs_portal.accounts.queries import has_verified
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from usergroups import commands, queries
from usergroups.commands.accepting import why_ended
from usergroups.invitable import invitable
from usergroups.models import Invitation

INVITED = Rule(
    "invited",
    "Anyone with the link, signed in or not; only the person with the invited e-mail reads what it is for.",
    public=True,
)


@rule(INVITED)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(http: HttpRequest, token: str) -> HttpResponse:
    """Who is not signed in is led to sign in or up; who has another address learns nothing; POST begins the form."""
    found = queries.invitation_with(token)
    if found is None:
        return _said(
            http, _("We do not know this link. Copy it whole from the mail, or ask for a new invitation."), 404
        )
    if not http.user.is_authenticated:
        ended = why_ended(found)
        return _said(http, str(ended)) if ended else _ways_in(http, token)
    if not has_verified(person(http), found.email):
        sentence = _(
            "This invitation is for another e-mail address than yours. Sign in with the address that got the mail."
        )
        return _said(http, sentence)
    if http.method == "POST":
        try:
            draft = commands.begin(actor=person(http), token=token)
            return redirect("registration:continue", draft.pk)
        except Refused as refused:
            return _said(http, str(refused), 409)
    ended = why_ended(found)
    return _said(http, str(ended)) if ended else _what_for(http, found)


def _said(http: HttpRequest, sentence: str, status: int = 200) -> HttpResponse:
    """A page with one sentence."""
    return render(
        http,
        "usergroups/invitation.html",
        {"sentence": sentence, "rows": [], "ways": None, "succeeds": False},
        status=status,
    )


def _ways_in(http: HttpRequest, token: str) -> HttpResponse:
    query = urlencode({REDIRECT_FIELD_NAME: reverse("usergroups:invitation", args=[token])})
    ways = {name: f"{reverse(f'account_{name}')}?{query}" for name in ("login", "signup")}
    return render(http, "usergroups/invitation.html", {"sentence": "", "rows": [], "ways": ways, "succeeds": False})


def _what_for(http: HttpRequest, found: Invitation) -> HttpResponse:
    role = invitable(found.role)
    rows = [
        Row(_("Role"), role.kind.role.label),
        Row(_("In"), role.kind.place_name(found.scope)),
        Row(_("Invited by"), found.inviter.get_full_name()),
        Row(_("Good until"), day(found.expires_at)),
    ]
    context = {"sentence": "", "rows": rows, "ways": None, "succeeds": role.succeeds}
    return render(http, "usergroups/invitation.html", context)
