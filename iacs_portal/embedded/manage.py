"""`make manage CMD=...`: a management command with the addresses of the portal that `make run` started."""

import os
import subprocess
import sys
from pathlib import Path

from iacs_portal.embedded.run import ROOT


def addresses_of(data: Path) -> dict[str, str]:
    """What the running portal of a data folder wrote down; empty when it never ran."""
    file = data / "environment"
    if not file.exists():
        return {}
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines() if "=" in line)


def main() -> int:
    """Run `manage.py` with the given words. Returns its exit status."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    environment = addresses_of(data) | os.environ | {"DATA_DIR": str(data)}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "iacs_portal.settings.dev")
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *sys.argv[1:]], env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
