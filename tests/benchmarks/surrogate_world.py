"""Surrogate companies in a filled database: one that works for ten providers, one for ten thousand, and others of a middle size.

Of the first two, one administrator and one member of the team each, who are otherwise the same: each runs one ordinary user group too, in
which three people wait to be let in, and has one undecided request. Read after the settings are known.
"""

import datetime
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test.utils import setup_test_environment

from approvals.models import Request
from iacs_portal.accounts.models import User
from iacs_portal.core import clock
from iacs_portal.roles.commands import grant
from iacs_portal.roles.declarations import all_roles
from iacs_portal.scopes.models import Scope
from registration.models import MedicareNumber, Organization
from tests.benchmarks import population
from tests.factories import chain, registration, surrogates
from tests.plugins import databases
from tests.plugins.committed import use_database
from usergroups import roles
from usergroups.models import Company, UserGroup

OTHERS = 20  # companies
LINKS_OF_OTHERS = 1_000
LINKS_FROM = 10_000_000  # keys of scopes, requests and steps from here on
WAITING = 3

# One company for each element of the arrays. Its scope, then that of its team, then those of its links follow each other.
_COMPANIES = """
    INSERT INTO scopes_scope (id, kind, parent_id, organization_id, community_id)
    SELECT at, 'company', %(community)s, NULL, %(community)s FROM unnest(%(at)s::bigint[]) at;
    INSERT INTO usergroups_company (scope_id, legal_name, comparable_name, is_individual, ein, work, line_1, line_2, city, state, zip,
        telephone, extension, founder_id, registered_at, confirmed_at, confirmations)
    SELECT at, 'Tidewater Billing ' || number, 'tidewater billing ' || number, false, lpad(number::text, 9, '8'), 'billing',
        '3 Mill Lane', '', 'Port Ellery', 'ME', '04999', '207-555-0190', '', founder, now(), now(), links
    FROM unnest(%(at)s::bigint[], %(founder)s::bigint[], %(links)s::int[]) WITH ORDINALITY AS made(at, founder, links, number);
    INSERT INTO scopes_scope (id, kind, parent_id, organization_id, community_id)
    SELECT at + 1, 'team', at, at, %(community)s FROM unnest(%(at)s::bigint[]) at;
    INSERT INTO usergroups_team (scope_id, company_id, name, comparable_name, made_at)
    SELECT at + 1, at, 'Everybody', 'everybody', now() FROM unnest(%(at)s::bigint[]) at;
    CREATE TEMPORARY TABLE made_links AS
    SELECT at + 1 + n AS key, at AS company, founder, number, n,
        1000 + (n * step + number * 6) %% %(organizations)s + 1 AS provider,
        now() + (20 + n %% 700) * interval '1 day' AS until
    FROM unnest(%(at)s::bigint[], %(founder)s::bigint[], %(links)s::int[], %(step)s::int[])
            WITH ORDINALITY AS made(at, founder, links, step, number), generate_series(1, links) n;
    INSERT INTO scopes_scope (id, kind, parent_id, organization_id, community_id)
    SELECT key, 'group', provider, provider, %(community)s FROM made_links;
    INSERT INTO usergroups_usergroup (scope_id, provider_id, name, comparable_name, purpose, approved_at, company_id, team_id, until)
    SELECT key, provider, 'Tidewater Billing ' || number, 'tidewater billing ' || number, 'Billing', now(), company, company + 1, until
    FROM made_links;
    INSERT INTO roles_roleassignment (user_id, role, scope_id, organization_id, side, sole, since, until, reason)
    SELECT founder, 'surrogate_administrator', key, provider, 'uses', false, now() - n * interval '1 minute', until, '' FROM made_links;
    INSERT INTO scopes_scopepermission (user_id, permission_id, scope_id, until)
    SELECT founder, %(belong)s, key, until FROM made_links;
    INSERT INTO approvals_request (id, kind, tracking_number, requester_id, subject, exclusive, status, created_at, submitted_at,
        decided_at)
    SELECT key, 'surrogate', 'PC-S' || lpad(key::text, 8, '0'), founder, 'subject ' || key, false, 'approved', now(), now(), now()
    FROM made_links;
    INSERT INTO usergroups_linkrequest (request_id, company_id, team_id, provider_id, asked_until, granted_until, group_id, told_status)
    SELECT key, company, company + 1, provider, until::date, until::date, key, '' FROM made_links;
    INSERT INTO approvals_step (id, request_id, position, name, promise, announce, status, opened_at, due, decided_at, decided_by_id,
        reason, remark)
    SELECT key, key, 0, 'official', 5, true, 'approved', now(), now(), now(), provider, '', '' FROM made_links;
    INSERT INTO approvals_stepoffice (step_id, position, permission_id, scope_id, since, until, why, due)
    SELECT key, 0, %(decide)s, provider, now(), now(), 'first', now() FROM made_links;
    SELECT setval(pg_get_serial_sequence('approvals_request', 'id'), (SELECT max(id) FROM approvals_request));
"""
_TRACKED = ("usergroups_company", "usergroups_team", "usergroups_usergroup", "roles_roleassignment")


