"""A database as it is after years: filled by INSERT ... SELECT, so that a plan is looked at on tables of some size.

Names, numbers and dates are spread as in life as far as plans depend on it: a few last names are frequent and most are not, names
of organizations are made of the same few hundred words, one tax number and one official stand behind hundreds of facilities, and
nearly every request is decided.
"""

from dataclasses import dataclass, fields
from typing import Any

import psycopg

_STARTS = (
    "Hart,Well,Mill,Stone,Ash,Brook,Cold,Dun,East,Fair,Glen,Hay,Iron,Kirk,Lang,Mar,Nor,Oak,Pen,Quil,Rad,Sutt,Thorn,Wood"
)
_ENDS = "well,man,son,ford,ley,ton,worth,field,by,er,ing,ham,ridge,more,land,wick,stead,croft,burn,dale"
_FIRST = (
    "Kim,Pat,Jo,Sam,Alex,Dana,Morgan,Casey,Robin,Terry,Lee,Jamie,Chris,Drew,Avery,Quinn,Riley,Taylor,Jordan,Frances"
)
_PLACES = "Harbor,Lake,River,Valley,North,South,Summit,Cedar,Maple,Union,Grace,Mercy,Saint Anne,Liberty,Prairie,Bay,Canyon,Forest"
_TRADES = (
    "Family Medicine,Medical Center,Clinic,Physical Therapy,Dental Group,Eye Associates,Home Health,Dialysis,Urgent Care,"
    "Imaging,Orthopedics,Pediatrics,Pharmacy,Hospice,Laboratory,Surgery Center,Cardiology,Counseling"
)
_FORMS = "Inc,LLC,PC,PLLC,Group,Associates,Partners,of America"


def _pick(words: str, number: str) -> str:
    """SQL that chooses one of `words` by a whole number."""
    count = len(words.split(","))
    return f"(string_to_array('{words}', ','))[1 + ({number})::bigint %% {count}]"


def _last_name(number: str) -> str:
    rare = (
        f"{_pick(_STARTS, number)} || {_pick(_ENDS, f'({number}) / 24')} || {_pick('e,y,s,o,a,i', f'({number}) / 480')}"
    )
    return f"CASE WHEN ({number}) %% 100 = 0 THEN 'Smith' ELSE {rare} END"


def _business_name(number: str) -> str:
    parts = [
        _last_name(f"({number}) * 7"),
        _pick(_PLACES, f"({number}) / 3"),
        _pick(_TRADES, number),
        _pick(_FORMS, f"({number}) / 11"),
    ]
    return " || ' ' || ".join(f"({part})" for part in parts)


def _reference(number: str, length: int) -> str:
    """SQL that writes a number in hexadecimal with the letters of our references."""
    return f"translate(lpad(to_hex(({number})::bigint), {length}, '0'), '01ae', 'gkmn')"


@dataclass(frozen=True)
class Sizes:
    """How many rows of each."""

    accounts: int = 300_000
    organizations: int = 100_000
    requests: int = 300_000
    messages: int = 300_000
    providers: int = 300_000

    @classmethod
    def divided(cls, by: int) -> "Sizes":
        """The usual sizes, each divided by `by`."""
        return cls(**{field.name: int(getattr(cls(), field.name) / by) for field in fields(cls)})


@dataclass(frozen=True)
class World:
    """Keys of what the database had before: the community's scope, permissions by codename, a sent registration as a pattern."""

    community: int
    permissions: dict[str, int]
    pattern: int  # request


