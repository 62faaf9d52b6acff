"""`readbackctl reindex`: take everything that is stored in anew for the search."""

from pathlib import Path

from sqlalchemy import select

from dispatcher.domain.worlds import World
from dispatcher.operations.holders import users_of
from dispatcher.operations.options import DatabaseUrl, Home, settings_from
from dispatcher.operations.speaking import progress, say
from dispatcher.operations.trouble import Trouble
from dispatcher.operations.verify import chosen_databases
from dispatcher.storage.database import open_database, open_to_read, parsed_url
from dispatcher.storage.errors import StorageError
from dispatcher.storage.schema import installation
from dispatcher.storage.search_filling import fill
from dispatcher.system_clock import SystemClock


def reindex(home: Home = None, database: DatabaseUrl = None) -> None:
    """Make the search of every database of the home anew; it is derived, so nothing can be lost by it."""
    for url, shown in chosen_databases(settings_from(home=home, database=database)):
        target = parsed_url(url)
        if target.get_backend_name() == "sqlite" and (users := users_of(Path(target.database or ""))):
            raise Trouble(f"{shown} is in use by {', '.join(users)}; close the room first")
        try:
            count = _reindex(url)
        except StorageError as error:
            raise Trouble(str(error)) from error
        say(f"OK   {shown}: {count:,} incidents can be searched", "green")


def _reindex(url: str) -> int:
    engine = open_to_read(url)
    with engine.connect() as connection:
        world = World(connection.execute(select(installation.c.world)).scalar_one())
    engine.dispose()
    opened = open_database(url, world, SystemClock().now())
    try:
        with progress() as bar, opened.writer.begin() as connection:
            task = bar.add_task("incidents", total=None)
            return fill(connection, lambda done: bar.update(task, completed=done))
    finally:
        opened.close()
