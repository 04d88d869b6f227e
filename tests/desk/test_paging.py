"""The desk's lists are paged by key and searched by index, in one order: whatever the size of a table, a page reads a few rows."""

import dataclasses
import re

import pytest
from django.db import connection
from django.urls import reverse

from iacs_portal.core.references import new_tracking_number
from iacs_portal.outbox.models import Message
from iacs_portal.site.admin_site import site
from tests.factories import engine, outbox, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db

NAME = re.compile(r'class="field-name"><a [^>]*>([^<]+)<')
NEXT = re.compile(r'<a href="([^"]*)" rel="next">')
TERMS = {
    "beginning of the last name": "Sample",
    "beginning of the legal business name": "harbor str",
    "beginning of the name": "main te",
    "e-mail address": "kim.1@sample.example",
    "EIN": "12-3456789",
    "NPI": "1234567893",
    "NPI or contractor number": "1234567893",
    "NPI, CCN, PTAN or contractor number": "1234567893",
    "User ID": "ZZZZZZZZ",
}
LOOK_UPS = [(model, look_up) for model, admin in site._registry.items() for look_up in admin.look_ups]


def list_of(model):
    return reverse(f"desk:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page(client, address):
    with counted() as statements:
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode(), statements


def next_page(text):
    found = NEXT.search(text)
    return found and found[1].replace("&amp;", "&")


def test_a_list_goes_on_behind_its_last_row_and_counts_nothing(client):
    client.force_login(registration.desk_agent())
    addresses = [outbox.queued(f"person{number:02}@sample.example").to for number in range(60)][::-1]
    shown, address, pages = [], list_of(Message), 0
    while address:
        text, statements = page(client, list_of(Message) + address.removeprefix(list_of(Message)))
        assert not [statement for statement in statements if "COUNT(" in statement or "OFFSET" in statement]
        shown += re.findall(r'class="field-to">([^<]+)<', text)
        address, pages = next_page(text), pages + 1
    assert (shown, pages) == (addresses, 3)
    assert "These are the last" in text
    assert "Back to the first page" in text


def test_the_queue_goes_on_behind_its_last_step_with_no_more_statements(client):
    client.force_login(registration.desk_agent())
    numbers = [registration.registration().tracking_number for _ in range(27)]
    queue = reverse("desk:approvals_step_changelist")
    page(client, queue)
    first, first_statements = page(client, queue)
    second, second_statements = page(client, queue + next_page(first))
    assert [number for number in numbers if number in first] == numbers[:25]
    assert [number for number in numbers if number in second] == numbers[25:]
    assert len(first_statements) == len(second_statements)
    assert not [statement for statement in second_statements if "OFFSET" in statement]


@pytest.mark.parametrize(
    "key", ["x", "[]", '["1"]', '["2026-13-45","1"]', '["2026-11-20","1"]', '["\\u0000","x"]', "{}"]
)
@pytest.mark.parametrize("name", ["approvals_step", "outbox_message", "accounts_user", "registration_providerrecord"])
def test_a_place_that_no_page_wrote_is_the_beginning_or_nothing(client, name, key):
    client.force_login(registration.desk_agent())
    for query in ({"after": key}, {"after": key, "q": "Sample"}):
        assert client.get(reverse(f"desk:{name}_changelist"), query).status_code == 200


def test_an_address_asks_for_no_order_and_no_column_of_its_own(client):
    client.force_login(registration.desk_agent())
    outbox.queued()
    url = list_of(Message)
    text, statements = page(client, url + "?o=3")
    assert 'ORDER BY "outbox_message"."id" DESC' in statements[-1]
    assert "sortable" not in text
    assert client.get(url, {"last_error__icontains": "x"}).status_code == 400
    text, statements = page(client, url + "?_facets=True")
    assert not [statement for statement in statements if "COUNT(" in statement]


def test_a_list_is_narrowed_by_the_statuses_that_it_shows(client):
    client.force_login(registration.desk_agent())
    request = registration.registration()
    url = reverse("desk:approvals_request_changelist")
    assert "?status=draft" not in page(client, url)[0]
    assert request.tracking_number in page(client, url + "?status=under_review")[0]
    for status in ("approved", "draft", "nonsense"):
        assert request.tracking_number not in page(client, f"{url}?status={status}")[0]


def test_people_are_listed_by_name_from_the_beginning_of_their_last_name(client):
    client.force_login(registration.desk_agent(last_name="Desk"))
    for name in ("Sample", "Samson", "SAMPSON", "Smith", "O'Sam", "Sa_pson"):
        engine.person(last_name=name, first_name="Pat")
    url = reverse("desk:accounts_user_changelist")
    names = NAME.findall(page(client, url + "?q=sam")[0])
    assert names == ["Pat Sample", "Pat SAMPSON", "Pat Samson"]
    assert NAME.findall(page(client, url + "?q=sa_")[0]) == ["Pat Sa_pson"]


def test_an_organization_is_found_by_its_ein_as_people_write_it_and_by_the_beginning_of_its_name(client):
    client.force_login(registration.desk_agent())
    organization = registration.organization(legal_business_name="Cedar Imaging LLC", ein="987654321")
    url = reverse("desk:registration_organization_changelist")
    for term in ("98-7654321", "987654321", "cedar im"):
        assert organization.legal_business_name in page(client, f"{url}?q={term}")[0]
    assert organization.legal_business_name not in page(client, f"{url}?q=imaging")[0]


def test_a_search_that_means_nothing_to_a_list_finds_nothing_and_asks_nothing(client):
    client.force_login(registration.desk_agent())
    url = reverse("desk:audit_entry_changelist")
    text, statements = page(client, url + "?q=Nobody has this")
    assert "Nothing found" in text
    assert not [statement for statement in statements if 'FROM "audit_entry"' in statement]


@pytest.mark.parametrize(
    ("model", "look_up"), LOOK_UPS, ids=lambda each: getattr(each, "field", getattr(each, "__name__", None))
)
def test_every_look_up_goes_through_an_index(model, look_up):
    value = look_up.reads(TERMS.get(str(look_up.label)) or new_tracking_number())
    *keys, name = look_up.field.split("__")
    for key in keys:  # the table in which it is looked up; from there on it goes by keys
        model = model._meta.get_field(key).related_model
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = dataclasses.replace(look_up, field=name).find(model._default_manager.order_by(), value).explain()
    assert "Index Cond: " in plan, plan
    assert "Seq Scan" not in plan, plan
