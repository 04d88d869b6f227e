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

from django.contrib.auth.models import Permission
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse

from approvals.commands import recheck_offices
from approvals.models import Request, Step, StepOffice
from approvals.queries import waiting_for
from iacs_portal.accounts.models import User
from iacs_portal.outbox import delivery
from iacs_portal.roles.commands import grant
from iacs_portal.scopes.models import Scope
from iacs_portal.scopes.queries import held_rows, may, scopes_for, who_may
from iacs_portal.site.admin_site import site
from registration import roles
from registration.commands.drafts import sweep_drafts
from registration.commands.papers import sweep_papers
from registration.models import Organization
from registration.provider_file.queries import provider_record, similar_names
from tests.benchmarks import population
from tests.benchmarks.plans import READ, Plan, is_explained, is_setting, large_tables, plan_of
from tests.factories import accounts, engine, registration
from tests.plugins import databases
from tests.plugins.committed import use_database
from tests.statements import counted

STORED_FILES = 500
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
    newcomer: User
    case: Request

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
            pattern=pattern.pk,
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
        case = registration.registration(asker, **names)
        registration.record(names["npi"], legal_business_name=known.legal_business_name.upper())
        return cls(
            rows=rows,
            desk=desk,
            official=User.objects.get(pk=1010),
            owner=User.objects.get(pk=1002),
            newcomer=registration.known_person(),
            case=case,
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
        return str(response.content.decode())

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
    yield from _of_the_desk(world)
    yield from _of_lists(world)
    yield from _of_accounts(world)
    yield from _of_rules(world)
    yield from _of_clocks(world)


def _of_signed_in(world: World) -> Iterator[Visit]:
    for who, user in (
        ("desk", world.desk),
        ("official", world.official),
        ("owner of many", world.owner),
        ("newcomer", world.newcomer),
    ):
        pages = Pages.of(user)
        # Each office that she holds is asked once for its first steps.
        limit = max(READ, 4 * held_rows(user).count())
        inbox, mine = reverse("approvals:inbox"), reverse("approvals:requests")
        yield Visit(f"home, {who}", partial(pages.open, reverse("home")), limit)
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
    for page in ("person", "npi", "organization", "papers", "review"):
        url = reverse(f"registration:{page}", args=[draft.pk])
        yield Visit(f"registration, {page}", partial(Pages.of(world.newcomer).open, url))
    send = partial(
        Pages.of(world.newcomer).post, reverse("registration:review", args=[draft.pk]), confirmed="on", true="on"
    )
    yield Visit("registration, sent", send)


def _somebody_who_decides() -> tuple[User, Step]:
    """A Security Official and a step that waits for her."""
    office = StepOffice.objects.filter(step__status="open", step__request__kind="toy").order_by("-pk")[0]
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
    "registration_organization": ("Smith", "Wellby", "987654321", "98-7654321"),
    "registration_organizationregistration": ("{npi}", "{number}", "987654321"),
    "registration_paperseen": ("{number}",),
    "registration_providerrecord": ("{npi}",),
    "roles_roleassignment": ("{email}", "{user_id}"),
}


def _of_lists(world: World) -> Iterator[Visit]:
    pages = Pages.of(world.desk)
    known = User.objects.filter(username__isnull=False, pk__gt=1000).order_by("pk")[50]
    words = {
        "number": str(world.case.tracking_number),
        "email": known.email,
        "user_id": known.user_id,
        "npi": world.case.organization_registration.npi,
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