@dataclass(frozen=True)
class Side:
    """A company, who acts for it, who is in its team, and how many links it has. `group` is what both run besides."""

    company: Company
    administrator: User
    member: User
    links: int
    group: UserGroup
    requests: dict[int, Request]  # an undecided one of each of both


@dataclass(frozen=True)
class World:
    """The small and the large company, and a provider that both work for, with its NPI and two words of its name."""

    small: Side
    large: Side
    name: str
    word: str
    npi: str


def made(database: str, sizes: population.Sizes, *, small: int, large: int) -> World:
    """Fill `database`; the companies have `small` and `large` links."""
    setup_test_environment()
    use_database(database)
    desk = registration.desk_agent()
    known = dict(Permission.objects.filter(content_type__app_label="scopes").values_list("codename", "pk"))
    before = population.World(
        community=registration.community().pk,
        permissions=known,
        gives=[(role.slug, permission) for role in all_roles() for permission in role.permissions],
        pattern=registration.registration().pk,
        terms=settings.TERMS_VERSION,
    )
    owner = databases.with_database(databases.owner_url(), database)
    population.fill(owner, before, sizes, desk=desk.pk)
    people = {who: registration.known_person(last_name="Hart") for who in ("administrator", "member")}
    others = [registration.known_person() for _number in range(OTHERS)]
    counts = [small, large, *(LINKS_OF_OTHERS for _number in others)]
    founders = [people["administrator"], registration.known_person(last_name="Hart"), *others]
    at = [LINKS_FROM + sum(counts[:number]) + 10 * number for number in range(len(counts))]
    values: dict[str, Any] = {
        "community": before.community,
        "organizations": sizes.organizations,
        "belong": known[roles.BELONG_TO_GROUP],
        "decide": known["decide_for_organization"],
        "at": at,
        "founder": [each.pk for each in founders],
        "links": counts,
        # The providers of the small one are among those of the large one.
        "step": [3 * (large // small // 4 or 1), 3, *(7 for _number in others)],
    }
    _insert(owner, values)
    members = [people["member"], registration.known_person(last_name="Hart")]
    sides = [
        _side(at[number], founders[number], members[number], counts[number], sizes.groups_from + 500 + number)
        for number in range(2)
    ]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    return _sought(sides[0], sides[1])


def _insert(owner: str, values: dict[str, Any]) -> None:
    with psycopg.connect(owner, autocommit=True) as connection, psycopg.ClientCursor(connection) as cursor:
        for table in _TRACKED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        cursor.execute(_COMPANIES.encode(), values)
        for table in _TRACKED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())


def _side(key: int, administrator: User, member: User, links: int, group_key: int) -> Side:
    """Let in both people, and let three ask them to be let in."""
    scopes = Scope.objects.in_bulk([key, key + 1])
    reason = "as the benchmark says"
    grant(actor=None, user=administrator, role=roles.COMPANY_ADMINISTRATOR, scope=scopes[key], reason=reason)
    grant(actor=None, user=member, role=roles.TEAM_MEMBER, scope=scopes[key + 1], reason=reason)
    group = UserGroup.objects.select_related("scope").get(pk=group_key)
    other = UserGroup.objects.get(pk=group_key + 10)
    for person in (administrator, member):
        chain.administrator_of(group, person)
    for _number in range(WAITING):
        chain.asks_to_join(group)
    company = Company.objects.get(pk=key)
    linked = UserGroup.objects.filter(company=company).values("provider")
    provider = Organization.objects.exclude(pk__in=linked).order_by("-pk")[0]
    requests = {
        administrator.pk: surrogates.asks_to_work(company, provider, administrator, _next_year()),
        member.pk: chain.asks_to_join(other, member),
    }
    return Side(company, administrator, member, links, group, requests)


def _next_year() -> datetime.date:
    return clock.today() + datetime.timedelta(days=365)


def _sought(small: Side, large: Side) -> World:
    """A provider that both work for."""
    of_large = UserGroup.objects.filter(company=large.company).values("provider")
    shared = UserGroup.objects.filter(company=small.company, provider__in=of_large).order_by("pk").first()
    assert shared is not None
    provider = Organization.objects.get(pk=shared.provider_id)
    npi = MedicareNumber.objects.get(scope=provider.pk, kind="npi")
    first, *rest = provider.comparable_name.split()
    return World(small, large, f"{first} {rest[0]}", max(rest, key=len), npi.value)
