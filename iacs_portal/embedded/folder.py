"""A data folder: one launcher at a time, and the passwords of what lives in it."""

import fcntl
import json
import os
import secrets
import socket
from pathlib import Path

from iacs_portal.embedded.errors import CannotStart, FolderInUse

ROLES = ("postgres", "iacs_owner", "iacs_app", "valkey")


class DataFolder:
    """The folder of one launcher. `lock()` first; the lock goes with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock: int | None = None

    def lock(self) -> None:
        """Make the folder and hold it. Raises `FolderInUse` when another launcher does, `CannotStart` when it is not ours."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotStart(
                f"This account cannot write to the folder {self.path} ({error.strerror}): set DATA_DIR to one of its own."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 20).decode() or "unknown"
            os.close(handle)
            raise FolderInUse(
                f"The folder {self.path} is already in use by process {holder}: stop that one first, or set DATA_DIR to another folder."
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        self._lock = handle

    def unlock(self) -> None:
        """Let the folder go."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def passwords(self) -> dict[str, str]:
        """The password of each role, made at the first call and kept in the folder for its owner alone."""
        file = self.path / "passwords.json"
        if not file.exists():
            self.write_private("passwords.json", json.dumps({role: secrets.token_hex(24) for role in ROLES}))
        kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return kept

    def write_private(self, name: str, text: str) -> Path:
        """Write a file that only its owner may read, whole or not at all. Returns its path."""
        file = self.path / name
        draft = file.with_name(f"{file.name}.new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(file)
        return file


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
