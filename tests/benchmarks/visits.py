"""The pages, as people of each sort open them, and the clocks. Read after the settings are known."""

import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse

from approvals import commands
from approvals.commands import recheck_offices
from approvals.lists import decide_url
from approvals.models import Request, Step, StepOffice
from approvals.queries import waiting_for
from iacs_portal.accounts.models import User
from iacs_portal.outbox import delivery
from iacs_portal.roles.commands import grant
from iacs_portal.roles.declarations import all_roles
from iacs_portal.roles.models import RoleAssignment
from iacs_portal.roles.queries import live_roles
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import held_rows, may, scopes_for, who_may
from iacs_portal.site.admin_site import site
from registration import roles
from registration.commands.drafts import sweep_drafts
from registration.commands.papers import sweep_papers
from registration.models import FacilityConfirmation, Organization
from registration.provider_file.queries import provider_record, similar_names
from tests.benchmarks import population
from tests.benchmarks.plans import READ, Plan, is_explained, is_setting, large_tables, plan_of
from tests.factories import accounts, chain, engine, invitations, practitioners, registration
from tests.plugins import databases
from tests.plugins.committed import use_database
from tests.statements import counted
from usergroups.models import UserGroup
from usergroups.roles import DECIDE_IN_GROUP, GROUP_ADMINISTRATOR

STORED_FILES = 500
COUNTED = 3 * READ  # by a statement about all people or all open requests of a large organization
SAME_SHAPE = 3  # statements of one shape that are explained
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
_LISTED = re.compile(r"\(\?(?:, \?)+\)")
_COLUMNS = re.compile(r"SELECT (?!COUNT).*? FROM(?= \"[a-z_]+\")")
_NEXT = re.compile(r'href="([^"]*[?&;](?:after|before)=[^"]*)"')


@dataclass(frozen=True)
class World:
    """A filled database, and the people and things in it that the visits need."""

    rows: dict[str, int]
    desk: User
    official: User  # of one organization
    owner: User  # of hundreds, who asks for many more
    head: User  # of the wide organization
    administrator: User  # of the large group in it
    administrator_of_many: User  # groups
    member: User  # of the large group
    practitioner: User  # with staff
    newcomer: User
    case: Request
    group: int  # the large one

    @classmethod
    def made(cls, database: str, sizes: population.Sizes) -> "World":
        """Fill `database`, and make by the portal's own commands what the pages look at."""
        setup_test_environment()
        use_database(database)
        desk = registration.desk_agent(first_name="Casey", last_name="Desk")
        pattern = registration.registration()
        before = population.World(
            community=registration.community().pk,
            permissions=dict(Permission.objects.filter(content_type__app_label="scopes").values_list("codename", "pk")),
            gives=[(role.slug, permission) for role in all_roles() for permission in role.permissions],
            pattern=pattern.pk,
            terms=settings.TERMS_VERSION,
        )
        rows = population.fill(databases.with_database(databases.owner_url(), database), before, sizes, desk=desk.pk)
        known = Organization.objects.filter(ein="987654321").first()
        assert known is not None
        names = {
            "legal_business_name": known.legal_business_name,
            "ein": known.ein,
            "npi": registration.npi(90_000_000),
        }
        asker = accounts.identified(User.objects.get(pk=1100 if sizes.accounts > 100 else 1001))
        registration.registration(**names)
        group = sizes.groups_from + population.WIDE - population.FIRST
        case = registration.registration(asker, **names)
        registration.record(names["npi"], legal_business_name=known.legal_business_name.upper())
        return cls(
            rows=rows,
            desk=desk,
            official=User.objects.get(pk=1010),
            owner=User.objects.get(pk=1002),
            head=User.objects.get(pk=population.WIDE),
            administrator=who_may(DECIDE_IN_GROUP, group)[0],
            administrator_of_many=User.objects.get(pk=sizes.members_from + 1 + population.ADMINISTRATOR_OF_MANY),
            member=User.objects.get(pk=sizes.members_from + 5),
            practitioner=User.objects.get(pk=population.FIRST + sizes.organizations + 10),
            newcomer=registration.known_person(),
            case=case,
            group=group,
        )


