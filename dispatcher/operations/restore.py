"""`readbackctl restore`: put a checked backup in the place of the database, and lose nothing of what was there."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from dispatcher.app import home_of
from dispatcher.operations import places
from dispatcher.operations.backup import sqlite_file, stamp
from dispatcher.operations.checking import Sound, check
from dispatcher.operations.holders import users_of
from dispatcher.operations.options import DatabaseUrl, Home, Simulated, settings_from
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Trouble
from dispatcher.settings import Settings
from dispatcher.storage.database import copy_sqlite, sqlite_url
from dispatcher.storage.errors import StorageError
from dispatcher.storage.restored import doubt_waiting
from dispatcher.system_clock import SystemClock

File = Annotated[Path, typer.Argument(help="A backup; a bare name is looked for in the home's backups folder.")]
_SIDE_FILES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What was in the backup, and what became of the database that was there."""

    kept: Path | None
    doubted: int  # pages that waited in the backup


def restore(file: File, home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Put a backup in the place of the database; what was there is kept."""
    settings = settings_from(home=home, simulated=simulated, database=database)
    present = sqlite_file(settings, "pg_restore --clean --if-exists --dbname")
    source = _found(settings, file)
    sound = _checked(settings, source)
    if present.exists():
        _refuse_if_used(present)
    done = _replace(source, present, places.backups_folder(home_of(settings)))
    say(f"{present} is now the backup {source}", "green")
    say(f"{sound.world.value.upper()}, schema {sound.schema}, {sound.entries} journal entries whole")
    if done.kept is not None:
        say(f"what was there is kept as {done.kept}")
    if done.doubted:
        say(
            f"{done.doubted} pages waited in it; they may have gone out since: they are repeated marked REPEAT",
            "yellow",
        )


def _found(settings: Settings, file: Path) -> Path:
    in_folder = places.backups_folder(settings.home) / file
    found = file if file.exists() or file.is_absolute() or not in_folder.exists() else in_folder
    if not found.is_file():
        raise Trouble(f"there is no backup {found}; `readbackctl where` lists those of the home")
    wal = found.with_name(found.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise Trouble(
            f"{found} is in use or was not closed ({wal.name} is beside it);"
            f" make a backup of it first: readbackctl backup --database {found}"
        )
    return found


def _checked(settings: Settings, source: Path) -> Sound:
    try:
        sound = check(sqlite_url(source), str(source), at_rest=True, thorough=False)
    except StorageError as error:
        raise Trouble(f"this backup cannot be put back: {error}; nothing was changed") from error
    if sound.world is not settings.world:
        option = "add --simulated" if settings.world.value == "live" else "leave --simulated out"
        raise Trouble(
            f"{source} is {sound.world.value.upper()} and the database is {settings.world.value.upper()};"
            f" {option} if that is meant; nothing was changed"
        )
    return sound


def _refuse_if_used(present: Path) -> None:
    users = users_of(present)
    if users:
        raise Trouble(f"{present} is in use: {'; '.join(users)}; close it there, then try again; nothing was changed")


def _replace(source: Path, present: Path, folder: Path) -> Replaced:
    """Stage, keep, swap: at every moment the place holds one whole database."""
    clock = SystemClock()
    staged = present.with_name(f".{present.name}.restoring")
    staged.unlink(missing_ok=True)
    copy_sqlite(source, staged)
    doubted = doubt_waiting(staged, clock.now())
    check(sqlite_url(staged), str(staged), at_rest=True, thorough=False)
    kept = None
    if present.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = folder / f"{present.stem}-before-restore-{stamp(clock.now())}.db"
        _keep(present, kept)
    staged.replace(present)
    _sync_folder(present.parent)
    return Replaced(kept=kept, doubted=doubted)


def _keep(present: Path, kept: Path) -> None:
    """Copy what is there before anything is done to it, then clear the way."""
    if kept.exists():
        raise Trouble(f"{kept} is there already; try again in a second")
    _copy(present, kept)
    if _merged(present):
        _copy(present, kept)  # one file, whole by itself
    _sync_folder(kept.parent)
    for beside in _beside(present):  # another database's log beside the new file would be played into it
        beside.unlink(missing_ok=True)


def _copy(present: Path, kept: Path) -> None:
    for old in _beside(kept):
        old.unlink(missing_ok=True)
    for source, target in zip((present, *_beside(present)), (kept, *_beside(kept)), strict=True):
        if source.exists():
            shutil.copy2(source, target)


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + suffix) for suffix in _SIDE_FILES)


def _merged(present: Path) -> bool:
    """Leave WAL mode, which also proves that nobody else has the file open; False when it is too damaged for that."""
    try:
        with closing(sqlite3.connect(present, timeout=1.0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        if "locked" not in str(error):
            return False
        raise Trouble(
            f"{present} is in use by a program that cannot be named; close it, then try again; nothing was changed"
        ) from error
    return True


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
