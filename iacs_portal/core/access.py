"""Every door has a named rule. `@rule(...)` says who may pass; a test walks the URLconf and fails for a view without one.

The rule is what docs/access-map.md prints. `public` views are also opened for Django's LoginRequiredMiddleware here, so the
list of doors without a sign-in and the map cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """Who may pass a door: `name` for the map, `sentence` for its reader."""

    name: str
    sentence: str
    public: bool = False


PUBLIC = Rule("public", "Anyone, signed in or not.", public=True)
SIGNED_IN = Rule("signed in", "Any signed-in person; the page shows only what is hers.")


def rule(which: Rule) -> Callable[[View], View]:
    """Decorate a view function with its rule; a public one is also opened for people who are not signed in."""

    def decorate(view: View) -> View:
        if which.public:
            view = login_not_required(view)  # type: ignore[assignment]  # Django's stub forgets the view's own type
        view.access_rule = which  # type: ignore[attr-defined]
        return view

    return decorate
