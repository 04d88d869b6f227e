"""Production settings: clean, and closed until every secret is there."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.plugins.databases import ROOT
from tests.project.production import environment


def manage(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` in a process of its own; both of its outputs together."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=dict(env), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip


def test_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", env=environment(tmp_path))
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (1 silenced).")


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "SSN_KEYS", "OUTBOX_KEYS", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "EMAIL_HOST", "SITE_URL"],
)
def test_production_refuses_to_start_without_a_value_and_names_it(name: str, tmp_path: Path) -> None:
    done = manage("check", env=environment(tmp_path, **{name: None}))
    assert done.returncode != 0
    assert f"Set these in the environment before starting: {name}." in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "SSN_KEYS", "OUTBOX_KEYS"])
def test_production_refuses_a_secret_of_development_and_names_it(name: str, tmp_path: Path) -> None:
    done = manage(
        "check", env=environment(tmp_path, **{name: "development-only-not-a-secret-0123456789abcdefghijklmnop"})
    )
    assert done.returncode != 0
    assert f"These secrets are public or shorter than 32 characters: {name}." in done.stdout


def test_static_files_are_collected_with_a_hash_in_their_name_and_compressed(tmp_path: Path) -> None:
    done = manage("collectstatic", "--no-input", "--verbosity=0", env=environment(tmp_path))
    assert (done.returncode, done.stdout) == (0, "")
    names = {file.name for file in (tmp_path / "static").rglob("*") if file.is_file()}
    assert "staticfiles.json" in names
    assert any(name.endswith(".css.br") for name in names)
