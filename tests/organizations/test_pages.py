"""The pages about organizations and groups: who may open them, what they say, how much they ask of the database."""

import csv
import datetime
import io

import pytest
from django.test import override_settings
from django.urls import reverse

from iacs_portal.core import clock
from iacs_portal.core.spreadsheets import safe_cell
from iacs_portal.roles.commands import end
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.site.organizations import queries
from tests.factories import chain, registration
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return registration.organization(legal_business_name="Harbor Street Clinic")


def _former_backup(clinic):
    person = chain.backup_of(clinic)
    held = RoleAssignment.objects.get(user=person, scope=clinic.pk)
    end(actor=None, assignment_id=held.pk, reason="as the test says")
    return person


READERS = {
    "owner": lambda clinic, group: chain.head_of(clinic),
    "BSO": lambda clinic, group: chain.backup_of(clinic),
    "UGA": lambda clinic, group: chain.administrator_of(group),
    "end user": lambda clinic, group: chain.end_user_of(group),
    "official of another organization": lambda clinic, group: chain.head_of(registration.organization()),
    "former holder": lambda clinic, group: _former_backup(clinic),
    "desk agent": lambda clinic, group: registration.desk_agent(),
    "nobody": lambda clinic, group: None,
}
OFFICIALS = {"owner", "BSO", "desk agent"}
MAY_OPEN = {
    "organization": OFFICIALS,
    "people": OFFICIALS,
    "people_csv": OFFICIALS,
    "group": OFFICIALS | {"UGA"},
    "person": OFFICIALS | {"UGA"},
    "roles": set(READERS) - {"nobody"},
    "places": set(READERS) - {"nobody"},
}
MAY_WORK_IN = {"owner", "BSO", "UGA", "end user"}


@pytest.mark.parametrize("who", READERS)
def test_each_door_opens_for_those_it_is_for_and_is_not_there_for_others(client, clinic, who):
    group = chain.group(clinic)
    member = chain.end_user_of(group)
    reader = READERS[who](clinic, group)
    if reader:
        client.force_login(reader)
    keys = {"group": [group.pk], "person": [clinic.pk, member.pk], "roles": [], "places": []}
    refused = 404 if reader else 302
    seen, wanted = {}, {}
    for name, open_to in MAY_OPEN.items():
        url = reverse(f"organizations:{name}", args=keys.get(name, [clinic.pk]))
        seen[name, "GET"] = client.get(url).status_code
        wanted[name, "GET"] = 200 if who in open_to else refused
        seen[name, "POST"] = client.post(url).status_code
        wanted[name, "POST"] = 405 if reader else 302
    url = reverse("organizations:work_here", args=[clinic.pk])
    seen["work_here", "POST"] = client.post(url).status_code
    wanted["work_here", "POST"] = 302 if who in MAY_WORK_IN or not reader else 404
    seen["work_here", "GET"] = client.get(url).status_code
    wanted["work_here", "GET"] = 405 if reader else 302
    assert seen == wanted


@pytest.mark.parametrize("name", ["organization", "people", "people_csv", "group"])
def test_a_key_that_is_too_large_is_not_there(client, clinic, name):
    client.force_login(chain.head_of(clinic))
    assert client.get(reverse(f"organizations:{name}", args=[10**20])).status_code == 404


def test_an_administrator_reads_only_the_roles_in_her_own_group(client, clinic):
    billing, front = chain.group(clinic), chain.group(clinic, "Front desk")
    administrator = chain.administrator_of(billing)
    member = chain.end_user_of(billing)
    chain.end_user_of(front, member)
    client.force_login(administrator)
    page = client.get(reverse("organizations:person", args=[clinic.pk, member.pk])).content.decode()
    assert "Billing" in page
    assert "Front desk" not in page
    client.force_login(chain.head_of(clinic))
    page = client.get(reverse("organizations:person", args=[clinic.pk, member.pk])).content.decode()
    assert "Front desk" in page


