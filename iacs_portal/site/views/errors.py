"""Pages for what went wrong. Those for faults of ours need neither database nor session."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from iacs_portal.site.context import help_desk_of_settings


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that we do not read."""
    return _bare("400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more was sent than the page takes. Nothing of it was read."""
    return _bare("413.html", 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says that nothing was lost, and gives the number under which the logs have it."""
    return _bare("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere. The reason goes to the log only."""
    structlog.get_logger(__name__).warning("csrf_failure", reason=str(reason))
    return render(request, "403_csrf.html", status=403)


def _bare(template: str, status: int) -> HttpResponse:
    number = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    context = {"help_desk": help_desk_of_settings(), "number": number}
    return HttpResponse(render_to_string(template, context), status=status)
