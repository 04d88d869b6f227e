"""People."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.accounts.models import User
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.look_ups import by_address, by_last_name, by_user_id


@admin.register(User, site=site)
class UserAdmin(DeskAdmin):
    """People, found by e-mail address, User ID or the beginning of their last name."""

    list_display = ("name", "shown_user_id", "email", "telephone", "is_active", "date_joined")
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
    trail_of = staticmethod(lambda user: {"person": user})

    @admin.display(description=_("name"))
    def name(self, user: User) -> str:
        """The full name, or the address while no name is known."""
        return str(user)

    @admin.display(description=_("User ID"))
    def shown_user_id(self, user: User) -> str:
        """In upper case; empty while none is issued."""
        return user.user_id
