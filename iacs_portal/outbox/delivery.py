"""From row to mail: claim, send, record. Each claim is committed before anything is sent, and nothing is sent inside a transaction.

A worker that dies while it sends has used up one of the five attempts all the same; when its lease is over another goes on. A
message may so be mailed twice, never lost: both copies carry the same Message-ID.
"""

import datetime
import smtplib
import time

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from iacs_portal.core import clock
from iacs_portal.core.commands import command
from iacs_portal.outbox.models import Message, MessageStatus
from iacs_portal.outbox.rendering import render
from iacs_portal.outbox.secrets import opened

logger = structlog.get_logger(__name__)

ATTEMPTS = 5
# Longer than a worker may work on one task (CELERY_TASK_TIME_LIMIT): nobody else takes what it may still be sending.
LEASE = datetime.timedelta(seconds=330)
PAUSES = (30, 120, 600, 3600)  # seconds after the first, second, third and fourth attempt
BUDGET = 100.0  # seconds after which a drain leaves the rest to the next one
STALE = "stale: its code or link is too old to be of use"
DIED = "the worker died while it sent this"


def drain() -> int:
    """Send all that is due, one message after the other over one connection. Returns how many were sent.

    When the mail server cannot be reached nothing is claimed, so that an outage uses up no attempts. Raises nothing for a
    message that fails: that is recorded with it.
    """
    connection = get_connection()
    sent, ends = 0, time.monotonic() + BUDGET
    if not Message.objects.filter(_due()).exists():
        return 0
    try:
        while time.monotonic() < ends and _reached(connection) and (message := claim(actor=None)):
            sent += _deliver(message, connection)
    finally:
        _close(connection)
    return sent


def _due() -> Q:
    return Q(status=MessageStatus.WAITING, next_attempt_at__lte=clock.now())


@command
def claim(*, actor: None) -> Message | None:
    """Take the message that has waited longest, for `LEASE`, and count the attempt. None when none is due.

    One that has had its five attempts (its worker died in the last one), or whose secret facts are stale, is parked on the way.
    """
    due = (
        Message.objects.filter(_due())
        .order_by("next_attempt_at", "id")
        .select_for_update(skip_locked=True, no_key=True)
    )
    while message := due.first():
        if message.attempts >= ATTEMPTS:
            _park(message, DIED)
        elif message.secret_until is not None and message.secret_until <= clock.now():
            _park(message, STALE)
        else:
            message.attempts += 1
            message.leased_until = message.next_attempt_at = clock.now() + LEASE
            message.save(update_fields=["attempts", "leased_until", "next_attempt_at"])
            return message
    return None


def _park(message: Message, error: str) -> None:
    message.status, message.last_error, message.leased_until = MessageStatus.PARKED, error, None
    message.secret_facts, message.secret_until = b"", None
    message.save(update_fields=["status", "last_error", "leased_until", "secret_facts", "secret_until"])
    logger.error("mail_parked", mail=message.pk, message=message.message, attempts=message.attempts)


def _deliver(message: Message, connection: BaseEmailBackend) -> bool:
    try:
        connection.send_messages([_mail(message, connection)])
    except Exception as error:
        _close(connection)
        record_failure(actor=None, message=message, error=_in_short(error))
        return False
    record_sent(actor=None, message=message)
    return True


def _mail(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    words = render(message.message, message.facts, opened(message.secret_facts), message.language)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    mail = EmailMultiAlternatives(
        words.subject,
        words.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        connection=connection,
        headers={
            "Message-ID": f"<outbox.{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    mail.attach_alternative(words.html, "text/html")
    return mail


def _held(message: Message) -> Q:
    """Still this worker's: not decided by another one after the lease was over."""
    return Q(pk=message.pk, status=MessageStatus.WAITING, attempts=message.attempts)


@command
def record_sent(*, actor: None, message: Message) -> None:
    """Keep that a claimed message is mailed, and empty its secret facts."""
    values = {"status": MessageStatus.SENT, "sent_at": clock.now(), "leased_until": None, "last_error": ""}
    if not settings.OUTBOX_KEEPS_SECRETS:
        values |= {"secret_facts": b"", "secret_until": None}
    Message.objects.filter(_held(message)).update(**values)


@command
def record_failure(*, actor: None, message: Message, error: str) -> None:
    """Keep why a claimed message was not mailed, and when it is tried again; after the fifth attempt it is parked."""
    row = Message.objects.filter(_held(message)).select_for_update(no_key=True).first()
    if row is None:
        return
    if row.attempts >= ATTEMPTS:
        _park(row, error)
        return
    row.last_error, row.leased_until = error, None
    row.next_attempt_at = clock.now() + datetime.timedelta(seconds=PAUSES[row.attempts - 1])
    row.save(update_fields=["last_error", "leased_until", "next_attempt_at"])
    logger.warning("mail_not_sent", mail=row.pk, message=row.message, attempts=row.attempts, error=error)


@command
def empty_stale_secrets(*, actor: None) -> int:
    """Empty secret facts that nobody can use any more, and park the mails that were not sent by then. Returns how many.

    A mail that a worker holds keeps them until that is over: emptied before, it would wait for its next attempt without
    the code or link that it is there for.
    """
    stale = Message.objects.filter(secret_until__lte=clock.now())
    free = Q(leased_until=None) | Q(leased_until__lte=clock.now())
    stale.filter(free, status=MessageStatus.WAITING).update(
        status=MessageStatus.PARKED, last_error=STALE, leased_until=None
    )
    return stale.exclude(status=MessageStatus.WAITING).update(secret_facts=b"", secret_until=None)


def _reached(connection: BaseEmailBackend) -> bool:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.error("mail_server_does_not_answer", error=_in_short(error))
        _close(connection)
        return False
    return True


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        logger.info("mail_connection_not_closed", error=_in_short(error))


def _in_short(error: Exception) -> str:
    """Type and SMTP status. Never the text of the error: a mail server repeats addresses in it."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((refusal[0] for refusal in error.recipients.values()), None)
    return type(error).__name__ + (f" {code}" if code else "")
