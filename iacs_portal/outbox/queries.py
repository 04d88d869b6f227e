"""What pages ask of the outbox."""

from django.db.models import QuerySet

from iacs_portal.outbox.models import Message


def newest_mails(*, before: int | None = None) -> QuerySet[Message]:
    """All mails, newest first, from the one before the key `before` on; page by the key of the last one shown."""
    mails = Message.objects.order_by("-pk")
    return mails if before is None else mails.filter(pk__lt=before)
