"""Addresses that mails lead to, whole."""

from django.conf import settings
from django.urls import reverse


def address_of_link(link_key: int) -> str:
    """Where a link is shown, to the provider and to the company."""
    return settings.SITE_URL + reverse("links:link", args=[link_key])


def address_of_links(company_key: int) -> str:
    """Where all links of a company are listed."""
    return settings.SITE_URL + reverse("companies:links", args=[company_key])


def address_of_companies() -> str:
    """Where somebody finds the companies that she acts for."""
    return settings.SITE_URL + reverse("companies:mine")
