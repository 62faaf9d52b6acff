"""`readbackctl backup`: a whole copy of a database while it is in use, checked after copying."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import URL

from dispatcher.app import database_url, home_of
from dispatcher.operations import places
from dispatcher.operations.checking import Sound, check
from dispatcher.operations.key_file import is_beside
from dispatcher.operations.options import DatabaseUrl, Home, Simulated, settings_from
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Failed, Trouble
from dispatcher.settings import Settings
from dispatcher.storage.database import copy_sqlite, parsed_url, sqlite_url
from dispatcher.storage.errors import StorageError
from dispatcher.system_clock import SystemClock

File = Annotated[
    Path | None, typer.Argument(help="File or directory; without it the home's backups folder.", show_default=False)
]


def backup(file: File = None, home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Copy the database while it is in use, and check the copy."""
    settings = settings_from(home=home, simulated=simulated, database=database)
    source = sqlite_file(settings, "pg_dump --format=custom --file=readback.dump")
    if not source.exists():
        raise Trouble(f"there is no database {source} to back up; {_other_world(settings)}")
    clock = SystemClock()
    target, began = _target(settings, file, source, clock.now()), clock.monotonic()
    try:
        copy_sqlite(source, target)
    except OSError as error:
        raise Trouble(f"the backup cannot be written to {target}: {error.strerror}; give another FILE") from error
    sound = _checked(target)
    size = places.size_words(target.stat().st_size)
    say(f"{source} is backed up to {target}", "green")
    _say_what_of_the_keys(settings, target)
    say(
        f"{sound.world.value.upper()}, {size}, {sound.entries} journal entries whole, {clock.monotonic() - began:.1f} s"
    )


def _say_what_of_the_keys(settings: Settings, target: Path) -> None:
    if not settings.keys.exists():
        return
    if is_beside(settings.keys, target):
        say(
            f"the key file {settings.keys.name} lies beside it: who takes both reads every code; part them",
            "yellow",
        )
    else:
        say(f"the key file {settings.keys} is not in it: keep a copy of it apart from the backups")


def sqlite_file(settings: Settings, command: str) -> Path:
    """Return the SQLite file that is meant. Raises: Trouble, with the command for a PostgreSQL database."""
    target = parsed_url(database_url(settings))
    if target.get_backend_name() == "sqlite":
        return Path(target.database or "")
    raise Trouble(f"{_plain(target)} is PostgreSQL, which has tools of its own; type: {command} '{_plain(target)}'")


def stamp(now: datetime) -> str:
    """Return an instant as part of a file name."""
    return f"{now:%Y%m%dT%H%M%SZ}"


def _plain(target: URL) -> str:
    """Return the URL as the database's own tools take it; they ask for the password themselves."""
    return URL.create(
        "postgresql", target.username, None, target.host, target.port, target.database, target.query
    ).render_as_string()


def _other_world(settings: Settings) -> str:
    other = home_of(settings) / ("live.db" if settings.simulated else "simulated.db")
    if other.exists():
        return f"for {other.name} {'leave --simulated out' if settings.simulated else 'add --simulated'}"
    return "name another with --home or --database"


def _target(settings: Settings, file: Path | None, source: Path, now: datetime) -> Path:
    name = f"{source.stem}-{stamp(now)}.db"
    folder = places.backups_folder(home_of(settings))
    if file is None:
        folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / name if file is None else file / name if file.is_dir() else file
    if target.exists():
        raise Trouble(f"{target} is there already and is kept; give another FILE")
    if not target.parent.is_dir():
        raise Trouble(f"the folder {target.parent} does not exist; make it, or give another FILE")
    return target


def _checked(target: Path) -> Sound:
    try:
        return check(sqlite_url(target), str(target), at_rest=True, thorough=False)
    except StorageError as error:
        target.unlink()
        raise Failed(
            f"the copy is not whole and was removed: {error}; check the database: readbackctl verify"
        ) from error