@dataclass(frozen=True)
class Visit:
    """One thing that is done, and how many rows and blocks each of its statements may read."""

    name: str
    act: Callable[[], object]
    limit: int = READ


@dataclass
class Pages:
    """Opens pages as somebody, and remembers the last one."""

    client: Client

    @classmethod
    def of(cls, user: User | None) -> "Pages":
        """Signed in as `user`, or not at all."""
        client = Client()
        if user is not None:
            client.force_login(user)
        return cls(client)

    def open(self, path: str, **query: str) -> str:
        """The page at `path`, which must be there."""
        response = self.client.get(path, query or None)
        assert response.status_code == 200, f"{path} {query}: {response.status_code}"
        return str(response.getvalue().decode())

    def post(self, path: str, **data: str) -> None:
        """Send a form, which must not fail."""
        assert self.client.post(path, data).status_code < 500

    def after(self, path: str, pages: int, **query: str) -> str:
        """The address of the page `pages` pages further on."""
        for _ in range(pages):
            found = _NEXT.search(self.open(path, **query))
            if found is None:
                return path
            path, query = path.partition("?")[0] + "?" + found[1].replace("&amp;", "&").partition("?")[2], {}
        return path


def visits(world: World) -> Iterator[Visit]:
    """Everything that is looked at."""
    yield from _of_signed_in(world)
    yield from _of_organizations(world)
    yield from _of_people_and_their_roles(world)
    yield from _of_forms(world)
    yield from _of_decisions(world)
    yield from _of_previews(world)
    yield from _of_the_desk(world)
    yield from _of_lists(world)
    yield from _of_accounts(world)
    yield from _of_rules(world)
    yield from _of_clocks(world)


def _read_by(user: User) -> int:
    """How many rows a page may read for each thing that `user` holds."""
    return max(READ, 5 * held_rows(user).count())


def _of_signed_in(world: World) -> Iterator[Visit]:
    for who, user in (
        ("desk", world.desk),
        ("official", world.official),
        ("owner of many", world.owner),
        ("head of a wide one", world.head),
        ("administrator", world.administrator),
        ("one of many groups", world.administrator_of_many),
        ("member", world.member),
        ("practitioner", world.practitioner),
        ("newcomer", world.newcomer),
    ):
        pages = Pages.of(user)
        # Each office that she holds is asked once for its first steps.
        limit = _read_by(user)
        inbox, mine = reverse("approvals:inbox"), reverse("approvals:requests")
        # Home counts the people of the provider that she works for.
        yield Visit(f"home, {who}", partial(pages.open, reverse("home")), max(limit, COUNTED))
        yield Visit(f"inbox, {who}", partial(pages.open, inbox), limit)
        yield Visit(f"inbox, {who}, page 20", partial(pages.open, pages.after(inbox, 20)), limit)
        yield Visit(f"my requests, {who}", partial(pages.open, mine), limit)
        yield Visit(f"my requests, {who}, page 20", partial(pages.open, pages.after(mine, 20)), limit)
    own = world.case
    yield Visit("request page, requester", partial(Pages.of(own.requester).open, _request_url(own)))
    yield Visit("request page, desk", partial(Pages.of(world.desk).open, _request_url(own)))
    official, step = _somebody_who_decides()
    yield Visit("decide page", partial(Pages.of(official).open, reverse("approvals:decide", args=[step.pk])))
    draft = registration.draft(world.newcomer, npi=registration.npi(90_000_001))
    for page in ("person", "number", "organization", "papers", "review"):
        url = reverse(f"registration:{page}", args=[draft.pk])
        yield Visit(f"registration, {page}", partial(Pages.of(world.newcomer).open, url))
    send = partial(
        Pages.of(world.newcomer).post, reverse("registration:review", args=[draft.pk]), confirmed="on", true="on"
    )
    yield Visit("registration, sent", send)


