"""How much a browser may send to a view, said at the view and looked at before anything of it is read."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])

BODY_LIMIT = 2 * 1024 * 1024


def takes_up_to(size: int) -> Callable[[View], View]:
    """Decorate a view that takes bodies of up to `size` bytes; others take `BODY_LIMIT`."""

    def decorate(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return decorate


def is_too_large(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Whether `request` has a body of more than `view` takes, or one that does not say its length. Reads nothing of it."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if not said:
        return "HTTP_TRANSFER_ENCODING" in request.META
    return not (said.isascii() and said.isdigit()) or int(said) > getattr(view, "body_limit", BODY_LIMIT)
