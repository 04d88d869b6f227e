"""The page on which an official changes addresses and telephone of her organization."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.requests import person
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import scopes_for
from registration.commands.contact import CONTACT, change_contact
from registration.forms.practice import ADDRESS, PracticeForm
from registration.models import Organization
from registration.roles import DECIDE_FOR_ORGANIZATION
from registration.wizard import prefill

OFFICIAL_OF_ORGANIZATION = Rule(
    "official of the organization",
    "The Security Official and the backups, now, of an organization that is open; a 404 for anyone else.",
)


@rule(OFFICIAL_OF_ORGANIZATION)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(http: HttpRequest, organization_id: int) -> HttpResponse:
    """Addresses and telephone, to change."""
    mine = Organization.objects.filter(scope__in=scopes_for(person(http), DECIDE_FOR_ORGANIZATION), closed_at=None)
    organization = get_object_or_404(mine, pk=organization_id)
    initial = {name: getattr(organization, name) for name in CONTACT}
    is_same = all(initial[f"practice_{part}"] == initial[f"mailing_{part}"] for part in ADDRESS)
    form = PracticeForm(http.POST or None, initial=initial | {"mailing_same": is_same})
    if http.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in CONTACT}
        try:
            change_contact(actor=person(http), organization_key=organization.pk, facts=facts)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("Address and telephone are changed."))
            return redirect("organizations:organization", organization.pk)
    nothing = dict.fromkeys(prefill.COLUMNS, "")  # the provider file is not compared here
    context = {
        "organization": organization,
        "form": form,
        "mailing_open": not form["mailing_same"].value() or any(name.startswith("mailing_") for name in form.errors),
        "sources": nothing,
        "differs": nothing,
    }
    return render(http, "registration/contact.html", context, status=422 if form.errors else 200)
