"""Who, which address, which method, what answer. Whoever has no business with an object learns nothing: it is not there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from iacs_portal.site.access import doors
from tests.access.world import WHO, World, made

pytestmark = pytest.mark.django_db
SIGN_IN = 0  # led to the sign-in page
NOT_THERE = 404


@dataclass(frozen=True)
class Line:
    """One address: `keys` name what stands in it; `answers` says who gets which status, everyone else that it is not there.

    `data` is what is sent; "opening" there is the one that the page of the step shows.
    """

    name: str
    method: str
    keys: tuple[str, ...]
    answers: dict[str, int]
    data: dict[str, str] = field(default_factory=lambda: {"sent": "yes"})

    def expected(self, who: str) -> int:
        """What `who` gets."""
        return SIGN_IN if who == "nobody" else self.answers.get(who, NOT_THERE)


def wizard(page: str, draft: str, get: int = 200, post: int = 422) -> Iterator[Line]:
    """A page of a form: the owner's alone, read and sent."""
    yield Line(page, "get", (draft,), {"owner": get})
    yield Line(page, "post", (draft,), {"owner": post})


def both(name: str, key: str, who: tuple[str, ...]) -> Iterator[Line]:
    """A page with a form about an object: read, and sent without an answer."""
    yield Line(name, "get", (key,), everyone(*who))
    yield Line(name, "post", (key,), everyone(*who, status=422))


def everyone(*who: str, status: int = 200) -> dict[str, int]:
    """The same answer for each of them."""
    return dict.fromkeys(who, status)


