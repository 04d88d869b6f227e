"""The mail page, on development machines only."""

from django.urls import reverse

from tests.accessibility.listing import Visit, not_a_page, page
from tests.factories.outbox import queued

not_a_page("outbox:html_part", "the mail as it is sent, within the page of the mail")


@page("outbox:mails", "empty")
def _():
    return Visit(reverse("outbox:mails"), development=True)


@page("outbox:mails", "full")
def _():
    for _each in range(30):
        queued()
    return Visit(reverse("outbox:mails"), development=True)


@page("outbox:mail", "full")
def _():
    mail = queued(message="password_reset", secret_facts={"link": "https://portal.example/key/"})
    return Visit(reverse("outbox:mail", args=[mail.pk]), development=True)
