"""`make check`: everything that can be judged without running the portal. Prints a line for each check, and what one that fails said."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "iacs_portal.settings.production",
    "SECRET_KEY": "check-" * 12,
    "SSN_KEYS": "check-" * 8,
    "OUTBOX_KEYS": "Y2hlY2stY2hlY2stY2hlY2stY2hlY2stY2hlY2stY2g=",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "portal.example",
    "EMAIL_HOST": "mail.example",
    "SITE_URL": "https://portal.example",
}
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("style", ["ruff", "check", "--quiet", "."], {}),
    ("format", ["ruff", "format", "--check", "--quiet", "."], {}),
    ("types", ["mypy"], {"PYTHONPATH": "."}),
    ("templates", ["djlint", "--lint", "--quiet", "templates"], {}),
    ("layers", ["lint-imports"], {"PYTHONPATH": "."}),
    (
        "keys, migrations, deployment",
        ["pytest", "-q", "tests/project/test_layers.py", "tests/project/test_migrations.py"],
        {},
    ),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("compose file", ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"], {}),
    ("Dockerfile", ["hadolint", "Dockerfile"], {}),
]


def main() -> int:
    """Run every check, in order. Returns 1 when one fails, after all have run."""
    failed = 0
    for name, (program, *words), environment in CHECKS:
        begun = time.monotonic()
        done = subprocess.run(
            [str(BIN / program), *words],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} ({time.monotonic() - begun:.0f} s)", flush=True)
        if done.returncode != 0:
            failed += 1
            print(done.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
