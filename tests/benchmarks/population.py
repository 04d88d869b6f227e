"""A database as it is after years: filled by INSERT ... SELECT, so that a plan is looked at on tables of some size.

Names, numbers and dates are spread as in life as far as plans depend on it: a few last names are frequent and most are not, names
of organizations are made of the same few hundred words, one tax number and one official stand behind hundreds of facilities, and
nearly every request is decided. One organization, `WIDE`, is a large hospital: hundreds of groups, one of them with a thousand
members, hundreds of open requests and invitations.

People by their keys: Security Officials are the first, as many as organizations; then practitioners, who are backups of organizations
too; the rest are in user groups. Scopes by their keys: organizations, practitioners, then groups.
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


FIRST = 1000  # keys from here on
WIDE = FIRST + 20
ADMINISTRATOR_OF_MANY = 2  # of the people in user groups
_GROUPS = "Billing,Front desk,Records,Laboratory,Imaging,Night shift,Accounts,Referrals"
# What a request asks, by the last two digits of its number and by the rest; an organization's registration where nothing is said.
_KIND = """CASE
    WHEN n %% 100 = 6 THEN 'toy'
    WHEN n %% 100 = 7 THEN (ARRAY['end_user', 'further_administrator', 'new_group', 'backup_official'])[1 + n / 100 %% 4]
    WHEN n %% 100 = 5 THEN (ARRAY['practitioner_registration', 'organization_change'])[1 + n / 100 %% 2]
    WHEN n %% 100 BETWEEN 30 AND 39 THEN 'end_user'
    WHEN n %% 100 BETWEEN 40 AND 44 THEN 'new_group'
    WHEN n %% 100 BETWEEN 45 AND 49 THEN 'backup_official'
    WHEN n %% 100 BETWEEN 50 AND 54 THEN 'practitioner_registration'
    WHEN n %% 100 = 55 THEN 'organization_change'
    ELSE 'organization_registration' END"""
# The organization that a request is about, and the group of it, by the key of the request. Some are all about the wide one.
_ORGANIZATION = f"CASE WHEN id %% 1000 IN (6, 7) THEN {WIDE} ELSE 1001 + id %% %(organizations)s END"
_GROUP = f"%(groups_from)s + {_ORGANIZATION} - {FIRST}"
# The step of an approved request, spread over all of them, without the last two digits.
_APPROVED = "1000 + n %% (%(requests)s / 100) * 100"
_DECIDED_BY_OFFICIALS = "('toy', 'end_user', 'further_administrator', 'new_group', 'backup_official')"


@dataclass(frozen=True)
class Sizes:
    """How many rows of each. Each organization has a group, each tenth practitioner, and the wide organization further ones."""

    accounts: int = 300_000
    organizations: int = 100_000
    practitioners: int = 100_000
    wide_groups: int = 500
    wide_members: int = 1_000
    invitations: int = 200_000
    requests: int = 300_000
    messages: int = 300_000
    providers: int = 300_000

    @classmethod
    def divided(cls, by: int) -> "Sizes":
        """The usual sizes, each divided by `by`."""
        return cls(**{field.name: int(getattr(cls(), field.name) / by) for field in fields(cls)})

    @property
    def groups_from(self) -> int:
        """Keys of groups come after this one."""
        return FIRST + self.organizations + self.practitioners

    @property
    def groups(self) -> int:
        """How many there are."""
        return self.organizations + self.wide_groups + self.practitioners // 10

    @property
    def members_from(self) -> int:
        """Keys of people in groups come after this one."""
        return FIRST + self.organizations + self.practitioners

    @property
    def members(self) -> int:
        """How many people are in groups."""
        return self.accounts - self.organizations - self.practitioners


@dataclass(frozen=True)
class World:
    """What the database had before: the community's scope, permissions by codename, those that each role gives (role and codename),
    a sent registration as a pattern, the version of the terms."""

    community: int
    permissions: dict[str, int]
    gives: list[tuple[str, str]]
    pattern: int  # request
    terms: str


TRACKED = (
    "accounts_user",
    "account_emailaddress",
    "registration_organization",
    "registration_practitioner",
    "registration_medicarenumber",
    "registration_facilityconfirmation",
    "usergroups_usergroup",
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
        SELECT 1000 + n, %(terms)s, now() FROM generate_series(1, %(accounts)s) n""",
    "scopes": """
        INSERT INTO scopes_scope (id, kind, parent_id, community_id)
        SELECT 1000 + n, CASE WHEN n <= %(organizations)s THEN 'organization' ELSE 'practitioner' END, %(community)s, %(community)s
        FROM generate_series(1, %(organizations)s + %(practitioners)s) n""",
    "organizations": f"""
        INSERT INTO registration_organization (scope_id, legal_business_name, other_name, ein, practice_line_1, practice_line_2,
            practice_city, practice_state, practice_zip, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip,
            telephone, extension, comparable_name, approved_at)
        SELECT 1000 + n, name, '', CASE WHEN n %% 200 = 0 THEN '987654321' ELSE lpad((n / 2 + 100000000)::text, 9, '0') END,
            n || ' Main Street', '', 'Port Ellery', 'ME', '04999', n || ' Main Street', '', 'Port Ellery', 'ME', '04999',
            '207-555-0142', '', lower(name), now() - n * interval '5 minutes'
        FROM (SELECT n, {_business_name("n")} AS name FROM generate_series(1, %(organizations)s) n) named""",
    "practitioners": f"""
        INSERT INTO registration_practitioner (scope_id, name, practice_line_1, practice_line_2, practice_city, practice_state,
            practice_zip, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip, telephone, extension,
            comparable_name, approved_at)
        SELECT 1000 + %(organizations)s + n, name, n || ' Main Street', '', 'Port Ellery', 'ME', '04999', n || ' Main Street', '',
            'Port Ellery', 'ME', '04999', '207-555-0142', '', lower(name), now() - n * interval '5 minutes'
        FROM (SELECT n, {_pick(_FIRST, "n * 13")} || ' ' || {_last_name("n")} AS name
            FROM generate_series(1, %(practitioners)s) n) named""",
    "scopes of groups": f"""
        INSERT INTO scopes_scope (id, kind, parent_id, organization_id, community_id)
        SELECT %(groups_from)s + n, 'group', provider, provider, %(community)s
        FROM (SELECT n, CASE WHEN n <= %(organizations)s THEN 1000 + n
                WHEN n <= %(organizations)s + %(wide_groups)s THEN {WIDE}
                ELSE 1000 + %(organizations)s + (n - %(organizations)s - %(wide_groups)s) * 10 END AS provider
            FROM generate_series(1, %(groups)s) n) placed""",
    "groups": f"""
        INSERT INTO usergroups_usergroup (scope_id, provider_id, name, comparable_name, purpose, approved_at)
        SELECT id, organization_id, name, lower(name), 'Works', now()
        FROM (SELECT id, organization_id, {_pick(_GROUPS, "id")} || ' ' || id AS name
            FROM scopes_scope WHERE kind = 'group' AND id > 1000) named""",
    "Medicare numbers": """
        INSERT INTO registration_medicarenumber (scope_id, community_id, kind, value, is_live)
        SELECT 1000 + n, %(community)s, 'npi', '1' || lpad(n::text, 9, '0'), true
        FROM generate_series(1, %(organizations)s + %(practitioners)s) n
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
    # Of a hundred requests: 2 drafts, 4 at the desk, 2 before officials or administrators, 1 returned, 2 denied, 89 approved.
    "requests": f"""
        INSERT INTO approvals_request (id, kind, tracking_number, requester_id, subject, exclusive, status, created_at, submitted_at,
            decided_at)
        SELECT 1000 + n, {_KIND},
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
    "toy details": f"""
        INSERT INTO toy_toydetail (request_id, title, scope_id, desk_id, plan, problem)
        SELECT id, 'toy ' || id, {_ORGANIZATION}, %(community)s, '[]', ''
        FROM approvals_request WHERE id > 1000 AND kind = 'toy'""",
    "requests for roles": f"""
        INSERT INTO roles_rolerequest (request_id, role, scope_id, justification)
        SELECT id, CASE kind WHEN 'backup_official' THEN 'backup_security_official' WHEN 'end_user' THEN 'end_user'
                ELSE 'user_group_administrator' END,
            CASE kind WHEN 'backup_official' THEN {_ORGANIZATION} ELSE {_GROUP} END, 'I work here.'
        FROM approvals_request WHERE id > 1000 AND kind IN ('backup_official', 'end_user', 'further_administrator')""",
    "requests for groups": f"""
        INSERT INTO usergroups_grouprequest (request_id, provider_id, name, comparable_name, purpose, justification)
        SELECT id, {_ORGANIZATION}, 'New group ' || id, 'new group ' || id, 'Works', ''
        FROM approvals_request WHERE id > 1000 AND kind = 'new_group'""",
    "registrations of practitioners": f"""
        INSERT INTO registration_practitionerregistration (request_id, community_id, npi, flags, name, practice_line_1, practice_line_2,
            practice_city, practice_state, practice_zip, mailing_line_1, mailing_line_2, mailing_city, mailing_state, mailing_zip,
            telephone, extension)
        SELECT id, %(community)s, '2' || lpad((id / 2)::text, 9, '0'), '[]', {_pick(_FIRST, "id")} || ' ' || {_last_name("id")},
            id || ' Main Street', '', 'Port Ellery', 'ME', '04999', id || ' Main Street', '', 'Port Ellery', 'ME', '04999',
            '207-555-0142', ''
        FROM approvals_request WHERE id > 1000 AND kind = 'practitioner_registration'""",
    "changes of organizations": f"""
        INSERT INTO registration_organizationchange (request_id, organization_id, legal_business_name, ein, name_before, ein_before)
        SELECT id, {_ORGANIZATION}, 'New name', lpad(id::text, 9, '0'), 'Old name', '123456789'
        FROM approvals_request WHERE id > 1000 AND kind = 'organization_change'""",
    # One form of each ten for some organization; the wide one sends hundreds in each of its forms.
    "forms of facilities": f"""
        INSERT INTO registration_facilitybatch (id, organization_id, requester_id, made_at)
        SELECT 1000 + n, CASE WHEN n %% 500 = 0 THEN {WIDE} ELSE 1001 + n %% %(organizations)s END, 1001, now()
        FROM generate_series(1, %(requests)s / 100) n""",
    "facilities in forms": """
        UPDATE registration_organizationregistration SET batch_id = 1000 + least(
            CASE WHEN request_id %% 500 = 70 THEN request_id / 100 / 500 * 500 + 500 ELSE request_id / 100 END, %(requests)s / 100)
        WHERE request_id > 1100 AND (request_id %% 500 = 70 OR request_id %% 100 BETWEEN 60 AND 69)""",
    "questions about facilities": f"""
        INSERT INTO registration_facilityconfirmation (request_id, organization_id, requester_name, npi, further_npis,
            legal_business_name, ein, practice_city, practice_state, asked_at, asked_by_id, answer, answered_at, answered_by_id, remark)
        SELECT request_id, {_ORGANIZATION.replace("id %%", "request_id %%")}, 'Kim Smith', npi, further_npis, legal_business_name, ein,
            practice_city, practice_state, now(), %(desk)s, CASE WHEN is_open THEN '' ELSE 'yes' END,
            CASE WHEN NOT is_open THEN now() END, CASE WHEN NOT is_open THEN 1001 END, ''
        FROM (SELECT *, request_id %% 100 IN (2, 3, 80) AS is_open FROM registration_organizationregistration
            WHERE request_id > 1000 AND (request_id %% 100 BETWEEN 60 AND 89 OR request_id %% 100 IN (2, 3))) asked""",
    "steps": """
        INSERT INTO approvals_step (id, request_id, position, name, promise, announce, status, opened_at, due, decided_at, decided_by_id,
            reason, remark)
        SELECT asked.id, asked.id, 0, pattern.name, pattern.promise, pattern.announce,
            CASE asked.status WHEN 'under_review' THEN 'open' ELSE asked.status END, submitted_at, submitted_at + interval '14 days',
            asked.decided_at, CASE WHEN asked.decided_at IS NULL THEN NULL
                WHEN asked.kind IN ('end_user', 'new_group', 'backup_official') THEN 1001 + asked.id %% %(organizations)s
                ELSE %(desk)s::bigint END, '', ''
        FROM approvals_request asked, approvals_step pattern
        WHERE asked.id > 1000 AND asked.status <> 'draft' AND pattern.request_id = %(pattern)s""",
    "offices": f"""
        INSERT INTO approvals_stepoffice (step_id, position, permission_id, scope_id, since, until, why, due)
        SELECT id, 0, CASE WHEN kind = 'end_user' THEN %(decide_in_group)s WHEN kind = 'backup_official' THEN %(decide_backup_officials)s
                WHEN kind IN {_DECIDED_BY_OFFICIALS} THEN %(decide_for_organization)s ELSE %(decide_at_desk)s END,
            CASE WHEN kind = 'end_user' THEN {_GROUP} WHEN kind IN {_DECIDED_BY_OFFICIALS} THEN {_ORGANIZATION}
                ELSE %(community)s END, submitted_at,
            CASE WHEN status = 'under_review' THEN NULL ELSE coalesce(decided_at, submitted_at) END, 'first',
            submitted_at + interval '14 days'
        FROM approvals_request WHERE id > 1000 AND status <> 'draft'
        UNION ALL
        SELECT id, 1, %(decide_for_organization)s, {_ORGANIZATION}, NULL, NULL, '', NULL
        FROM approvals_request WHERE id > 1000 AND status <> 'draft' AND kind = 'end_user'
        UNION ALL
        SELECT id, 2, %(decide_at_desk)s, %(community)s, NULL, NULL, '', NULL
        FROM approvals_request WHERE id > 1000 AND status <> 'draft' AND kind IN {_DECIDED_BY_OFFICIALS}""",
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
    "roles of backups and practitioners": f"""
        INSERT INTO roles_roleassignment (user_id, role, scope_id, organization_id, side, sole, since, reason, certify_by, made_by_step_id)
        SELECT 1000 + %(organizations)s + n, 'individual_practitioner', 1000 + %(organizations)s + n, 1000 + %(organizations)s + n, '',
            true, now(), '', now() + n * interval '5 minutes', {_APPROVED} + 50
        FROM generate_series(1, %(practitioners)s) n
        UNION ALL
        SELECT 1000 + %(organizations)s + n, 'backup_security_official', 1000 + n, 1000 + n, 'decides', false, now(), '',
            now() + n * interval '5 minutes', {_APPROVED} + 45
        FROM generate_series(2, least(%(organizations)s, %(practitioners)s), 2) n""",
    "roles in groups": f"""
        INSERT INTO roles_roleassignment (user_id, role, scope_id, organization_id, side, sole, since, ended_at, reason, certify_by,
            made_by_step_id)
        SELECT %(members_from)s + 1 + CASE WHEN n %% 500 = 0 THEN {ADMINISTRATOR_OF_MANY} ELSE n * 7 %% %(members)s END,
            'user_group_administrator', scope_id, provider_id, 'uses', false, now() - n * interval '1 minute', NULL::timestamptz, '',
            now() + n * interval '1 minute', {_APPROVED} + 40
        FROM (SELECT *, scope_id - %(groups_from)s AS n FROM usergroups_usergroup WHERE scope_id > 1000) groups
        UNION ALL
        SELECT %(members_from)s + 1 + (n * 7 + turn * 31) %% %(members)s, 'end_user', scope_id, provider_id, 'uses', false,
            now() - n * interval '1 minute', CASE WHEN turn = 3 THEN now() END, '', now() + n * interval '1 minute', {_APPROVED} + 30
        FROM (SELECT *, scope_id - %(groups_from)s AS n FROM usergroups_usergroup WHERE scope_id > 1000) groups,
            generate_series(1, 3) turn
        WHERE scope_id <> %(groups_from)s + {WIDE - FIRST}
        UNION ALL
        SELECT %(members_from)s + 1 + n, 'end_user', %(groups_from)s + {WIDE - FIRST}, {WIDE}, 'uses', false, now(), NULL, '', now(),
            {_APPROVED} + 30
        FROM generate_series(1, %(wide_members)s) n""",
    "permissions": """
        INSERT INTO scopes_scopepermission (user_id, permission_id, scope_id)
        SELECT DISTINCT user_id, permission, scope_id FROM roles_roleassignment
            JOIN unnest(%(roles)s::text[], %(given)s::int[]) AS gives (role, permission) USING (role)
        WHERE ended_at IS NULL AND scope_id > 1000""",
    "invitations": f"""
        INSERT INTO usergroups_invitation (email, role, scope_id, organization_id, inviter_id, token_digest, made_at, expires_at,
            revoked_at, revoked_by_id, request_id)
        SELECT 'invited' || n || '@sample.example', 'end_user', %(groups_from)s + place - {FIRST}, place, place, md5(n::text), at,
            at + interval '14 days', CASE WHEN request IS NULL AND n %% 10 > 0 AND place <> {WIDE} THEN at END,
            CASE WHEN request IS NULL AND n %% 10 > 0 AND place <> {WIDE} THEN place END, request
        FROM (SELECT n, now() - (%(invitations)s - n) * interval '1 minute' AS at,
                CASE WHEN n %% 200 = 0 THEN {WIDE} ELSE 1001 + n %% %(organizations)s END AS place,
                CASE WHEN n <= %(requests)s AND n %% 100 BETWEEN 30 AND 39 THEN 1000 + n END AS request
            FROM generate_series(1, %(invitations)s) n) made""",
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
        "terms": world.terms,
        "roles": [role for role, _permission in world.gives],
        "given": [world.permissions[permission] for _role, permission in world.gives],
        "groups_from": sizes.groups_from,
        "groups": sizes.groups,
        "members_from": sizes.members_from,
        "members": sizes.members,
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
