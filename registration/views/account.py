"""The page of an account on which a person changes her legal name and work telephone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from approvals.views.requests import person
from iacs_portal.accounts.models import Identity
from iacs_portal.core.access import SIGNED_IN, rule
from iacs_portal.core.errors import Refused
from registration.commands.person import CHANGEABLE, change_person, is_under_review, under_review_sentence
from registration.forms.person import KnownPersonForm


@rule(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def account_person(http: HttpRequest) -> HttpResponse:
    """Name and telephone, to change. The name stays while a request of hers is under review; who she is, is asked when she registers."""
    who = person(http)
    if not Identity.objects.filter(user=who).exists():
        return render(http, "registration/account_person.html", {"is_known": False})
    may_rename = not is_under_review(who)
    initial = {name: getattr(who, name) for name in CHANGEABLE}
    form = KnownPersonForm(http.POST or None, initial=initial, may_rename=may_rename)
    if http.method == "POST" and form.is_valid():
        try:
            change_person(actor=who, facts=form.cleaned_data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(http, _("Saved."))
            return redirect("account_email")
    context = {"is_known": True, "form": form, "may_rename": may_rename, "why_not": under_review_sentence()}
    return render(http, "registration/account_person.html", context, status=422 if form.errors else 200)
