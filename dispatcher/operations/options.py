"""The options that several commands share, and the settings they make together with the environment."""

from pathlib import Path
from typing import Annotated

import typer

from dispatcher.operations.trouble import Trouble
from dispatcher.settings import Settings, UnusableSettings, read_settings

Home = Annotated[Path | None, typer.Option(help="Directory of databases, logs and backups.", show_default=False)]
Simulated = Annotated[bool | None, typer.Option("--simulated", help="The SIMULATED database, not the LIVE one.")]
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", help="SQLAlchemy URL or SQLite file, instead of the one in the home.")
]
PackName = Annotated[str | None, typer.Option("--pack", help="Name of a pack, or a directory.")]


def settings_from(**given: object) -> Settings:
    """Return the settings that options and environment make. Raises: Trouble."""
    database = given.get("database")
    if isinstance(database, str) and "://" not in database:
        given["database"] = f"sqlite:///{Path(database).absolute()}"
    try:
        return read_settings(given)
    except UnusableSettings as error:
        raise Trouble(str(error)) from error


def links_from(pairs: list[str] | None) -> dict[str, str] | None:
    """Return CHANNEL=URL pairs as a mapping. Raises: Trouble."""
    links: dict[str, str] = {}
    for pair in pairs or []:
        channel, equals, url = pair.partition("=")
        if not channel or not equals or not url:
            raise Trouble(f"--link {pair!r}: write CHANNEL=URL, such as paging=serial:/dev/ttyUSB0?baud=9600")
        links[channel] = url
    return links or None
