"""Pages about accounts that allauth does not have."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iacs_portal.accounts.commands import mail_user_id
from iacs_portal.accounts.forms import ForgottenUserIdForm
from iacs_portal.core.access import PUBLIC, rule


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
