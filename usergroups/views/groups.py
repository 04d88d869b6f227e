"""The pages on which an official renames or closes a group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.core.forms import PortalForm
from iacs_portal.roles.preview import consequences_of
from registration.providers import provider_of, provider_rows
from usergroups.commands.changing import close_group, rename_group
from usergroups.forms.changing import CloseGroupForm, RenameGroupForm
from usergroups.models import UserGroup
from usergroups.queries import groups_below

OFFICIAL_ABOVE = Rule(
    "official of the group's organization",
    "The Security Official and the backups, now, of the organization of the group, or its practitioner; a 404 for anyone else.",
)


def _group(http: HttpRequest, group_id: int) -> UserGroup:
    groups = groups_below(person(http)).select_related(*provider_rows("provider"))
    return get_object_or_404(groups, pk=group_id)


@rule(OFFICIAL_ABOVE)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(http: HttpRequest, group_id: int) -> HttpResponse:
    """Another name for the group."""
    group = _group(http, group_id)
    form = RenameGroupForm(http.POST or None, initial={"name": group.name})
    if http.method == "POST" and form.is_valid():
        try:
            renamed = rename_group(actor=person(http), group_key=group.pk, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The group is called %(name)s now.") % {"name": renamed.name})
            return redirect("organizations:group", group.pk)
    return _drawn(http, "usergroups/rename.html", group, form)


@rule(OFFICIAL_ABOVE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(http: HttpRequest, group_id: int) -> HttpResponse:
    """What the closing will change, and the button that closes."""
    group, reader = _group(http, group_id), person(http)
    form = CloseGroupForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            close_group(actor=reader, group_key=group.pk, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("The group %(name)s is closed.") % {"name": group.name})
            return redirect("home")
    changes = None
    if group.closed_at is None:
        try:
            changes = consequences_of(
                lambda: close_group(actor=reader, group_key=group.pk, reason="-"), scope_key=group.pk
            )
        except Refused:  # closed in this moment
            group = _group(http, group_id)
    return _drawn(http, "usergroups/close.html", group, form, changes=changes)


def _drawn(http: HttpRequest, template: str, group: UserGroup, form: PortalForm, **context: object) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(
        http, template, {"group": group, "provider": provider_of(group.provider), "form": form} | context, status=status
    )
