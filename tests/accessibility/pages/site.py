"""Home, errors, doors for machines."""

from django.urls import reverse

from tests.accessibility.listing import Visit, not_a_page, page
from tests.factories.accounts import account

not_a_page("healthz", "JSON for machines")
not_a_page("readyz", "JSON for machines")


@page("home", "public")
def _():
    return Visit(reverse("home"))


@page("home", "empty")
def _():
    return Visit(reverse("home"), user=account())


@page("404", "full")
def _():
    return Visit("/no-such-page/", status=404)
