"""Lock the Python packages of requirements/*.in, with hashes and without the name of any registry, and those of npm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"


def main() -> int:
    """Write each requirements/*.txt anew, keeping what is locked unless its .in file asks for something else."""
    for source in ("base", "embedded", "dev", "node"):
        command: list[str] = [
            str(UV),
            "pip",
            "compile",
            "--quiet",
            "--generate-hashes",
            "--universal",
            "--python-version",
            "3.11",
        ]
        command += ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
        command += [f"requirements/{source}.in", "--output-file", f"requirements/{source}.txt", *sys.argv[1:]]
        subprocess.run(command, cwd=ROOT, check=True)
    own = shutil.which("npm")
    npm = own or str(Path(sys.executable).parent / "npm")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(
        [npm, "install", "--package-lock-only", "--ignore-scripts"],
        cwd=ROOT,
        check=True,
        env=os.environ | {"PATH": path},
    )
    named = [file.name for file in (ROOT / "requirements").glob("*.txt") if "://" in file.read_text(encoding="utf-8")]
    if named or "://" in (ROOT / "package-lock.json").read_text(encoding="utf-8").replace("https://github.com", ""):
        print(f"A lock names a host: {', '.join(named) or 'package-lock.json'}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
