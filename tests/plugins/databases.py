"""Databases of a test run: a template that is migrated once, and clones of it.

The owner's role makes and drops them (`DATABASE_OWNER_URL`); tests use them as the portal's role (`DATABASE_URL`).
"""

import hashlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("iacs_portal", "approvals", "registration", "usergroups", "tests/toy")
# What a migrated database is made from: migrations, and the declarations that `post_migrate` turns into rows and rights.
_DECLARING_FOLDERS = frozenset({"migrations", "models", "communities", "request_kinds", "settings"})
_DECLARING_FILES = frozenset(
    {"models.py", "roles.py", "declarations.py", "kinds.py", "request_kinds.py", "grants.py", "apps.py"}
)
_LOCK_KEY = 4_711_053_000_001
PREFIX = "iacs_test_"


def owner_url() -> str:
    """The address as owner; its role may make databases."""
    return os.environ["DATABASE_OWNER_URL"]


def with_database(url: str, name: str) -> str:
    """`url` with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _as_owner() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(owner_url(), autocommit=True) as connection:
        yield connection


def declarations_hash() -> str:
    """Changes when anything changes that a migrated database is made from."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            folders = file.relative_to(ROOT).parts[:-1]
            text = file.read_bytes()
            if file.name in _DECLARING_FILES or _DECLARING_FOLDERS.intersection(folders) or b"post_migrate" in text:
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + text + b"\0")
    return digest.hexdigest()[:12]


def ensure_template(*, rebuild: bool = False) -> str:
    """The name of the migrated template; made when it is not there. Workers that ask at once wait for the first."""
    name = f"iacs_template_{declarations_hash()}"
    with _as_owner() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])  # goes with the connection
        known = {
            row[0]
            for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'iacs_template_%%'")
        }
        if name in known and not rebuild:
            return name
        draft = f"{name}_draft"
        for old in (draft, name):
            _drop(connection, old)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        _migrate(draft)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name))
        )
    return name


def _migrate(database: str) -> None:
    """As the owner, in a process of its own: this one is the portal's role from its settings on."""
    url = with_database(owner_url(), database)
    environment = os.environ | {"DATABASE_OWNER_URL": url, "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.test"}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity=0"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode != 0:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stdout}{done.stderr}")


def clone(template: str, purpose: str) -> str:
    """Make a database like `template`. Returns its name, which no other run uses."""
    name = f"{PREFIX}{purpose}_{uuid.uuid4().hex[:12]}"
    with _as_owner() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return name


def drop(name: str) -> None:
    """Drop a database, whoever is still connected to it; the owner may not end sessions of the portal's role, that role may."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
    with _as_owner() as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    """FORCE may not end an autovacuum worker that happens to be there; a plain DROP sends it away by itself and waits for it."""
    drop_it = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(drop_it + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        connection.execute(drop_it)


def drop_left_over() -> None:
    """Drop what earlier runs on this server left: clones, and templates that are out of date. Only for a server of our own."""
    keep = f"iacs_template_{declarations_hash()}"
    with _as_owner() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^iacs_(test|template)_'").fetchall()
        for (name,) in rows:
            if name != keep:
                _drop(connection, name)
