"""Bodies that are too large are answered before anything of them is read, so that nobody fills the disk of temporary files."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from iacs_portal.core.bodies import is_too_large
from iacs_portal.site.views.errors import too_large


class BodyLimitMiddleware:
    """Stands before every middleware that reads a body: the one that looks for a form's token does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing yet: which view it is for, and so how much it may hold, is known below."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The page that says so, with status 413, or None to go on."""
        return too_large(request) if is_too_large(request, view) else None
