"""Says who holds a port, and keeps a lock file that other terminal programs understand."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from radio.links.port_names import is_pty

LOCK_FOLDER = Path("/run/lock")
"""Where minicom, picocom, pppd and others keep LCK..ttyUSB0, with the holder's process id in ten characters."""


def holder_of(path: str, folder: Path = LOCK_FOLDER) -> str:
    """Return words for the program that has a port, from its lock, its lock file or its open files; else empty."""
    try:
        status = Path(path).stat()
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    pids = [pid for pid, inode in _locks(lines) if inode == status.st_ino and pid_has_open(pid, path)]
    pid = pids[0] if pids else _lock_file_pid(path, folder)
    if pid is None and not is_pty(path):  # a pseudo terminal is open in its simulator, and is not taken by it
        pid = _first_opener(path)
    return "" if pid is None else _words_for(pid)


def _locks(lines: list[str]) -> Iterator[tuple[int, int]]:
    for line in lines:
        words = line.split()
        with suppress(IndexError, ValueError):
            if words[1] == "FLOCK":
                yield int(words[4]), int(words[5].rpartition(":")[2])


def pid_has_open(pid: int, path: str) -> bool:
    """Tell whether a process has a port open; True when it may not be asked."""
    real = os.path.realpath(path)
    try:
        entries = list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return True
    return any(os.path.realpath(entry) == real for entry in entries)


def _words_for(pid: int) -> str:
    if pid == os.getpid():
        return "this program itself, on another channel"
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        command = ""
    return f"process {pid} ({command[:80]})" if command else f"process {pid}"


def _lock_file_pid(path: str, folder: Path) -> int | None:
    """Return who left a lock file for the port and still has the port open."""
    try:
        pid = int(_lock_file(path, folder).read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if _is_alive(pid) and pid_has_open(pid, path) else None


def _lock_file(path: str, folder: Path) -> Path:
    return folder / f"LCK..{Path(os.path.realpath(path)).name}"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _first_opener(path: str) -> int | None:
    """Return another process that has the port open without any lock, among those that we may look into."""
    with suppress(OSError):
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid() and _is_open_in(entry / "fd", path):
                return int(entry.name)
    return None


def _is_open_in(folder: Path, path: str) -> bool:
    real = os.path.realpath(path)
    with suppress(OSError):
        return any(os.path.realpath(entry) == real for entry in folder.iterdir())
    return False


class LockFile:
    """The lock file of one port, so that other programs leave it alone. The lock itself is the kernel's."""

    def __init__(self, path: str, folder: Path = LOCK_FOLDER) -> None:
        self._port = path
        self._folder = folder
        self._file = _lock_file(path, folder)
        self._is_ours = False

    def take(self) -> str:
        """Write it and return nothing, or return words for the living program whose lock file is there already.

        A folder that we may not write to is no obstacle; nor is a file whose program has ended.
        """
        with suppress(OSError):
            if self._file.exists():
                pid = _lock_file_pid(self._port, self._folder)
                if pid is not None:
                    return _words_for(pid)
                self._file.unlink()
            with self._file.open("x", encoding="ascii") as file:
                self._is_ours = True
                file.write(f"{os.getpid():>10}\n")
        return ""

    def give_back(self) -> None:
        """Remove it, if it is ours."""
        if self._is_ours:
            self._is_ours = False
            with suppress(OSError):
                self._file.unlink()
