"""The first page."""

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_everyone_reads_what_the_portal_is_for(client: Client) -> None:
    page = client.get(reverse("home"))
    assert page.status_code == 200
    assert b"Get access to Medicare systems for your practice" in page.content
    assert b"1-800-555-0142" in page.content
