"""The mail page of development machines."""

from tests.accessibility.listing import not_a_page

why = "404 unless DEBUG: only on development machines"
not_a_page("outbox:mails", why)
not_a_page("outbox:mail", why)
not_a_page("outbox:html_part", why)
