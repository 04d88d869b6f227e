"""What every page shows around its own content: navigation, the inbox number and the help desk."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from approvals import queries
from iacs_portal.core.pieces import NavItem


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


def help_desk() -> HelpDesk:
    """The help desk of the open community; while there is none, that of the settings. At most one query."""
    try:
        model = apps.get_model("registration", "Community")
    except LookupError:
        return HelpDesk(**settings.HELP_DESK)
    community = model._default_manager.order_by("pk").first()
    if community is None:
        return HelpDesk(**settings.HELP_DESK)
    return HelpDesk(
        telephone=community.desk_telephone,
        tty=community.desk_tty,
        email=community.desk_email,
        hours=community.desk_hours,
    )


def _item(request: HttpRequest, text: str, name: str, icon: str, count: int = 0) -> list[NavItem]:
    """A word of the navigation, or none while its page does not exist."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return []
    current = request.path == url or (url != reverse("home") and request.path.startswith(url))
    return [NavItem(text, url, icon, current, count)]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame` (user, nav, organization ...) and `help_desk` for templates/base.html.

    Queries: the help desk's row, and for a signed-in person what waits for her, counted up to 100.
    """
    user = getattr(request, "user", None)
    items = _item(request, _("Home"), "home", "home")
    if user is not None and user.is_authenticated:
        items += _item(request, _("Inbox"), "approvals:inbox", "notifications", queries.inbox_count(user))
        items += _item(request, _("Requests"), "approvals:requests", "list")
    else:
        items += _item(request, _("Register"), "registration:start", "edit")
    items.append(NavItem(_("Help"), "#help", "help_outline"))
    return {
        "frame": {
            "user": user,
            "nav": items,
            "organization": "",
            "may_switch": "",
            "official": settings.OFFICIAL_SITE,
        },
        "help_desk": help_desk(),
    }