OFFICIALS = ("head", "backup")
COMPANY = ("company administrator",)
ENDS = {"reason": "over"}
RUNS = "company administrator"
# What waits for the administrators of a group is seen by those above them too, to whom it goes when nobody is there; they are told
# that it does not wait for them.
ABOVE = {"head": 200, "backup": 200, "desk": 200}
REFUSED = dict.fromkeys(ABOVE, 422)
SIGNED_IN = dict.fromkeys((who for who in WHO if who != "nobody"), 200)
TABLE = [
    Line("registration:continue", "get", ("draft",), {"owner": 302}),
    # Who she is stays as it is while a request of hers is looked at.
    *wizard("registration:person", "draft", get=302, post=302),
    *wizard("registration:number", "draft"),
    *wizard("registration:organization", "draft", post=302),
    *wizard("registration:papers", "draft"),
    *wizard("registration:review", "draft"),
    *wizard("registration:word", "draft of a successor"),
    *wizard("registration:papers", "draft of a successor"),
    *wizard("registration:find", "draft for a group"),
    *wizard("usergroups:new_group", "draft for a group"),
    *wizard("usergroups:group", "draft for a place in a group"),
    *wizard("registration:reason", "draft for a group", get=302, post=302),
    *wizard("usergroups:wizard_company", "draft for a company"),
    # A form without a company yet leads back to its page.
    *wizard("usergroups:wizard_link", "draft for a company", get=302, post=302),
    Line("usergroups:wizard_link", "get", ("draft of a company",), everyone("company administrator")),
    Line("usergroups:wizard_link", "post", ("draft of a company",), everyone("company administrator", status=422)),
    *wizard("registration:practitioner_npi", "draft of a practitioner"),
    *wizard("registration:practice", "draft of a practitioner", post=302),
    *wizard("registration:individual", "draft", post=302),
    # What people keep right themselves
    *both("registration:contact", "organization", OFFICIALS),
    *both("registration:contact", "practice", ("practitioner",)),
    *both("group_changes:rename", "group of the practice", ("practitioner",)),
    *both("group_changes:close", "group of the practice", ("practitioner",)),
    *both("usergroups:invitations", "group of the practice", ("practitioner",)),
    Line("roles:end", "get", ("role of her administrator",), everyone("practitioner")),
    Line("roles:end", "post", ("role of her administrator",), everyone("practitioner", status=302), ENDS),
    Line("roles:end", "get", ("role of the practitioner",), everyone("practitioner")),
    Line("organizations:organization", "get", ("practice",), everyone("practitioner", "desk")),
    *both("registration:facilities", "organization", ("head",)),
    *both("group_changes:rename", "group", OFFICIALS),
    *both("group_changes:close", "group", OFFICIALS),
    *both("usergroups:invitations", "group", (*OFFICIALS, "administrator")),
    *both("usergroups:invitations", "organization", ("head",)),
    *both("usergroups:successor", "organization", ("head",)),
    Line("usergroups:revoke_invitation", "post", ("group", "invitation"), {"administrator": 302}),
    Line("usergroups:renew_invitation", "post", ("group", "invitation"), {"administrator": 302}),
    # Roles end by the person herself, and by those above
    Line("roles:end", "get", ("role of the member",), everyone(*OFFICIALS, "administrator", "member")),
    Line(
        "roles:end", "post", ("role of the member",), everyone(*OFFICIALS, "administrator", "member", status=302), ENDS
    ),
    Line("roles:end", "get", ("role of the administrator",), everyone(*OFFICIALS, "administrator")),
    Line("roles:end", "post", ("role of the administrator",), everyone(*OFFICIALS, "administrator", status=302), ENDS),
    Line("roles:end", "get", ("role of the backup",), everyone(*OFFICIALS)),
    Line("roles:end", "post", ("role of the backup",), everyone(*OFFICIALS, status=302), ENDS),
    Line("roles:end", "get", ("role of the head",), everyone(*OFFICIALS)),
    Line("roles:end", "post", ("role of the head",), everyone(*OFFICIALS, status=409), ENDS),
    # Who sees an organization, and its people
    Line("organizations:organization", "get", ("organization",), everyone(*OFFICIALS, "desk")),
    Line("organizations:people", "get", ("organization",), everyone(*OFFICIALS, "desk")),
    Line("organizations:people_csv", "get", ("organization",), everyone(*OFFICIALS, "desk")),
    Line("organizations:group", "get", ("group",), everyone(*OFFICIALS, "desk", "administrator")),
    Line("organizations:person", "get", ("organization", "member"), everyone(*OFFICIALS, "desk", "administrator")),
    Line(
        "organizations:work_here",
        "post",
        ("organization",),
        # Who runs a link works for the provider too.
        everyone(*OFFICIALS, "administrator", "member", "company administrator", "team member", status=302),
    ),
    # Companies: who acts for one, and the help desk, which reads only. A team's people and the provider see none of it.
    Line("companies:company", "get", ("company",), everyone("company administrator", "desk")),
    Line("companies:links", "get", ("company",), everyone("company administrator", "desk")),
    Line("companies:requests", "get", ("company",), everyone("company administrator", "desk")),
    *both("companies:correct", "company", ("company administrator",)),
    # Lists of providers are the company's
    *both("provider_lists:new", "company", COMPANY),
    Line("provider_lists:of_company", "get", ("company",), everyone(*COMPANY)),
    Line("provider_lists:list", "get", ("list",), everyone(*COMPANY)),
    Line("provider_lists:csv", "get", ("list",), everyone(*COMPANY)),
    Line("provider_lists:letter", "get", ("list", "line with a letter"), everyone(*COMPANY)),
    Line("provider_lists:send", "post", ("list",), everyone(*COMPANY, status=302)),
    Line("approvals:discard", "post", ("draft",), {"owner": 302}),
    Line("registration:again", "post", ("waiting",), {"owner": 302}),
    Line("registration:sent", "get", ("waiting",), {"owner": 200}),
    Line("registration:cover_sheet", "get", ("waiting",), {}),
    Line("registration:paper", "get", ("paper",), {"owner": 200}),
    # The Security Official sees such a request, and no paper of it.
    Line("registration:paper", "get", ("paper of a successor",), {"owner": 200, "desk": 200}),
    Line("registration:cover_sheet", "get", ("succession",), {"owner": 200}),
    Line("approvals:request", "get", ("waiting",), {"owner": 200, "administrator": 200} | ABOVE),
    Line("approvals:request", "get", ("returned",), {"owner": 200, "desk": 200}),
    Line("approvals:note", "post", ("waiting",), {"owner": 422, "administrator": 422} | dict.fromkeys(ABOVE, 422)),
    Line("approvals:withdraw", "post", ("waiting",), {"owner": 302}),
    Line("approvals:decide", "get", ("step",), {"administrator": 200} | ABOVE),
    Line("approvals:decision", "post", ("step",), {"administrator": 302} | REFUSED, {"do": "approve", "opening": ""}),
    # Its way in is open to who is signed in; who works at that desk is told so.
    Line("registration:ask_desk", "get", ("community",), SIGNED_IN),
    Line("registration:ask_desk", "post", ("community",), dict.fromkeys(SIGNED_IN, 302) | {"desk": 200}),
    Line("registration:change_names", "get", ("organization",), {"head": 200, "backup": 200}),
    Line("registration:change_names", "post", ("organization",), {"head": 422, "backup": 422}),
    Line("registration:facility", "get", ("question",), {"head": 200}),
    Line("registration:confirm_facility", "post", ("question",), {"head": 302}),
    Line("registration:decline_facility", "post", ("question",), {"head": 302}),
    # People and teams of a company
    *wizard("usergroups:find_company", "draft to run a company"),
    *wizard("usergroups:choose_team", "draft for a team"),
    Line("companies:people", "get", ("company",), everyone(RUNS)),
    Line("companies:person", "get", ("company", "company member"), everyone(RUNS)),
    Line("companies:end_person", "get", ("company", "company member"), everyone(RUNS)),
    Line("companies:end_person", "post", ("company", "company member"), everyone(RUNS, status=302), ENDS),
    *both("companies:new_team", "company", (RUNS,)),
    Line("companies:team", "get", ("team",), everyone(RUNS)),
    *both("companies:rename_team", "team", (RUNS,)),
    *both("companies:close_team", "empty team", (RUNS,)),
    *both("companies:pick", "empty team", (RUNS,)),
    *both("usergroups:invitations", "company", (RUNS,)),
    *both("usergroups:invitations", "team", (RUNS,)),
    Line("roles:end", "get", ("role of the company member",), everyone(RUNS, "team member")),
    Line("roles:end", "post", ("role of the company member",), everyone(RUNS, "team member", status=302), ENDS),
    # The only administrator of a company that works for a provider stays.
    Line("roles:end", "get", ("role of the company administrator",), everyone(RUNS)),
    Line("roles:end", "post", ("role of the company administrator",), everyone(RUNS, status=409), ENDS),
    Line("roles:end", "post", ("role in the link",), {RUNS: 302, "head": 409, "backup": 409}, ENDS),
    # Links: both sides see one; the provider keeps people out, the company renews. The help desk reads.
    Line("links:link", "get", ("link",), everyone(*OFFICIALS, RUNS, "desk")),
    Line("links:end", "get", ("link",), everyone(*OFFICIALS, RUNS, "desk")),
    Line("links:end", "post", ("link",), {"head": 302, "backup": 302, RUNS: 302, "desk": 422}, ENDS),
    Line("links:renew", "post", ("link",), everyone(RUNS, status=409)),
    Line("links:change_team", "get", ("link",), everyone(RUNS)),
    Line("links:change_team", "post", ("link",), everyone(RUNS, status=422)),
    Line("links:keep_out", "get", ("link", "company member"), everyone(*OFFICIALS)),
    Line("links:keep_out", "post", ("link", "company member"), everyone(*OFFICIALS, status=302)),
    Line("links:let_in", "post", ("exclusion",), everyone(*OFFICIALS, status=302)),
    Line("links:of_provider", "get", ("organization",), everyone(*OFFICIALS, "desk")),
    Line("links:of_provider", "post", ("organization",), everyone(*OFFICIALS, status=302), {"rule": "never"}),
]


