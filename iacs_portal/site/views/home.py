"""The first page: for everyone what the portal is, for a signed-in person what waits for her."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.views.requests import person
from iacs_portal.core.access import PUBLIC, rule
from iacs_portal.site import home
from iacs_portal.site.context import know_waiting
from iacs_portal.site.organizations.place import present_place


@rule(PUBLIC)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Public home, or the person's own home once signed in."""
    if not request.user.is_authenticated:
        return render(request, "site/home_public.html", {"page": home.public_page()})
    reader = person(request)
    page = home.page_of(reader, present_place(request, reader))
    know_waiting(request, page.waits)
    return render(request, "site/home.html", {"page": page})
