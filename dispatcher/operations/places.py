"""Where a home keeps its things, and a quick look at a SQLite file. Imports little: `where` must be fast."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dispatcher.domain.worlds import World

SERVE_LOG = "readback-serve"


def database_path(home: Path, world: World) -> Path:
    """Return the SQLite file of a world."""
    return home / f"{world.value}.db"


def backups_folder(home: Path) -> Path:
    """Return the folder of backups."""
    return home / "backups"


def backups(home: Path) -> tuple[Path, ...]:
    """Return every database file in the folder of backups, newest first."""
    folder = backups_folder(home)
    found = folder.glob("*.db") if folder.is_dir() else ()
    return tuple(sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True))


def logs(home: Path) -> tuple[Path, ...]:
    """Return the log of each program that has run here; older parts of a log (.1, .2 …) lie beside it."""
    return tuple(sorted(home.glob("readback*.log")))


def tape_path(home: Path) -> Path:
    """Return the tape of the simulated terminal."""
    return home / "terminal-tape.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a glance at a SQLite file tells. `problem` says why it tells nothing more."""

    path: Path
    bytes: int
    schema: str | None = None
    world: str | None = None
    entries: int | None = None
    problem: str | None = None


def glance(path: Path) -> Seen | None:
    """Look into a SQLite file without changing it; None when it is not there."""
    if not path.exists():
        return None
    wal = path.with_name(path.name + "-wal")
    size = path.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=2.0)) as connection:
            schema, world, entries = connection.execute(
                "SELECT (SELECT version_num FROM alembic_version), (SELECT world FROM installation),"
                " (SELECT sequence FROM journal_head)"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        return Seen(path=path, bytes=size, problem=str(error))
    return Seen(path=path, bytes=size, schema=schema, world=world, entries=entries)


def size_words(count: int) -> str:
    """Return a size as a person reads it."""
    size, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