def _of_organizations(world: World) -> Iterator[Visit]:
    """Pages about an organization read what is of that organization: of the wide one, some thousands of rows."""
    for who, user, key in (
        ("official", world.official, world.official.pk),
        ("wide", world.head, population.WIDE),
        ("desk", world.desk, population.WIDE),
        ("practitioner", world.practitioner, world.practitioner.pk),
    ):
        pages = Pages.of(user)
        own, people = (reverse(f"organizations:{name}", args=[key]) for name in ("organization", "people"))
        yield Visit(f"organization, {who}", partial(pages.open, own), COUNTED)
        yield Visit(f"organization, {who}, page 10 of groups", partial(pages.open, pages.after(own, 9)), COUNTED)
        # Names are of people, not of their roles: all who are asked for are read to be put in order by name, newest ones by an index.
        yield Visit(f"people, {who}", partial(pages.open, people), COUNTED)
        yield Visit(f"people, {who}, page 20", partial(pages.open, pages.after(people, 19)), COUNTED)
        yield Visit(f"people, {who}, newest", partial(pages.open, people, order="date"))
        yield Visit(f"people, {who}, newest, page 20", partial(pages.open, pages.after(people, 19, order="date")))
        yield Visit(f"people, {who}, end users", partial(pages.open, people, role="end_user"), COUNTED)
        whole = partial(pages.open, reverse("organizations:people_csv", args=[key]))
        yield Visit(f"people as CSV, {who}", whole, COUNTED)
    pages = Pages.of(world.head)
    yield Visit("people, wide, of a group", partial(pages.open, _of_wide("people"), group=str(world.group)), COUNTED)
    yield Visit("person, head", partial(pages.open, _person_url(world)))
    yield Visit("person, administrator", partial(Pages.of(world.administrator).open, _person_url(world)))
    yield Visit("person, desk", partial(Pages.of(world.desk).open, _person_url(world)))
    for who, user in (("head", world.head), ("administrator", world.administrator), ("desk", world.desk)):
        pages = Pages.of(user)
        group = reverse("organizations:group", args=[world.group])
        yield Visit(f"group, {who}", partial(pages.open, group))
        yield Visit(f"group, {who}, page 20", partial(pages.open, pages.after(group, 19)))
    pages = Pages.of(world.administrator_of_many)
    held = live_roles(world.administrator_of_many).filter(role=GROUP_ADMINISTRATOR.slug)
    yield Visit("group, one of many", partial(pages.open, reverse("organizations:group", args=[held[0].scope_id])))


def _of_wide(name: str) -> str:
    return reverse(f"organizations:{name}", args=[population.WIDE])


def _person_url(world: World) -> str:
    return reverse("organizations:person", args=[population.WIDE, world.member.pk])


