"""The page on which an official changes addresses and telephone of her organization, and a practitioner those of her practice."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.requests import person
from iacs_portal.core import keys
from iacs_portal.core.access import Rule, rule
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import scopes_for
from registration.commands.contact import CONTACT, change_contact
from registration.forms.practice import ADDRESS, PracticeForm
from registration.providers import provider_or_none, provider_rows
from registration.roles import DECIDE_FOR_ORGANIZATION
from registration.wizard import prefill

DECIDES_FOR_PROVIDER = Rule(
    "decides for the provider",
    "The Security Official and the backups, now, of an organization that is open, and the practitioner of a practice that is;"
    " a 404 for anyone else.",
)


@rule(DECIDES_FOR_PROVIDER)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(http: HttpRequest, provider_id: int) -> HttpResponse:
    """Addresses and telephone, to change."""
    key = min(provider_id, keys.LARGEST)
    mine = scopes_for(person(http), DECIDE_FOR_ORGANIZATION).select_related(*provider_rows())
    provider = provider_or_none(mine.filter(pk=key).first())
    if provider is None or provider.closed_at is not None:
        raise Http404
    initial = {name: getattr(provider, name) for name in CONTACT}
    is_same = all(initial[f"practice_{part}"] == initial[f"mailing_{part}"] for part in ADDRESS)
    form = PracticeForm(http.POST or None, initial=initial | {"mailing_same": is_same})
    if http.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in CONTACT}
        try:
            change_contact(actor=person(http), provider_key=provider.pk, facts=facts)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("Address and telephone are changed."))
            return redirect("organizations:organization", provider.pk)
    nothing = dict.fromkeys(prefill.COLUMNS, "")  # the provider file is not compared here
    context = {
        "provider": provider,
        "form": form,
        "mailing_open": not form["mailing_same"].value() or any(name.startswith("mailing_") for name in form.errors),
        "sources": nothing,
        "differs": nothing,
    }
    return render(http, "registration/contact.html", context, status=422 if form.errors else 200)
