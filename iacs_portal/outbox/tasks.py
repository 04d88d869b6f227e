"""Tasks of the outbox. Doing one twice, or two at once, does no harm."""

from iacs_portal.celery import app
from iacs_portal.outbox import delivery


@app.task(name="outbox.deliver", acks_late=True, time_limit=300)
def deliver() -> int:
    """Send the mail that is due."""
    return delivery.drain()


@app.task(name="outbox.empty_stale_secrets", acks_late=True, time_limit=60)
def empty_stale_secrets() -> int:
    """Empty codes and links that are too old to be of use."""
    return delivery.empty_stale_secrets(actor=None)