def test_the_page_of_an_organization_says_who_let_each_person_in(client, clinic):
    head = chain.head_of(clinic)
    member = chain.approved(chain.asks_for_group(clinic), head).requester
    client.force_login(head)
    answer = client.get(reverse("organizations:organization", args=[clinic.pk]))
    assert [(line.name, line.by) for band in answer.context["bands"] for line in band.lines] == [
        (head.get_full_name(), "CMS help desk"),
        (member.get_full_name(), head.get_full_name()),
    ]
    page = client.get(reverse("organizations:person", args=[clinic.pk, member.pk])).content.decode()
    request = member.requests.get()
    assert reverse("approvals:request", args=[request.tracking_number]) in page


def test_a_role_that_ended_stays_on_the_page_of_the_person_and_leaves_that_of_the_organization(client, clinic):
    former = _former_backup(clinic)
    client.force_login(chain.head_of(clinic))
    assert (
        former.get_full_name()
        not in client.get(reverse("organizations:organization", args=[clinic.pk])).content.decode()
    )
    page = client.get(reverse("organizations:person", args=[clinic.pk, former.pk])).content.decode()
    assert "Ended" in page


def test_staffing_counts_each_person_once_and_only_those_whose_role_is_in_force(clinic):
    alone = queries.staffing_of(clinic.pk)
    assert (alone.people, alone.rests_on_one, alone.is_ready) == (1, True, False)
    billing, front = chain.group(clinic), chain.group(clinic, "Front desk")
    administrator = chain.administrator_of(billing)
    chain.administrator_of(front, administrator)
    chain.backup_of(clinic)
    _former_backup(clinic)
    registration.organization()
    staffed = queries.staffing_of(clinic.pk)
    assert (staffed.people, staffed.deciders, staffed.administrators, staffed.end_users) == (3, 2, 1, 0)
    assert (staffed.rests_on_one, staffed.is_ready) == (False, True)


@override_settings(END_USERS_FROM=3)
def test_from_the_set_number_of_people_on_end_users_are_required_and_nothing_is_blocked(client, clinic):
    group = chain.group(clinic)
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:organization", args=[clinic.pk])
    chain.administrator_of(group)
    assert "End users are not required below 3 people; you have 2." in client.get(url).content.decode()
    chain.administrator_of(group)
    assert "You have 3 people. From 3 on, some must be end users." in client.get(url).content.decode()
    chain.end_user_of(group)
    assert "There are end users, as required from 3 people on." in client.get(url).content.decode()


def test_the_badge_stands_only_where_one_person_alone_decides(client, clinic):
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:organization", args=[clinic.pk])
    assert "Rests on one person" in client.get(url).content.decode()
    chain.backup_of(clinic)
    assert "Rests on one person" not in client.get(url).content.decode()


def test_an_open_request_has_a_button_for_whom_it_waits(client, clinic):
    chain.asks_for_backup(clinic)
    chain.asks_for_group(clinic)
    url = reverse("organizations:organization", args=[clinic.pk])
    for reader, buttons in ((chain.head_of(clinic), 2), (chain.backup_of(clinic), 1), (registration.desk_agent(), 0)):
        client.force_login(reader)
        lines = client.get(url).context["requests"]
        assert (len(lines), sum(bool(line.url) for line in lines)) == (2, buttons)


def test_people_are_chosen_by_role_and_group_and_put_in_order(client, clinic):
    billing, front = chain.group(clinic), chain.group(clinic, "Front desk")
    ann = chain.end_user_of(billing, registration.known_person(last_name="Ample"))
    zoe = chain.administrator_of(front, registration.known_person(last_name="Zample"))
    head = chain.head_of(clinic)
    client.force_login(head)
    url = reverse("organizations:people", args=[clinic.pk])

    def found(**words):
        return [line.assignment.user for line in client.get(url, words).context["lines"]]

    assert found() == [ann, head, zoe]
    assert found(order="date") == [zoe, ann, head]
    assert found(role="end_user") == [ann]
    assert found(group=front.pk) == [zoe]
    assert found(role="end_user", group=front.pk) == []
    assert found(role="no such", group="a\x00b", order="x") == [ann, head, zoe]


@pytest.mark.parametrize("order", ["name", "date"])
def test_every_person_stands_on_one_page_of_the_list(client, clinic, order):
    group = chain.group(clinic)
    for _number in range(30):
        chain.end_user_of(group, registration.known_person(first_name="Kim", last_name="Sample"))
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:people", args=[clinic.pk])
    first = client.get(url, {"order": order}).context
    second = client.get(url + first["next_url"]).context
    keys = [line.assignment.pk for line in [*first["lines"], *second["lines"]]]
    assert (len(first["lines"]), len(keys), len(set(keys)), second["next_url"]) == (25, 31, 31, "")