def _of_people_and_their_roles(world: World) -> Iterator[Visit]:
    for who, user in (
        ("owner of many", world.owner),
        ("one of many groups", world.administrator_of_many),
        ("practitioner", world.practitioner),
    ):
        pages = Pages.of(user)
        own, places = reverse("organizations:roles"), reverse("organizations:places")
        # What she may do in each place of a page; and all her places, of which there are so many, are put in order by name.
        limit = _read_by(user)
        yield Visit(f"roles, {who}", partial(pages.open, own), limit)
        yield Visit(f"roles, {who}, page 10", partial(pages.open, pages.after(own, 9)), limit)
        yield Visit(f"places, {who}", partial(pages.open, places), limit)
        yield Visit(f"places, {who}, page 10", partial(pages.open, pages.after(places, 9)), limit)
        yield Visit(f"places, {who}, search", partial(pages.open, places, q="smith clinic"), limit)
    choose = reverse("organizations:work_here", args=[population.FIRST + 340])
    yield Visit("work here, owner of many", partial(Pages.of(world.owner).post, choose))
    pages = Pages.of(world.head)
    for what, user, key in (
        ("group, head", world.head, world.group),
        ("group, administrator", world.administrator, world.group),
        ("organization", world.head, population.WIDE),
    ):
        pages = Pages.of(user)
        url = reverse("usergroups:invitations", args=[key])
        yield Visit(f"invitations, {what}", partial(pages.open, url))
        yield Visit(f"invitations, {what}, page 20", partial(pages.open, pages.after(url, 19)))
    url = reverse("usergroups:invitations", args=[world.group])
    lines = "\n".join(f"new{number}@sample.example" for number in range(100))
    yield Visit("invite 100", partial(Pages.of(world.administrator).post, url, role="end_user", emails=lines))
    person = invitations.confirmed(world.newcomer)
    token = invitations.token_of(invitations.invitation(world.administrator, world.group, "end_user", person.email))
    link = reverse("usergroups:invitation", args=[token])
    yield Visit("invitation, nobody", partial(Pages.of(None).open, link))
    yield Visit("invitation, the invited", partial(Pages.of(person).open, link))
    account = partial(Pages.of(world.owner).open, reverse("account_person"))
    yield Visit("account, person", account, _read_by(world.owner))  # all her places
    pages = Pages.of(world.head)
    for page in ("contact", "change_names", "facilities"):
        yield Visit(page, partial(pages.open, reverse(f"registration:{page}", args=[population.WIDE])))
    facilities = reverse("registration:facilities", args=[population.WIDE])
    yield Visit("facilities, page 20", partial(pages.open, pages.after(facilities, 19)))
    question = FacilityConfirmation.objects.filter(answer="").order_by("-pk")[0]
    official = who_may(roles.DECIDE_BACKUP_OFFICIALS, question.organization_id)[0]
    asked = reverse("registration:facility", args=[question.pk])
    yield Visit("question about a facility", partial(Pages.of(official).open, asked))


def _begun(world: World, kind: str, **answers: object) -> tuple[Pages, int]:
    """Somebody who fills in the form of this kind."""
    person = registration.known_person()
    given = {"community": {"slug": "provider-supplier"}} | answers
    return Pages.of(person), commands.start(actor=person, kind=kind, answers=given).pk


def _of_forms(world: World) -> Iterator[Visit]:
    organization = Organization.objects.get(pk=population.WIDE)
    found = {"find": {"scope": population.WIDE}, "reason": {"justification": "I work here."}}
    for kind, page, more in (
        ("backup_official", "", {}),
        ("succession", "registration:word", {"word": {"how": "ask"}}),
        ("new_group", "usergroups:new_group", {"new_group": {"name": "Evening shift", "purpose": "Works"}}),
        ("end_user", "usergroups:group", {"group": {"scope": world.group}}),
        ("further_administrator", "usergroups:group", {"group": {"scope": world.group}}),
    ):
        pages, key = _begun(world, kind, **found, **more)
        find = reverse("registration:find", args=[key])
        for what, typed in (
            ("a name", organization.legal_business_name),
            ("a frequent name", "smith family medicine"),
            ("an NPI", "1000000012"),
            ("what nobody has", "zzyzx qwrt"),
        ):
            yield Visit(f"find {what}, {kind}", partial(pages.open, find, q=typed), 3 * READ)
        if page:
            yield Visit(f"{page}, {kind}", partial(pages.open, reverse(page, args=[key])))
        for shared in ("reason", "review"):
            yield Visit(f"{shared}, {kind}", partial(pages.open, reverse(f"registration:{shared}", args=[key])))
        send = partial(pages.post, reverse("registration:review", args=[key]), confirmed="on", true="on")
        yield Visit(f"sent, {kind}", send)
    person = registration.known_person(first_name="Alex", last_name="Physician")
    draft, pages = practitioners.draft(person, npi=registration.npi(90_000_003)), Pages.of(person)
    for page in ("practitioner_npi", "practice", "review"):
        yield Visit(f"practitioner, {page}", partial(pages.open, reverse(f"registration:{page}", args=[draft.pk])))


