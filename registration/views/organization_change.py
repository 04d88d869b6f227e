"""The page on which an official asks for another legal business name or EIN of her organization."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.models import Request
from approvals.states import UNDECIDED, RequestStatus
from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import scopes_for
from registration.commands.organization_change import NAMES, ask_change, returned_change
from registration.forms.organization_change import NamesForm
from registration.models import Organization
from registration.roles import DECIDE_FOR_ORGANIZATION

OFFICIAL_OF_ORGANIZATION = Rule(
    "official of the organization",
    "The Security Official and the backups, now, of an organization that is open; a 404 for anyone else.",
)


@rule(OFFICIAL_OF_ORGANIZATION)
@require_http_methods(["GET", "HEAD", "POST"])
def change_names(http: HttpRequest, scope_key: int) -> HttpResponse:
    """Name and EIN as they are now, or as they stood in the request that was returned to the reader; sent to the help desk.

    While a request of another official is under way, its number stands there instead of the form.
    """
    mine = Organization.objects.filter(scope__in=scopes_for(person(http), DECIDE_FOR_ORGANIZATION), closed_at=None)
    organization = get_object_or_404(mine, pk=scope_key)
    returned = returned_change(person(http), organization.pk)
    under_way = (
        Request.objects.filter(organization_change__organization=organization, status__in=UNDECIDED)
        .exclude(requester=person(http), status=RequestStatus.RETURNED)
        .first()
    )
    if http.method != "POST" and under_way is not None:
        return render(http, "registration/change_names.html", {"organization": organization, "under_way": under_way})
    initial = {name: getattr(returned or organization, name) for name in NAMES}
    form = NamesForm(http.POST or None, initial=initial, organization=organization)
    if http.method == "POST" and form.is_valid():
        try:
            request = ask_change(actor=person(http), organization_key=organization.pk, names=form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("Sent to the help desk. Post your letter with the tracking number on it."))
            return redirect("approvals:request", request.tracking_number)
    drawn = {"organization": organization, "form": form, "returned": returned}
    return render(http, "registration/change_names.html", drawn, status=422 if form.errors else 200)
