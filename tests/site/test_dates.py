"""Dates that people read are those of the business time zone, also in the hours when it is tomorrow already in UTC."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from iacs_portal.site.admin_site import site
from tests.factories import engine, facilities, registration

pytestmark = pytest.mark.django_db

EIGHT_IN_THE_EVENING = datetime.datetime(2027, 1, 5, 1, tzinfo=datetime.UTC)  # Monday, January 4, Eastern
TOMORROW = re.compile(r"\bJan(uary|\.)? 5\b")
LISTS = sorted(f"desk:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in site._registry)


@pytest.fixture(autouse=True)
def in_the_evening():
    with time_machine.travel(EIGHT_IN_THE_EVENING, tick=False):
        yield


def page(client, reader, address):
    client.force_login(reader)
    response = client.get(address)
    assert response.status_code == 200
    text = response.content.decode()
    assert not TOMORROW.search(text)
    return text


def test_home_says_today(client):
    question = facilities.ask()
    text = page(client, facilities.official_of(question.organization), reverse("home"))
    assert '<td data-label="Asked">Monday, January 4</td>' in text
    assert re.search(r'data-label="Since">\s*Monday, January 4', text)
    assert "sent Monday, January 4" in text
    assert '<td data-label="When">Monday, January 4</td>' in text


def test_my_requests_say_today(client):
    request = registration.registration()
    assert "sent Monday, January 4" in page(client, request.requester, reverse("approvals:requests"))


def test_the_inbox_says_the_last_day_of_the_promise(client):
    scope = engine.organization()
    head = engine.holder(engine.toy_roles.HEAD, scope)
    engine.toy_request(engine.person(), scope)
    # Ten business days after January 4; Martin Luther King's birthday on the 18th does not count.
    assert "due Tuesday, January 19" in page(client, head, reverse("approvals:inbox"))


def test_the_case_says_today_of_mails_and_of_the_paper_seen(client):
    desk = registration.desk_agent()
    organization = registration.approved(registration.registration(), desk)
    text = page(client, desk, reverse("desk:case", args=[organization.registered_by.request_id]))
    assert "Jan 4, 8:00 p.m." in text
    assert "<small>Jan. 4, 2027, 8 p.m.</small>" in text


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_of_the_desk_never_say_tomorrow(client, name):
    facilities.ask()
    page(client, registration.desk_agent(), reverse(name))


def test_the_list_of_mails_says_today(client):
    registration.registration()
    desk = registration.desk_agent()
    assert "Jan. 4, 2027, 8 p.m." in page(client, desk, reverse("desk:outbox_message_changelist"))


def test_the_mail_page_of_development_says_today(client, settings):
    settings.DEBUG = True
    registration.registration()
    assert "Jan 4, 20:00:00" in page(client, registration.desk_agent(), reverse("outbox:mails"))


def test_the_database_goes_on_in_utc():
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