def test_all_groups_are_reached_page_by_page(client, clinic):
    for number in range(30):
        chain.group(clinic, f"Group {number:02d}")
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:organization", args=[clinic.pk])
    first = client.get(url).context
    second = client.get(url + first["next_url"]).context
    assert [group.name for group in [*first["groups"], *second["groups"]]] == [f"Group {n:02d}" for n in range(30)]
    assert second["next_url"] == ""


def _read(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_holds_the_people_asked_for_and_nothing_secret(client, clinic):
    group = chain.group(clinic)
    member = chain.end_user_of(group)
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:people_csv", args=[clinic.pk])
    rows = _read(client.get(url))
    assert rows[0] == ["Name", "User ID", "Role", "Group", "Since", "Let in by", "Confirm by", "State"]
    assert len(rows) == 3
    chosen = _read(client.get(url, {"role": "end_user"}))
    assert [row[0] for row in chosen[1:]] == [member.get_full_name()]
    everything = str(rows)
    for secret in (clinic.ein, clinic.shown_ein, "1968-04-28", member.identity.ssn_last4):
        assert secret not in everything


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_begins_like_a_formula_is_quoted_in_the_file(client, clinic, begin):
    assert safe_cell(begin + "1") == f"'{begin}1"
    assert safe_cell("Kim" + begin) == "Kim" + begin
    chain.end_user_of(chain.group(clinic), registration.known_person(first_name=f"{begin}cmd", last_name="Aaa"))
    client.force_login(chain.head_of(clinic))
    answer = client.get(reverse("organizations:people_csv", args=[clinic.pk]))
    assert _read(answer)[1][0].startswith("'")


def _one_more(clinic):
    group = chain.group(clinic, f"Group {RoleAssignment.objects.count()}")
    chain.administrator_of(group)
    chain.end_user_of(group)
    chain.asks_for_group(clinic, name=f"Asked {RoleAssignment.objects.count()}")


@pytest.mark.parametrize("name", ["organization", "people", "people_csv", "group", "person", "roles", "places"])
def test_a_page_takes_the_same_number_of_statements_for_1_and_30_rows(client, clinic, name):
    head = chain.head_of(clinic)
    group = chain.group(clinic)
    member = chain.end_user_of(group)
    chain.asks_to_join(group)
    keys = {"group": [group.pk], "person": [clinic.pk, member.pk], "roles": [], "places": []}
    url = reverse(f"organizations:{name}", args=keys.get(name, [clinic.pk]))
    client.force_login(head)
    _one_more(clinic)
    client.get(url)
    counts = []
    for more in (0, 29):
        for _number in range(more):
            _one_more(clinic)
            chain.end_user_of(group)
            chain.asks_to_join(group)
            if name in {"roles", "places"}:
                registration.organization(head)
            if name == "person":
                chain.end_user_of(chain.group(clinic, f"Further {RoleAssignment.objects.count()}"), member)
        with counted() as statements:
            answer = client.get(url)
            if answer.streaming:
                _read(answer)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12, str(statements)


def test_a_person_of_two_organizations_chooses_where_she_works(client, clinic):
    head = chain.head_of(clinic)
    client.force_login(head)
    page = client.get(reverse("home")).content.decode()
    assert "You work for:" in page
    change = f'href="{reverse("organizations:places")}"'
    assert change not in page
    dental = registration.organization(head, legal_business_name="Zenith Dental")
    assert change in client.get(reverse("home")).content.decode()
    answer = client.post(reverse("organizations:work_here", args=[dental.pk]), follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "You work for Zenith Dental now." in answer.content.decode()
    assert answer.context["frame"].place == "Zenith Dental"
    held = RoleAssignment.objects.get(user=head, scope=dental.pk)
    end(actor=None, assignment_id=held.pk, reason="as the test says")
    assert client.get(reverse("home")).context["frame"].place == "Harbor Street Clinic"


def test_many_organizations_are_searched_by_name(client):
    head = registration.known_person()
    for number in range(26):
        registration.organization(head, legal_business_name=f"Harbor {number:02d}")
    client.force_login(head)
    url = reverse("organizations:places")
    first = client.get(url)
    assert 'role="search"' in first.content.decode()
    rest = client.get(url + first.context["next_url"]).context["places"]
    assert [str(place) for _scope, place in rest] == ["Harbor 25"]
    found = client.get(url, {"q": "harbor 07"}).context["places"]
    assert [str(place) for _scope, place in found] == ["Harbor 07"]
    assert client.get(url, {"q": "a\x00b"}).status_code == 200


def test_home_leads_to_the_pages_of_ones_organizations_and_groups(client, clinic):
    group = chain.group(clinic)
    for reader, url in (
        (chain.head_of(clinic), reverse("organizations:organization", args=[clinic.pk])),
        (chain.administrator_of(group), reverse("organizations:group", args=[group.pk])),
    ):
        client.force_login(reader)
        assert f'href="{url}"' in client.get(reverse("home")).content.decode()
    client.force_login(chain.end_user_of(group))
    assert reverse("organizations:group", args=[group.pk]) not in client.get(reverse("home")).content.decode()


def test_the_header_leads_officials_to_the_page_of_the_organization_and_nobody_else(client, clinic):
    link = f'href="{reverse("organizations:organization", args=[clinic.pk])}"'
    administrator = chain.administrator_of(chain.group(clinic))
    for reader, is_led in ((chain.head_of(clinic), True), (chain.backup_of(clinic), True), (administrator, False)):
        client.force_login(reader)
        assert (link in client.get(reverse("approvals:requests")).content.decode()) == is_led


def test_the_page_names_who_is_there_and_who_is_missing_to_reach_applications(client, clinic):
    head, url = chain.head_of(clinic), reverse("organizations:organization", args=[clinic.pk])
    client.force_login(head)
    page = client.get(url).content.decode()
    for words in (
        "Not ready for Medicare applications yet",
        "Security Official: you",
        "There is no User Group Administrator yet.",
        "Only you decide here.",
        "1 person uses IACS-PC here",
        "1 of 10 people",
    ):
        assert words in page
    group = chain.group(clinic)
    chain.administrator_of(group, registration.known_person(first_name="Lee", last_name="Example"))
    chain.administrator_of(group, registration.known_person(first_name="Zoe", last_name="Example"))
    chain.backup_of(clinic, registration.known_person(first_name="Kim", last_name="Backup"))
    page = client.get(url).content.decode()
    for words in (
        "Ready for Medicare applications",
        "User Group Administrator: Lee Example, Billing, and 1 more",
        "Backup Security Official: Kim Backup",
        "4 people use IACS-PC here",
    ):
        assert words in page
    client.force_login(registration.desk_agent())
    assert f"Security Official: {head.get_full_name()}" in client.get(url).content.decode()


def test_a_role_that_nobody_holds_is_named_and_a_request_to_be_backup_is_led_to(client, clinic):
    request = chain.asks_for_backup(clinic)
    client.force_login(chain.head_of(clinic))
    answer = client.get(reverse("organizations:organization", args=[clinic.pk]))
    assert [(band.role, len(band.lines), band.empty) for band in answer.context["bands"]] == [
        ("Security Official (SO)", 1, "Nobody yet."),
        ("Backup Security Official (BSO)", 0, "Nobody yet. 1 request waits."),
        ("User Group Administrator (UGA)", 0, "Nobody yet."),
        ("End User", 0, "Nobody yet."),
    ]
    assert f"Decide the request of {request.requester.get_full_name()}" in answer.content.decode()


def test_a_role_that_is_due_within_30_days_says_so(client, clinic):
    member = chain.end_user_of(chain.group(clinic))
    held = RoleAssignment.objects.filter(user=member)
    client.force_login(chain.head_of(clinic))
    url = reverse("organizations:people", args=[clinic.pk])
    for days, word in ((31, "Active"), (29, "Confirm soon")):
        held.update(certify_by=clock.now() + datetime.timedelta(days=days))
        lines = client.get(url, {"role": "end_user"})
        assert [line.state for line in lines.context["lines"]] == ["active" if word == "Active" else "due"]
        assert word in lines.content.decode()
