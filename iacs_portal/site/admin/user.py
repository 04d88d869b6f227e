"""People."""

from django.contrib import admin

from iacs_portal.accounts.models import User
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_address, by_last_name, by_user_id


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
    look_ups = (by_address("email"), by_user_id("username"), by_last_name("last_name"))
