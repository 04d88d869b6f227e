"""The doors of the portal: every address with the rule of its view, read from the URLconf. Printed as docs/access-map.md."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admindocs.utils import replace_named_groups
from django.urls import URLPattern, URLResolver, get_resolver

from iacs_portal.core.access import Rule

HEAD = """\
# Access map

Every address of the portal and who may pass it. Written by `tests/project/test_access_map.py` from the rules on the views
(`iacs_portal/core/access.py`); do not edit it by hand. "Public" addresses are the only ones that Django's login middleware
leaves open.

| address | name | rule | who may pass |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Door:
    """One address: its route, its name with namespace (empty when it has none), its view, and the rule of it, if any."""

    route: str
    name: str
    view: Callable[..., Any]
    rule: Rule | None

    @property
    def needs_sign_in(self) -> bool:
        """Whether Django's login middleware asks for a sign-in here."""
        return bool(getattr(self.view, "login_required", True))


def doors(
    patterns: Iterable[URLPattern | URLResolver] | None = None, route: str = "/", namespace: str = ""
) -> Iterator[Door]:
    """Every address of the portal, in the order of the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace or "") if part)
            yield from doors(pattern.url_patterns, here, inner)
        else:
            name = ":".join(part for part in (namespace, pattern.name or "") if part) if pattern.name else ""
            yield Door(_readable(here), name, pattern.callback, _rule_of(pattern.callback))


def _readable(route: str) -> str:
    """A route without the marks of regular expressions: `(?P<key>.+)` as `<key>`."""
    return replace_named_groups(route).removesuffix("$").removesuffix("\\Z")


def _rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule on a view; a view of an admin site or of its models has the site's."""
    own: Rule | None = getattr(view, "access_rule", None)
    if own is not None:
        return own
    site = getattr(view, "admin_site", None) or getattr(getattr(view, "model_admin", None), "admin_site", None)
    return getattr(site or getattr(view, "__self__", None), "access_rule", None)


def access_map() -> str:
    """The map as Markdown. Doors without a rule are left out: the test names them."""
    lines = sorted(
        f"| `{door.route}` | {door.name or '-'} | {door.rule.name} | {door.rule.sentence} |"
        for door in doors()
        if door.rule
    )
    return HEAD + "\n".join(lines) + "\n"
