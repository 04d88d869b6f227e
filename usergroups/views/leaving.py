"""Giving up a role or ending one below: first what it will change, then the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.presentation import day
from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.pieces import Row
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.roles.preview import Consequences, consequences_of
from registration import roles as officials
from usergroups import roles
from usergroups.commands.company_leaving import undecided_of
from usergroups.commands.leaving import end_below, leave
from usergroups.ending import assignments_seen_by, place_of, why_not_end
from usergroups.forms.leaving import EndRoleForm
from usergroups.queries import open_groups
from usergroups.views.company_place import counted, number_words, runs_at

GROUPS_SHOWN = 25

HOLDER_OR_OFFICIAL = Rule(
    "holder of the role, or an official there",
    "The person who holds the role, the officials of its organization and the administrators of its group or company; the page says who of"
    " them may end it. A 404 for anyone else.",
)


@rule(HOLDER_OR_OFFICIAL)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(http: HttpRequest, assignment_id: int) -> HttpResponse:
    """What the end of the role will change, and the button that ends it; or the sentence why the reader cannot."""
    reader = person(http)
    assignment = get_object_or_404(assignments_seen_by(reader), pk=assignment_id)
    form = EndRoleForm(http.POST or None)
    act = leave if assignment.user_id == reader.pk else end_below
    if http.method != "POST":
        return _drawn(http, assignment, form)
    if not form.is_valid():
        return _drawn(http, assignment, form, status=422)
    try:
        act(actor=reader, assignment_id=assignment.pk, reason=form.cleaned_data["reason"])
    except Refused:  # the page itself tells why, as it is now
        return _drawn(http, get_object_or_404(assignments_seen_by(reader), pk=assignment_id), form, status=409)
    facts = {"who": assignment.user.get_full_name(), "role": assignment.label, "place": place_of(assignment.scope)}
    if assignment.user_id == reader.pk:
        messages.success(http, _("You have given up your role: %(role)s, %(place)s.") % facts)
    else:
        messages.success(http, _("The role of %(who)s has ended: %(role)s, %(place)s.") % facts)
    return redirect("home")


def _drawn(http: HttpRequest, assignment: RoleAssignment, form: EndRoleForm, status: int = 200) -> HttpResponse:
    reader = person(http)
    own = assignment.user_id == reader.pk
    refusal = why_not_end(reader, assignment)
    changes: Consequences | None = None
    if refusal is None:
        act = leave if own else end_below
        try:
            changes = consequences_of(
                lambda: act(actor=reader, assignment_id=assignment.pk, reason="-"), scope_key=assignment.scope_id
            )
        except Refused as refused:  # ended in this moment
            refusal = refused
    facts = [
        Row(_("Person"), assignment.user.get_full_name()),
        Row(_("Role"), assignment.label),
        Row(_("In"), place_of(assignment.scope)),
        Row(_("Since"), day(assignment.since)),
    ]
    context = {
        "assignment": assignment,
        "place": place_of(assignment.scope),
        "own": own,
        "rows": facts,
        "refusal": refusal,
        "changes": changes,
        **_of_company(assignment, refusal is None),
        "leaves_empty": refusal is None and _leaves_empty(assignment),
        "closes_practice": refusal is None and assignment.role == officials.INDIVIDUAL_PRACTITIONER.slug,
        "ends_links": changes is not None and len(changes.ended) > 1,
        "open_groups": open_groups(assignment.scope_id)[:GROUPS_SHOWN]
        if refusal is not None and refusal.code == "open_groups"
        else [],
        "form": form,
    }
    return render(http, "roles/end.html", context, status=status)


def _leaves_empty(assignment: RoleAssignment) -> bool:
    """Whether the group would be without an administrator. One query for an administrator, else none."""
    if assignment.role != roles.GROUP_ADMINISTRATOR.slug:
        return False
    others = RoleAssignment.objects.filter(scope=assignment.scope_id, role=assignment.role, ended_at=None)
    return not others.exclude(pk=assignment.pk).exists()


def _of_company(assignment: RoleAssignment, may_end: bool) -> dict[str, str]:
    """What follows the end of a company's administrator, in words; empty words for other roles. Two queries at most."""
    if not may_end or assignment.role != roles.COMPANY_ADMINISTRATOR.slug:
        return {"runs": "", "withdrawn": ""}
    runs = runs_at(assignment.user, assignment.scope_id)
    asked = counted(undecided_of(assignment.user_id, assignment.scope_id))
    return {"runs": number_words(runs) if runs else "", "withdrawn": number_words(asked) if asked else ""}
