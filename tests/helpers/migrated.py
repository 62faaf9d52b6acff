"""SQLite files that are migrated already: migrating takes longer than most tests, so it is done once and copied."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dispatcher.domain.worlds import World
from dispatcher.storage.database import open_database, parsed_url, sqlite_url
from tests.helpers.clock import START


def put_migrated(url: str) -> None:
    """Put a SIMULATED database where a URL names a SQLite file that is not there yet."""
    target = parsed_url(url)
    path = Path(target.database or "")
    if target.get_backend_name() == "sqlite" and not path.exists():
        shutil.copyfile(_template_in(_folder().name), path)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="readback-template-")


@cache
def _template_in(folder: str) -> Path:
    path = Path(folder) / "room.db"
    open_database(sqlite_url(path), World.SIMULATED, START).close()
    return path
