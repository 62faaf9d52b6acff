"""Which living processes use a database: by its leases, and by who has the file open."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from dispatcher.storage.leases import holder_words, is_dead, is_ours

_HELD = (
    "SELECT name, holder FROM leases"
    " WHERE expires_at > CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) ORDER BY name"
)


def users_of(path: Path) -> tuple[str, ...]:
    """Return words for each living process that uses a SQLite file; empty when nobody does."""
    return (*_lease_words(path), *_open_words(path))


def processes_with_open(path: Path) -> tuple[int, ...]:
    """Return the processes other than this that have a file open, as far as /proc tells."""
    wanted = os.path.realpath(path)
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        if pid != os.getpid() and wanted in _open_files(folder):
            found.append(pid)
    return tuple(sorted(found))


def _open_files(folder: Path) -> set[str]:
    try:
        return {os.path.realpath(entry) for entry in (folder / "fd").iterdir()}
    except OSError:
        return set()  # it ended, or is another user's


def _open_words(path: Path) -> tuple[str, ...]:
    return tuple(f"process {pid} ({_command(pid)}) has it open" for pid in processes_with_open(path))


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return "gone meanwhile"
    return words[:80] or "without a name"


def _lease_words(path: Path) -> tuple[str, ...]:
    """Read the leases as they are; a file too damaged to tell has none to respect."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2.0)) as connection:
            rows = connection.execute(_HELD).fetchall()
    except sqlite3.DatabaseError:
        return ()
    duties: dict[str, list[str]] = {}
    for name, holder in rows:
        if holder and not is_dead(holder) and not is_ours(holder):
            duties.setdefault(holder, []).append(name)
    return tuple(f"{holder_words(holder)} holds {', '.join(names)}" for holder, names in duties.items())
