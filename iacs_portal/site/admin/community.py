"""Communities."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Field, Model
from django.forms import Field as FormField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from approvals.views.requests import person
from iacs_portal.core.errors import Refused
from iacs_portal.scopes.queries import may
from iacs_portal.site.admin_site import DeskAdmin, desk_address, site
from registration.commands.communities import SETTABLE, set_community
from registration.models import Community
from registration.roles import LEAD_DESK


@admin.register(Community, site=site)
class CommunityAdmin(DeskAdmin):
    """What each community's desk tells people. Its leads set it, by the command; the trail keeps who set what."""

    list_display = ("__str__", "is_open", "desk_telephone", "desk_email")
    ordering = ("slug",)
    trail_of = staticmethod(lambda community: {"scope_key": community.pk})
    fields = SETTABLE
    readonly_fields = ("further_people",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """What is set, and for a lead the address for further people of her desk."""
        return (*SETTABLE, "further_people") if self.has_change_permission(request, obj) else SETTABLE

    @admin.display(description=_("address for further help desk people"))
    def further_people(self, community: Community) -> str:
        """The way in for them, whole, to copy into a mail."""
        return format_html(
            '<a href="{0}">{0}</a><br>{1}',
            desk_address(community),
            _("Send it to whom you want at the desk. Each request comes to the leads, who decide."),
        )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Leads of the community's help desk, for that community."""
        return isinstance(obj, Community) and may(person(request), LEAD_DESK, obj.pk)

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Each field carries what it said when the page was drawn: what another lead set meanwhile stays."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.show_hidden_initial = True
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the command."""
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        set_community(actor=person(request), community_key=obj.pk, values=values)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Not in the admin's own log: the trail has it."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page; what the command refuses stands above it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(request.path)
