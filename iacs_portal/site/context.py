"""What every page shows around its own content: navigation, the inbox number and the help desk."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from approvals import queries
from iacs_portal.accounts.models import User
from iacs_portal.core.pieces import NavItem
from iacs_portal.site.organizations.place import present_place
from registration.models import Community
from registration.queries import facilities_to_confirm


@dataclass(frozen=True)
class HelpDesk:
    """Where people turn: the help desk of a community."""

    telephone: str
    tty: str
    email: str
    hours: str

    @property
    def telephone_link(self) -> str:
        """The telephone number as a `tel:` address wants it, North American unless it names its country."""
        digits = "".join(character for character in self.telephone if character.isascii() and character.isdigit())
        if self.telephone.startswith("+") or len(digits) == 11:
            return f"+{digits}"
        return f"+1{digits}"


@dataclass(frozen=True)
class Frame:
    """The arguments of the page's header, and how many steps wait for the reader (counted up to 100)."""

    user: Any
    official: bool
    waiting: int = 0
    nav: list[NavItem] = field(default_factory=list)
    place: str = ""
    may_switch: bool = False

    @cached_property
    def facilities(self) -> int:
        """How many facilities wait for a word of the reader, counted up to 100. One query, on pages that draw it."""
        return facilities_to_confirm(self.user)[:100].count() if isinstance(self.user, User) else 0


def help_desk_of_settings() -> HelpDesk:
    """The help desk while no community has one, and on pages that may not ask the database."""
    return HelpDesk(**settings.HELP_DESK)


def help_desk(request: HttpRequest) -> HelpDesk:
    """The help desk of the community in which the reader works; else of the first open one, by a query more."""
    user = getattr(request, "user", None)
    place = present_place(request, user) if isinstance(user, User) else None
    community = place.community if place else Community.objects.filter(is_open=True).order_by("pk").first()
    if community is None:
        return help_desk_of_settings()
    return HelpDesk(
        telephone=community.desk_telephone,
        tty=community.desk_tty,
        email=community.desk_email,
        hours=community.desk_hours,
    )


def know_waiting(request: HttpRequest, number: int) -> None:
    """Let the frame of this page know how many steps wait for the reader, where the page has counted them."""
    request._waiting = number  # type: ignore[attr-defined]  # kept for this request only


def frame_of(request: HttpRequest) -> Frame:
    """The frame for the reader of this page. For a signed-in person two queries: what waits for her, and where she works.

    One where the page knows what waits (`know_waiting`).
    """

    def item(text: str, name: str, icon: str, count: int = 0, also: str = "") -> NavItem:
        url = reverse(name)
        below = tuple(path for path in (url if name != "home" else "", also) if path)
        here = request.path == url or request.path.startswith(below)
        return NavItem(text, url, icon, here, count)

    user = getattr(request, "user", None)
    nav = [item(_("Home"), "home", "home")]
    waiting, place = 0, None
    if isinstance(user, User):
        known = getattr(request, "_waiting", None)
        waiting = queries.inbox_count(user) if known is None else known
        place = present_place(request, user)
        nav.append(
            item(
                _("Inbox"),
                "approvals:inbox",
                "notifications",
                waiting,
                also=reverse("approvals:decide", args=[0]).removesuffix("0/"),
            )
        )
        nav.append(item(_("Requests"), "approvals:requests", "list", also=reverse("registration:start")))
        if place is not None and place.company is not None:
            nav.append(NavItem(_("Company"), place.url, "groups", request.path.startswith(place.url)))
        elif place is not None and place.url:
            words = _("Practitioner") if place.is_practitioner else _("Organization")
            nav.append(NavItem(words, place.url, "local_hospital", request.path.startswith(place.url)))
    else:
        nav.append(item(_("Register"), "registration:start", "edit"))
    nav.append(NavItem(_("Help"), "#help", "help_outline"))
    return Frame(
        user=user,
        official=settings.OFFICIAL_SITE,
        waiting=waiting,
        nav=nav,
        place=place.title if place is not None else "",
        may_switch=place is not None and place.may_switch,
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` and `help_desk` for templates/base.html, read only when a page draws them."""
    return {
        "frame": SimpleLazyObject(lambda: frame_of(request)),
        "help_desk": SimpleLazyObject(lambda: help_desk(request)),
    }
