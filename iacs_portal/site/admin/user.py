"""People."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from iacs_portal.accounts.models import User
from iacs_portal.site.admin_site import DeskAdmin, site


@admin.register(User, site=site)
class UserAdmin(DeskAdmin):
    """People, found by e-mail address, User ID or the beginning of their last name."""

    list_display = ("user_id", "get_full_name", "email", "telephone", "is_active", "date_joined")
    fields = (
        "username",
        "email",
        ("first_name", "middle_name", "last_name", "suffix"),
        ("telephone", "extension"),
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
    )
    ordering = ("-id",)
    search_fields = ("email",)
    search_help_text = _("E-mail address, User ID, or the beginning of the last name")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Exactly by address or User ID in any case, or by the beginning of the last name."""
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(email=term.lower()) | Q(username=term.lower()) | Q(last_name__istartswith=term)
        return queryset.filter(found), False
