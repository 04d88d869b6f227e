"""Pages about accounts that allauth does not have, or has in another way."""

from allauth.account import views as theirs
from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iacs_portal.accounts.commands import mail_user_id
from iacs_portal.accounts.forms import ForgottenUserIdForm, SignupForm
from iacs_portal.core.access import PUBLIC, rule


class SignupView(theirs.SignupView):
    """allauth's, with account and mail in one transaction.

    Nobody sees the account before its code is queued and counted: else the slower half of a double click would find a known
    address, use up the one mail in ten seconds, and leave the new account without a code.
    """

    def form_valid(self, form: SignupForm) -> HttpResponse:
        """Make the account and queue its code, or neither."""
        with transaction.atomic():
            return super().form_valid(form)


signup = rule(PUBLIC)(SignupView.as_view())


@rule(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_user_id(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail, then mail the User ID to it. The answer is the same for every address."""
    form = ForgottenUserIdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        too_many = ratelimit.consume_or_429(request, action="forgotten_user_id", key=email)
        if too_many:
            return too_many
        mail_user_id(actor=None, email=email)
        return redirect("account_forgotten_user_id_done")
    return render(request, "account/forgotten_user_id.html", {"form": form})


@rule(PUBLIC)
@require_safe
def forgotten_user_id_done(request: HttpRequest) -> HttpResponse:
    """What happens next, whoever asked."""
    return render(request, "account/forgotten_user_id_done.html")