def _of_decisions(world: World) -> Iterator[Visit]:
    """The pages on which the new kinds are decided, and their approvals; asked by the portal's own commands."""
    organization = Organization.objects.get(pk=population.WIDE)
    group = UserGroup.objects.get(pk=world.group)
    for request, decider in (
        (chain.asks_for_backup(organization), world.head),
        (chain.asks_for_group(organization, name="Day shift"), world.head),
        (chain.asks_to_run(group), world.head),
        (chain.asks_to_join(group), world.administrator),
    ):
        step, pages = engine.open_step(request), Pages.of(decider)
        yield Visit(f"decide, {request.kind}", partial(pages.open, reverse("approvals:decide", args=[step.pk])))
        yield Visit(f"request page, {request.kind}", partial(pages.open, _request_url(request)))
        approve = partial(commands.approve, step_id=step.pk, actor=decider)
        yield Visit(f"approve, {request.kind}", approve)
    succession = chain.asks_to_succeed(organization)
    practitioner = practitioners.request(npi=registration.npi(90_000_002))
    for request in (practitioner, succession):
        for decider in list(_deciders(request))[:1]:
            page = partial(Pages.of(decider).open, decide_url(engine.open_step(request)))
            yield Visit(f"decide, {request.kind}", page)


def _deciders(request: Request) -> Iterator[User]:
    office = StepOffice.objects.select_related("permission").get(step__request=request, since__isnull=False, until=None)
    yield from who_may(office.permission.codename, office.scope_id)


def _of_previews(world: World) -> Iterator[Visit]:
    """What leaving would change. The act itself is run, and with each request that it passes on."""

    def held(user: User, role: str, scope: int) -> int:
        return RoleAssignment.objects.get(user=user, role=role, scope=scope, ended_at=None).pk

    backup = chain.backup_of(Organization.objects.get(pk=population.WIDE))
    own = {
        "member": (world.member, held(world.member, "end_user", world.group)),
        "administrator": (world.administrator, held(world.administrator, "user_group_administrator", world.group)),
        "backup": (backup, held(backup, "backup_security_official", population.WIDE)),
        "head": (world.head, held(world.head, "security_official", population.WIDE)),
    }
    for who, (user, key) in own.items():
        url = reverse("roles:end", args=[key])
        yield Visit(f"leave, {who}", partial(Pages.of(user).open, url), COUNTED)
        if user != world.head:
            yield Visit(f"end below, {who}", partial(Pages.of(world.head).open, url), COUNTED)
    small = world.group - 10
    official = User.objects.get(pk=population.WIDE - 10)
    for verb in ("rename", "close"):
        url = reverse(f"group_changes:{verb}", args=[small])
        yield Visit(f"{verb} a group", partial(Pages.of(official).open, url))


def _somebody_who_decides() -> tuple[User, Step]:
    """A Security Official and a step that waits for her."""
    waiting = StepOffice.objects.filter(since__isnull=False, step__status="open", step__request__kind="toy")
    office = waiting.order_by("-pk")[0]
    official = who_may(roles.DECIDE_FOR_ORGANIZATION, office.scope_id)[0]
    return official, waiting_for(official)[0]


def _request_url(request: Request) -> str:
    return reverse("approvals:request", args=[request.tracking_number])


def _of_the_desk(world: World) -> Iterator[Visit]:
    pages = Pages.of(world.desk)
    yield Visit("desk, index", partial(pages.open, reverse("desk:index")))
    yield Visit("desk, case page", partial(pages.open, reverse("desk:case", args=[world.case.pk])))
    step = engine.open_step(world.case)
    decision = reverse("desk:case_decision", args=[world.case.pk])
    approval = {
        "approve-kind": "cp_575",
        "approve-number": "CP 575 A",
        "approve-dated": "2019-03-04",
        "approve-arrival": "upload",
    }
    yield Visit("desk, approve", partial(pages.post, decision, do="approve", step=str(step.pk), **approval))