def signed_in(world: World) -> dict[str, Client]:
    """A client for each sort of person, signed in once."""
    clients = {who: Client() for who in WHO}
    for who, person in world.people.items():
        if person is not None:
            clients[who].force_login(person)
    return clients


def answer_to(world: World, client: Client, line: Line) -> int:
    """Send it, and take back whatever it did."""
    url = reverse(line.name, args=[world.keys[key] for key in line.keys])
    with transaction.atomic():
        data = {name: value or str(world.keys[name]) for name, value in line.data.items()}
        response = getattr(client, line.method)(url, data)
        if response.streaming:
            b"".join(response.streaming_content)  # read to its end, the file is closed
        transaction.set_rollback(True)
    is_sign_in = response.status_code == 302 and response.url.startswith(reverse(settings.LOGIN_URL))
    return SIGN_IN if is_sign_in else response.status_code


def test_each_sort_of_person_gets_what_the_table_says():
    world = made()
    assert tuple(world.people) == WHO
    clients = signed_in(world)
    wrong = [
        f"{line.method} {line.name} {line.keys} as {who}: {answer}, not {line.expected(who)}"
        for line in TABLE
        for who in WHO
        if (answer := answer_to(world, clients[who], line)) != line.expected(who)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_address_that_names_an_object_stands_in_the_table():
    listed = {line.name for line in TABLE}
    named = {
        door.name
        for door in doors()
        if "<" in door.route and door.needs_sign_in and door.rule is not None and not door.name.startswith("desk:")
    }
    assert sorted(named - listed - {""}) == []


def test_the_help_desks_own_addresses_lead_everyone_else_to_the_sign_in_page():
    clients = signed_in(made())
    del clients["desk"]
    led = {}
    for door in doors():
        if door.route.startswith("/desk/") and not door.name.endswith((":login", ":logout", ":jsi18n")):
            path = door.route.replace("<path:object_id>", "1").replace("<int:request_id>", "1")
            path = path.replace("<app_label>", "registration").replace("<url>", "nowhere")
            for who, client in clients.items():
                led[path, who] = client.get(path).status_code
    assert {path for (path, _who), status in led.items() if status != 302} == set()


def test_pages_without_an_object_are_for_anyone_who_is_signed_in_or_for_all():
    world = made()
    wrong = []
    for door in doors():
        if "<" in door.route or door.route.startswith("/desk/") or not door.name:
            continue
        for who in ("nobody", "stranger", "former"):
            client, person = Client(), world.people[who]
            if person is not None:
                client.force_login(person)
            answer = client.get(door.route)
            is_led = answer.status_code == 302 and answer.url.startswith(reverse(settings.LOGIN_URL))
            # allauth leads nobody away from its own pages that make no sense yet.
            if is_led != (who == "nobody" and door.needs_sign_in) and not (is_led and who == "nobody"):
                wrong.append(f"{door.name} as {who}: {answer.status_code}")
    assert wrong == []
