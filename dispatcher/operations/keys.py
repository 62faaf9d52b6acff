"""`readbackctl keys make|show|rotate|forget`: the key file that door codes are sealed with."""

from contextlib import closing
from typing import Annotated

import typer
from sqlalchemy import exc, func, select

from dispatcher.app import database_url, home_of
from dispatcher.operations.importing import Writer, room_of
from dispatcher.operations.options import DatabaseUrl, Home, Simulated, settings_from
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Trouble
from dispatcher.services.importing_knowledge import ResealSecrets
from dispatcher.settings import Settings
from dispatcher.storage.database import open_to_read
from dispatcher.storage.schema import premise_secrets
from dispatcher.storage.sealing import KeyFile

_PIECE = 100
_COPY = "keep a copy of it apart from the backups of the database: without it no code opens, beside them any does"
KeyId = Annotated[str, typer.Argument(help="The id of an older key; `readbackctl keys show` lists them.")]


def make(home: Home = None, simulated: Simulated = None) -> None:
    """Make a key file with one new key."""
    settings = settings_from(home=home, simulated=simulated)
    home_of(settings)
    try:
        key_id = KeyFile(settings.keys).make()
    except FileExistsError:
        raise Trouble(f"{settings.keys} is there already and is kept; for a new key: readbackctl keys rotate") from None
    say(f"{settings.keys} is made with the key {key_id}", "green")
    say(_COPY)


def show(home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Say which keys there are and how many codes each has sealed; never a key or a code."""
    settings = settings_from(home=home, simulated=simulated, database=database)
    keys, sealed = KeyFile(settings.keys).read(), sealed_by(settings)
    mode = settings.keys.stat().st_mode & 0o777
    say(f"{settings.keys}" + (f"  others may read it (mode {mode:o}): chmod 600 it" if mode & 0o077 else ""))
    for key_id in keys.by_id:
        word = "current" if key_id == keys.current else "older"
        say(f"  {key_id}  {word}, {sealed.pop(key_id, 0)} codes")
    for key_id, count in sealed.items():
        say(f"  {key_id}  MISSING here: {count} codes cannot be opened; put the file back that has it", "red")


def rotate(home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Make a new key the current one, and seal every code anew with it."""
    settings = settings_from(home=home, simulated=simulated, database=database)
    pack, _rules = room_of(settings)
    keys = KeyFile(settings.keys)
    old = keys.read().current
    new = keys.rotate()
    say(f"the key of {settings.keys} is now {new}; {old} stays in it for what older backups hold", "green")
    count = 0
    with closing(Writer(settings, pack)) as writer:
        while done := writer.run(ResealSecrets(most=_PIECE)):
            count += done
    say(f"{count} codes are sealed anew")
    say(f"when no backup needs it any more: readbackctl keys forget {old}")
    say(_COPY)


def forget(key_id: KeyId, home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Take an older key out of the file; refused while a code needs it."""
    settings = settings_from(home=home, simulated=simulated, database=database)
    count = sealed_by(settings).get(key_id, 0)
    if count:
        raise Trouble(f"{count} codes are sealed with {key_id}; seal them anew first: readbackctl keys rotate")
    KeyFile(settings.keys).forget(key_id)
    say(f"{key_id} is gone from {settings.keys}; codes in backups that were sealed with it stay closed", "yellow")


def sealed_by(settings: Settings) -> dict[str, int]:
    """Return how many codes each key has sealed."""
    engine = open_to_read(database_url(settings))
    counted = (
        select(premise_secrets.c.key_id, func.count())
        .where(premise_secrets.c.ended_at.is_(None))
        .group_by(premise_secrets.c.key_id)
    )
    try:
        with engine.connect() as connection:
            return {str(key_id): int(count) for key_id, count in connection.execute(counted)}
    except exc.DBAPIError:
        return {}  # no database yet, or one that is older than codes are
    finally:
        engine.dispose()