# What is typed into the search of each list, beside a word that nothing has.
SEARCHES = {
    "accounts_user": ("person77@sample.example", "{user_id}", "Smith", "Sm", "S"),
    "approvals_request": ("{number}", "{email}"),
    "approvals_step": ("{number}",),
    "audit_entry": ("{number}",),
    "outbox_message": ("{number}", "person77@sample.example"),
    "registration_medicarenumber": ("{npi}", "000100"),
    "registration_organizationchange": ("{number}",),
    "registration_organization": ("Smith", "Wellby", "987654321", "98-7654321"),
    "registration_organizationregistration": ("{npi}", "{number}", "987654321"),
    "registration_paperseen": ("{number}",),
    "registration_practitionerregistration": ("{npi}", "{number}"),
    "registration_providerrecord": ("{npi}",),
    "roles_roleassignment": ("{email}", "{user_id}"),
    "roles_rolerequest": ("{number}",),
    "usergroups_grouprequest": ("{number}",),
    "usergroups_invitation": ("{email}", "invited77@sample.example", "{number}"),
    "usergroups_usergroup": ("{npi}", "000100"),
}


def _of_lists(world: World) -> Iterator[Visit]:
    pages = Pages.of(world.desk)
    known = User.objects.filter(username__isnull=False, pk__gt=1000).order_by("pk")[50]
    words = {
        "number": str(world.case.tracking_number),
        "email": known.email,
        "user_id": known.user_id,
        "npi": world.case.organization_registration.number,
    }
    for model, admin in site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        url = reverse(f"desk:{label}_changelist")
        yield Visit(f"list of {label}", partial(pages.open, url))
        yield Visit(f"list of {label}, page 5", partial(pages.open, pages.after(url, 4)))
        if admin.list_filter:
            for value, _label in model._meta.get_field("status").choices or ():
                if value in admin.hidden_statuses:
                    continue
                yield Visit(f"list of {label}, {value}", partial(pages.open, url, status=value))
        for word in (*SEARCHES.get(label, ()), "Nobody has this"):
            if getattr(admin, "look_ups", ()):
                yield Visit(f"list of {label}, search {word}", partial(pages.open, url, q=word.format(**words)))
        newest = model._default_manager.order_by("-pk")
        row = {Request: world.case, Step: engine.open_step(world.case)}.get(model) or newest.first()
        if row is None:  # A visit makes it that --only has left out.
            continue
        yield Visit(f"row of {label}", partial(pages.open, reverse(f"desk:{label}_change", args=[row.pk])))
        if admin.trail_of is not None:
            history = reverse(f"desk:{label}_history", args=[row.pk])
            yield Visit(f"history of {label}", partial(pages.open, history))


def _of_accounts(world: World) -> Iterator[Visit]:
    pages = Pages.of(None)
    email, user_id = world.official.email, str(world.official.username)
    yield Visit("home, nobody", partial(pages.open, reverse("home")))
    for what, login in (("e-mail", email), ("User ID", user_id), ("unknown User ID", "zzzzzzzz")):
        yield Visit(f"sign in by {what}", partial(pages.post, reverse("account_login"), login=login, password="wrong"))
    for what, typed in (("known", email), ("unknown", "nobody@sample.example")):
        yield Visit(f"reset password, {what}", partial(pages.post, reverse("account_reset_password"), email=typed))
        yield Visit(
            f"forgotten User ID, {what}", partial(pages.post, reverse("account_forgotten_user_id"), email=typed)
        )
        sign_up = partial(
            Pages.of(None).post, reverse("account_signup"), email=typed, password1="correct horse battery staple"
        )
        yield Visit(f"sign up, {what}", sign_up)


