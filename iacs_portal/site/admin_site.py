"""The help desk's own admin site: our modules only, entered with a desk role, signed in through the portal's own page."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.views.requests import person
from iacs_portal.accounts.models import User
from iacs_portal.audit.models import Entry
from iacs_portal.core.access import Rule
from iacs_portal.scopes.queries import scopes_for
from iacs_portal.site.changelist import Key, KeyedChangeList, rows_after
from iacs_portal.site.look_ups import LookUp
from registration.models import Community
from registration.roles import LEAD_DESK, VIEW_COMMUNITY

DESK = Rule("help desk", "People with a live role at a community's help desk; anyone else is led to the sign-in page.")
ENTRIES_SHOWN = 100


def desk_address(community: Community) -> str:
    """The whole address at which further people of the community's help desk ask to be let in."""
    return str(settings.SITE_URL) + reverse("registration:ask_desk", args=[community.slug])


class DeskSite(admin.AdminSite):
    """Enters: an active person with a live desk role. `is_staff` is written by role commands; nobody is a superuser."""

    access_rule = DESK  # of every address of the site, for docs/access-map.md
    site_header = _("IACS-PC help desk")
    site_title = _("IACS-PC help desk")
    index_title = _("Help desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may enter. One query for each request, however often Django asks."""
        known: bool | None = getattr(request, "_enters_desk", None)
        if known is None:
            user = request.user
            known = isinstance(user, User) and user.is_staff and scopes_for(user, VIEW_COMMUNITY).exists()
            request._enters_desk = known  # type: ignore[attr-defined]  # kept for this request only
        return known

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal's own sign-in page; a signed-in person without a desk role goes home."""
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("home")
        query = urlencode({REDIRECT_FIELD_NAME: request.GET.get(REDIRECT_FIELD_NAME, reverse("desk:index"))})
        return redirect(f"{reverse('account_login')}?{query}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own sign-out page."""
        return redirect("account_logout")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The lists; for leads also the address for further people of each desk they lead. One query more than Django's."""
        led = Community.objects.filter(pk__in=scopes_for(person(request), LEAD_DESK).values("pk")).order_by("pk")
        context = {"led": [(community, desk_address(community)) for community in led]}
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The lists by app, under the names that the desk uses."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for listed in (each for app in apps for each in app["models"]):
            listed["name"] = getattr(self.get_model_admin(listed["model"]), "list_name", "") or listed["name"]
        return apps

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The case page beside the admin's own addresses; passwords are not changed here."""
        from iacs_portal.site.case import views  # noqa: PLC0415 - the views need this site

        own = [
            path("case/<int:request_id>/", self.admin_view(views.case), name="case"),
            path("case/<int:request_id>/decision/", self.admin_view(views.decision), name="case_decision"),
            path(
                "case/<int:request_id>/ask-facility/",
                self.admin_view(views.ask_facility),
                name="case_ask_facility",
            ),
        ]
        inherited = [each for each in super().get_urls() if getattr(each, "name", "") != "password_change"]
        return [*own, *inherited]


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Read-only: rows are changed by commands alone, and the desk's buttons call those.

    Lists are paged by key in the one order that `ordering` declares (one unique field, or two of which the last is unique), and are
    searched by `look_ups` alone: what an address asks for beside that would read whole tables.
    """

    actions = None
    list_per_page = 25
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    view_on_site = False
    ordering: ClassVar[Any] = ("-pk",)
    list_filter: ClassVar[Any] = ()  # of SimpleListFilter alone
    list_title: ClassVar[Any] = ""  # of the list's page; else the plural of what it lists
    list_name: ClassVar[Any] = ""  # in the navigation
    look_ups: ClassVar[Sequence[LookUp]] = ()
    hidden_statuses: ClassVar[Sequence[str]] = ()
    # From a row to what the entries of the trail about it have in common, by an index; None: its history is not told.
    trail_of: ClassVar[Any] = None

    def get_urls(self) -> list[URLPattern]:
        """Django's, the page of history for rows that have a trail only."""
        if self.trail_of is not None:
            return super().get_urls()
        return [each for each in super().get_urls() if not str(each.name or "").endswith("_history")]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the trail tells of a row, the newest `ENTRIES_SHOWN`. One query more than the row."""
        row = self.get_object(request, unquote(object_id))
        if row is None or self.trail_of is None:
            raise Http404
        entries = Entry.objects.filter(**self.trail_of(row)).select_related("actor", "person").order_by("-pk")
        found = list(entries[: ENTRIES_SHOWN + 1])
        context = site.each_context(request) | {
            "title": gettext("History: %(row)s") % {"row": row},
            "subtitle": None,
            "entries": found[:ENTRIES_SHOWN],
            "has_more": len(found) > ENTRIES_SHOWN,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": row,
            "opts": self.opts,
        }
        return render(request, "admin/object_history.html", context)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeyedChangeList]:
        """Lists paged by key."""
        return KeyedChangeList

    def rows_of_page(self, request: HttpRequest, rows: QuerySet[Any], after: Key | None, size: int) -> list[Any]:
        """The first `size` of `rows` behind the key `after`. Two queries at most."""
        return rows_after(rows, after, size)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """The fields that are looked up; without any there is no search."""
        return [look_up.field for look_up in self.look_ups]

    @property
    def search_help_text(self) -> str:  # type: ignore[override]  # Django reads an attribute
        """What can be typed."""
        return capfirst(gettext(" or ").join(str(look_up.label) for look_up in self.look_ups))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the first look-up to which the term means anything; nothing when it means nothing to any."""
        term = search_term.strip()
        if not term:
            return queryset, False
        for look_up in self.look_ups:
            value = look_up.reads(term)
            if value is not None:
                return look_up.find(queryset, value), False
        return queryset.none(), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The filters of the list only: no other column is looked through by an address."""
        return lookup in {each.parameter_name for each in self.list_filter}

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to those who may enter."""
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Shown to those who may enter."""
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: commands add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: commands change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: nothing is deleted."""
        return False


site = DeskSite(name="desk")
