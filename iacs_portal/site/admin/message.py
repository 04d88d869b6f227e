"""Mails."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from iacs_portal.outbox.models import Message
from iacs_portal.outbox.rendering import render_preview
from iacs_portal.site.admin_site import DeskAdmin, site
from iacs_portal.site.changelist import StatusFilter
from iacs_portal.site.look_ups import by_address, by_tracking_number


@admin.register(Message, site=site)
class MessageAdmin(DeskAdmin):
    """Each mail and its fate. Codes and links that let in are dots."""

    list_display = ("created_at", "subject", "to", "about", "status", "attempts", "sent_at")
    list_filter = (StatusFilter,)
    ordering = ("-id",)
    look_ups = (by_address("to"), by_tracking_number("about"))
    fields = ("subject", "to", "about", "status", "attempts", "created_at", "sent_at", "last_error", "words")
    readonly_fields = ("subject", "words")

    @admin.display(description=_("mail"))
    def subject(self, message: Message) -> str:
        """What it is about."""
        return message.subject

    @admin.display(description=_("the mail"))
    def words(self, message: Message) -> str:
        """The mail as its reader got it, secrets left out."""
        preview = render_preview(message.message, message.facts, to=message.to, language=message.language)
        return f"{preview.subject}\n\n{preview.body}"