def _of_rules(world: World) -> Iterator[Visit]:
    scope = Scope.objects.get(pk=1010)
    yield Visit("may", lambda: may(world.official, roles.DECIDE_FOR_ORGANIZATION, scope))
    yield Visit("who may", lambda: list(who_may(roles.DECIDE_FOR_ORGANIZATION, scope)))
    name = str(world.case.organization_registration.legal_business_name)
    yield Visit("provider file, by NPI", lambda: provider_record("1000000012"))
    yield Visit("provider file, similar names", lambda: similar_names(name), 2 * READ)
    yield Visit("scopes for", lambda: list(scopes_for(world.owner, roles.DECIDE_FOR_ORGANIZATION)))


def _of_clocks(world: World) -> Iterator[Visit]:
    """A sweep may read what is under way, of which there are thousands, but never what is over."""
    under_way = Step.objects.filter(status="open").count() + Request.objects.filter(status="draft").count()
    every = 12 * under_way
    yield Visit("claim a mail", lambda: delivery.claim(actor=None))
    yield Visit("empty stale secrets", lambda: delivery.empty_stale_secrets(actor=None))
    yield Visit("pass on what waits for nobody", recheck_offices, every)
    yield Visit("pass on in one scope", lambda: recheck_offices(scope_key=1010))
    yield Visit("sweep papers", _sweep_papers)
    yield Visit("sweep drafts", _sweep_some_drafts, every)
    grantee = engine.person()
    yield Visit(
        "grant a role",
        lambda: grant(
            actor=None, user=grantee, role=roles.DESK_AGENT, scope=registration.community().scope, reason="x"
        ),
    )


def _sweep_papers() -> None:
    """With some files in the store."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(STORED_FILES):
            file = Path(folder) / f"{number}"
            file.touch()
            os.utime(file, (0, 0))
        with mock.patch("registration.commands.papers.papers_storage", return_value=FileSystemStorage(folder)):
            sweep_papers()


def _sweep_some_drafts() -> None:
    """The look for them, and a few of those that are found."""
    commands = "registration.commands.drafts"
    with (
        mock.patch(f"{commands}.warn_of_deletion", return_value=True),
        mock.patch(f"{commands}.delete_forgotten_draft", return_value=True),
    ):
        sweep_drafts()


def run(world: World, *, only: str, whole: bool) -> bool:
    """Do all, print a line for each and one for each complaint. True when there is none."""
    large, clean = large_tables(), True
    print(f"{'':55} {'ms':>7} {'queries':>7} {'slowest ms':>10} {'most rows':>9}")
    for visit in visits(world):
        if only in visit.name:
            clean = _looked_at(visit, large, whole) and clean
    return clean


def _looked_at(visit: Visit, large: frozenset[str], whole: bool) -> bool:
    _done(visit)  # the first time fills caches
    begun = time.perf_counter()
    _done(visit)
    took = (time.perf_counter() - begun) * 1000
    with counted() as statements:
        _done(visit)
    plans = _plans(statements, large)
    slowest = max((plan.milliseconds for plan in plans), default=0)
    print(
        f"{visit.name:55} {took:7.0f} {len(statements):7} {slowest:10.1f} {max((plan.rows for plan in plans), default=0):9,}"
    )
    clean = True
    for plan in plans:
        if complaints := plan.complaints(visit.limit):
            clean = False
            words = plan.statement if whole else _COLUMNS.sub("SELECT ... FROM", plan.statement)[:300]
            print(f"    {', '.join(complaints)}, {plan.milliseconds:.0f} ms: {words}")
    return clean


def _done(visit: Visit) -> None:
    """Do it, and take back what it wrote."""
    with transaction.atomic():
        visit.act()
        transaction.set_rollback(True)


def _plans(statements: list[str], large: frozenset[str]) -> list[Plan]:
    seen: Counter[str] = Counter()
    plans: list[Plan] = []
    settings: list[str] = []
    for statement in statements:
        if is_setting(statement):
            settings.append(statement)
            continue
        shape = _LISTED.sub("(?)", _VALUES.sub("?", statement))
        seen[shape] += 1
        if is_explained(statement) and seen[shape] <= SAME_SHAPE:
            plans.append(plan_of(statement, large, settings))
    return plans
