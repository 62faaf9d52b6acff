"""`readbackctl verify`: is everything there, in order and unchanged?"""

from pathlib import Path

from dispatcher.domain.worlds import World
from dispatcher.operations import places
from dispatcher.operations.checking import check
from dispatcher.operations.options import DatabaseUrl, Home, settings_from
from dispatcher.operations.speaking import progress, say
from dispatcher.operations.trouble import Failed, Trouble
from dispatcher.settings import Settings
from dispatcher.storage.database import parsed_url, sqlite_url
from dispatcher.storage.errors import DatabaseDamaged, JournalBroken


def verify(home: Home = None, database: DatabaseUrl = None) -> None:
    """Check the file and the journal's chain of every database of the home; exit code 1 when one is not whole."""
    chosen = chosen_databases(settings_from(home=home, database=database))
    bad = [shown for url, shown in chosen if not _verify_one(url, shown)]
    if bad:
        raise Failed(
            f"not whole: {', '.join(bad)}; keep a copy, then put back a backup with `readbackctl restore FILE`"
        )


def chosen_databases(settings: Settings) -> list[tuple[str, str]]:
    """Return URL and shown name of the database asked for, or of all in the home. Raises: Trouble."""
    if settings.database is not None:
        target = parsed_url(settings.database)
        path = target.database if target.get_backend_name() == "sqlite" else None
        if path is not None and not Path(path).exists():
            raise Trouble(f"there is no database {path}; name another with --database")
        return [(settings.database, path or target.render_as_string(hide_password=True))]
    paths = [places.database_path(settings.home, world) for world in World]
    found = [(sqlite_url(path), str(path)) for path in paths if path.exists()]
    if not found:
        raise Trouble(f"there is no database in {settings.home}; name another with --home or --database")
    return found


def _verify_one(url: str, shown: str) -> bool:
    with progress() as bar:
        task = bar.add_task("journal", total=None)
        try:
            sound = check(url, shown, reached=lambda done, last: bar.update(task, completed=done, total=last))
        except (DatabaseDamaged, JournalBroken) as error:
            bar.stop()
            say(f"BAD  {shown}: {error}", "bold red")
            return False
    say(
        f"OK   {shown}: {sound.world.value.upper()}, schema {sound.schema}, {sound.entries} journal entries whole",
        "green",
    )
    return True