TRACKED = (
    "accounts_user",
    "account_emailaddress",
    "registration_organization",
    "registration_medicarenumber",
    "roles_roleassignment",
)
STATEMENTS = {
    "accounts": f"""
        INSERT INTO accounts_user (id, password, is_superuser, email, username, first_name, middle_name, last_name, suffix, telephone,
            extension, is_active, is_staff, date_joined)
        SELECT 1000 + n, '!', false, 'person' || n || '@sample.example', CASE WHEN n %% 3 > 0 THEN {_reference("n", 8)} END,
            {_pick(_FIRST, "n * 13")}, '', {_last_name("n")}, '', '207-555-0142', '', true, false, now() - n * interval '1 minute'
        FROM generate_series(1, %(accounts)s) n""",
    "e-mail addresses": """
        INSERT INTO account_emailaddress (user_id, email, verified, "primary")
        SELECT id, email, true, true FROM accounts_user WHERE id > 1000""",
    "identities": """
        INSERT INTO accounts_identity (user_id, birth_date, ssn_digest, ssn_last4, ssn_wraps)
        SELECT 1000 + n, date '1940-01-01' + (n * 37 %% 25000), md5(n::text) || md5((-n)::text), lpad((n %% 10000)::text, 4, '0'), 1
        FROM generate_series(1, %(accounts)s) n""",
    "terms": """
        INSERT INTO accounts_termsacceptance (user_id, version, accepted_at)
        SELECT 1000 + n, '1', now() FROM generate_series(1, %(accounts)s) n""",
    "scopes": """
        INSERT INTO scopes_scope (id, kind, parent_id, community_id)
        SELECT 1000 + n, 'organization', %(community)s, %(community)s FROM generate_series(1, %(organizations)s) n""",
    "organizations": f"""
        INSERT INTO registration_organization (scope_id, legal_business_name, other_name, ein, practice_line_1, practice_line_2,
            practice_city, practice_state, practice_zip, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip,
            telephone, extension, comparable_name, approved_at)
        SELECT 1000 + n, name, '', CASE WHEN n %% 200 = 0 THEN '987654321' ELSE lpad((n / 2 + 100000000)::text, 9, '0') END,
            n || ' Main Street', '', 'Port Ellery', 'ME', '04999', n || ' Main Street', '', 'Port Ellery', 'ME', '04999',
            '207-555-0142', '', lower(name), now() - n * interval '5 minutes'
        FROM (SELECT n, {_business_name("n")} AS name FROM generate_series(1, %(organizations)s) n) named""",
    "Medicare numbers": """
        INSERT INTO registration_medicarenumber (scope_id, community_id, kind, value, is_live)
        SELECT 1000 + n, %(community)s, 'npi', '1' || lpad(n::text, 9, '0'), true FROM generate_series(1, %(organizations)s) n
        UNION ALL
        SELECT 1000 + n, %(community)s, 'ccn', lpad((n / 4)::text, 6, '0'), true
        FROM generate_series(1, %(organizations)s, 3) n""",
    "provider file": f"""
        INSERT INTO registration_providerrecord (npi, entity_type, legal_business_name, other_name, last_name, first_name, middle_name,
            suffix, credential, practice_line_1, practice_line_2, practice_city, practice_state, practice_zip, practice_country,
            practice_telephone, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip, mailing_country,
            mailing_telephone, official_last_name, official_first_name, official_middle_name, official_suffix, official_title,
            official_telephone, is_subpart, parent_organization, taxonomy, comparable_name, row_hash)
        SELECT '1' || lpad(n::text, 9, '0'), CASE WHEN n %% 4 = 0 THEN '2' ELSE '1' END, CASE WHEN n %% 4 = 0 THEN upper(name) ELSE '' END,
            '', CASE WHEN n %% 4 > 0 THEN upper({_last_name("n")}) ELSE '' END, CASE WHEN n %% 4 > 0 THEN 'KIM' ELSE '' END, '', '', '',
            n || ' MAIN ST', '', 'PORT ELLERY', 'ME', '04999', 'US', '2075550142', n || ' MAIN ST', '', 'PORT ELLERY', 'ME', '04999', 'US',
            '2075550142', 'SMITH', 'KIM', '', '', 'OWNER', '2075550142', '', '', '', CASE WHEN n %% 4 = 0 THEN lower(name) ELSE '' END, n
        FROM (SELECT n, {_business_name("n")} AS name FROM generate_series(1, %(providers)s) n) named""",
    # Of a hundred requests: 2 drafts, 4 at the desk, 2 before a Security Official, 1 returned, 2 denied, 89 approved.
    "requests": f"""
        INSERT INTO approvals_request (id, kind, tracking_number, requester_id, subject, exclusive, status, created_at, submitted_at,
            decided_at)
        SELECT 1000 + n, CASE WHEN part BETWEEN 6 AND 7 THEN 'toy' ELSE 'organization_registration' END,
            CASE WHEN part >= 2 THEN 'PC-' || upper({_reference("n", 9)}) END,
            CASE WHEN n %% 150 = 77 THEN 1002 ELSE 1001 + n %% %(accounts)s END, 'subject ' || n, false,
            CASE WHEN part < 2 THEN 'draft' WHEN part < 8 THEN 'under_review' WHEN part < 9 THEN 'returned'
                WHEN part < 11 THEN 'denied' ELSE 'approved' END,
            at, CASE WHEN part >= 2 THEN at END, CASE WHEN part >= 9 THEN at + interval '5 days' END
        FROM (SELECT n, n %% 100 AS part, now() - (%(requests)s - n) * interval '5 minutes' AS at
            FROM generate_series(1, %(requests)s) n) spread""",
    "drafts": """
        INSERT INTO approvals_draft (request_id, answers, saved_at)
        SELECT id, '{}', created_at FROM approvals_request WHERE id > 1000""",
    "registrations": f"""
        INSERT INTO registration_organizationregistration (request_id, community_id, npi, further_npis, ccns, ptans, paper_kind, by_post,
            flags, organization_id, legal_business_name, other_name, ein, practice_line_1, practice_line_2, practice_city, practice_state,
            practice_zip, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip, telephone, extension)
        SELECT id, %(community)s, '1' || lpad((id %% %(organizations)s + id %% 2)::text, 9, '0'), '{{}}', '{{}}', '{{}}', 'cp_575',
            id %% 2 = 0, '[]', NULL, {_business_name("id")}, '',
            lpad((id %% %(organizations)s + 100000000)::text, 9, '0'), id || ' Main Street', '', 'Port Ellery', 'ME', '04999',
            id || ' Main Street', '', 'Port Ellery', 'ME', '04999', '207-555-0142', ''
        FROM approvals_request WHERE id > 1000 AND status <> 'draft' AND kind = 'organization_registration'""",
    "toy details": """
        INSERT INTO toy_toydetail (request_id, title, scope_id, desk_id, plan, problem)
        SELECT id, 'toy ' || id, 1001 + id %% %(organizations)s, %(community)s, '[]', ''
        FROM approvals_request WHERE id > 1000 AND kind = 'toy'""",
    "steps": """
        INSERT INTO approvals_step (id, request_id, position, name, promise, announce, status, opened_at, due, decided_at, decided_by_id,
            reason, remark)
        SELECT asked.id, asked.id, 0, pattern.name, pattern.promise, pattern.announce,
            CASE asked.status WHEN 'under_review' THEN 'open' ELSE asked.status END, submitted_at, submitted_at + interval '14 days',
            asked.decided_at, CASE WHEN asked.decided_at IS NOT NULL THEN %(desk)s::bigint END, '', ''
        FROM approvals_request asked, approvals_step pattern
        WHERE asked.id > 1000 AND asked.status <> 'draft' AND pattern.request_id = %(pattern)s""",
    "offices": """
        INSERT INTO approvals_stepoffice (step_id, position, permission_id, scope_id, since, until, why, due)
        SELECT id, 0, CASE kind WHEN 'toy' THEN %(decide_for_organization)s ELSE %(decide_at_desk)s END,
            CASE kind WHEN 'toy' THEN 1001 + id %% %(organizations)s ELSE %(community)s END, submitted_at,
            CASE WHEN status = 'under_review' THEN NULL ELSE coalesce(decided_at, submitted_at) END, 'first',
            submitted_at + interval '14 days'
        FROM approvals_request WHERE id > 1000 AND status <> 'draft'""",
    "papers": """
        INSERT INTO registration_paper (request_id, file, name, content_type, size, sha256, uploaded_at)
        SELECT id, '2026/10/' || md5(id::text), 'cp575.pdf', 'pdf', 100000, '', created_at
        FROM approvals_request WHERE id > 1000 AND id %% 2 = 0""",
    "papers seen": """
        INSERT INTO registration_paperseen (step_id, kind, number, dated, arrival, seen_by_id, seen_at)
        SELECT id, 'cp_575', 'CP 575 A', '2019-03-04', 'upload', %(desk)s, decided_at
        FROM approvals_request WHERE id > 1000 AND status = 'approved' AND kind = 'organization_registration'""",
    "role assignments": """
        INSERT INTO roles_roleassignment (user_id, role, scope_id, organization_id, side, sole, since, ended_at, reason, certify_by)
        SELECT CASE WHEN n %% 170 = 0 THEN 1002 ELSE 1000 + n END, 'security_official', 1000 + n, 1000 + n, 'decides', true, now(),
            NULL::timestamptz, '', now() + n * interval '5 minutes' FROM generate_series(1, %(organizations)s) n
        UNION ALL
        SELECT 1001 + (n * 3 + turn * 5) %% %(accounts)s, 'security_official', 1000 + n, 1000 + n, 'decides', true, now(),
            now(), 'left', NULL FROM generate_series(1, %(organizations)s) n, generate_series(1, 2) turn""",
    "permissions": """
        INSERT INTO scopes_scopepermission (user_id, permission_id, scope_id)
        SELECT user_id, permission, scope_id FROM roles_roleassignment,
            unnest(ARRAY[%(decide_for_organization)s, %(decide_backup_officials)s, %(view_organization)s]::int[]) permission
        WHERE ended_at IS NULL AND scope_id > 1000""",
    "trail of requests": """
        INSERT INTO audit_entry (at, actor_id, command, reference, person_id, remark, facts)
        SELECT submitted_at, requester_id, 'submitted', tracking_number, requester_id, '', '{}'::jsonb
        FROM approvals_request WHERE id > 1000 AND status <> 'draft'
        UNION ALL
        SELECT decided_at, %(desk)s, 'approved', tracking_number, requester_id, '', '{}'::jsonb
        FROM approvals_request WHERE id > 1000 AND status = 'approved'""",
    "trail of roles": """
        INSERT INTO audit_entry (at, actor_id, command, reference, scope_key, person_id, remark, facts)
        SELECT since, NULL::bigint, 'grant', '', scope_id, user_id, '', jsonb_build_object('assignment', id)
        FROM roles_roleassignment WHERE scope_id > 1000""",
    "events": """
        INSERT INTO approvals_event (request_id, step_id, entry_id, internal)
        SELECT request.id, request.id, entry.id, false
        FROM audit_entry entry JOIN approvals_request request ON request.tracking_number = entry.reference WHERE request.id > 1000""",
    "messages": """
        INSERT INTO outbox_message (message, "to", person_id, language, facts, secret_facts, key, about, status, attempts, next_attempt_at,
            sent_at, last_error, created_at)
        SELECT 'request_sent', 'person' || n %% %(accounts)s || '@sample.example', 1001 + n %% %(accounts)s, 'en',
            '{"what": "Register", "number": "", "name": "", "link": ""}', '', 'bench:' || n,
            coalesce((SELECT tracking_number FROM approvals_request WHERE id = 1000 + n), ''),
            CASE WHEN n %% 10000 = 3 THEN 'parked' WHEN n > %(messages)s - 500 THEN 'waiting' ELSE 'sent' END, 1,
            now() - (%(messages)s - n) * interval '1 minute', now(), '', now() - (%(messages)s - n) * interval '1 minute'
        FROM generate_series(1, %(messages)s) n""",
}


def fill(owner_url: str, world: World, sizes: Sizes, *, desk: int) -> dict[str, int]:
    """Add the population to the database at `owner_url`, decided by the desk person `desk`; the numbers of rows added, by what they are.

    Afterwards the statistics are fresh and the tables vacuumed, as autovacuum leaves them.
    """
    values: dict[str, Any] = {
        "community": world.community,
        "pattern": world.pattern,
        "desk": desk,
        **world.permissions,
        **{field.name: getattr(sizes, field.name) for field in fields(sizes)},
    }
    with psycopg.connect(owner_url, autocommit=True) as connection:
        # No page reads the rows of history, and their triggers take most of the time.
        for table in TRACKED:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        rows = {name: connection.execute(statement.encode(), values).rowcount for name, statement in STATEMENTS.items()}
        for table in TRACKED:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
        connection.execute("VACUUM (ANALYZE)")
    return rows
