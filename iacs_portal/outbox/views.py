"""The mail page of development: what would have been mailed, codes and links included. Not there unless DEBUG."""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iacs_portal.core.access import Rule, rule
from iacs_portal.outbox.models import Message
from iacs_portal.outbox.queries import newest_mails
from iacs_portal.outbox.rendering import Rendered
from iacs_portal.outbox.rendering import render as rendered
from iacs_portal.outbox.secrets import Unreadable, opened

PAGE = 25
DEVELOPMENT = Rule(
    "development", "Anyone, on a development machine. In production the page does not exist.", public=True
)


def _only_in_development(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: int, **kwargs: int) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _words(message: Message) -> Rendered:
    try:
        secret_facts = opened(message.secret_facts)
    except Unreadable:
        secret_facts = {}
    return rendered(message.message, message.facts, secret_facts, message.language)


@rule(DEVELOPMENT)
@require_safe
@_only_in_development
def mails(request: HttpRequest) -> HttpResponse:
    """The mails, newest first, 25 a page, paged by key (`before`)."""
    before = request.GET.get("before", "")
    found = list(newest_mails(before=int(before) if before.isascii() and before.isdigit() else None)[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "mails": [(message, _words(message).subject) for message in shown],
        "next_url": f"{reverse('outbox:mails')}?before={shown[-1].pk}" if len(found) > PAGE else "",
        "first_url": reverse("outbox:mails") if before else "",
    }
    return render(request, "outbox/mails.html", context)


@rule(DEVELOPMENT)
@require_safe
@_only_in_development
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: its plain text, and a link to the HTML part."""
    message = get_object_or_404(Message, pk=pk)
    return render(request, "outbox/mail.html", {"message": message, "words": _words(message)})


@rule(DEVELOPMENT)
@require_safe
@_only_in_development  # type: ignore[arg-type]  # django-csp has no types
@csp_update({"style-src": "'unsafe-inline'"})  # type: ignore[untyped-decorator, arg-type]  # django-csp has no types
def html_part(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part as a mail program shows it: mails carry their styles in attributes."""
    return HttpResponse(_words(get_object_or_404(Message, pk=pk)).html)
