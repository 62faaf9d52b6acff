"""`readbackctl import premises|assets|callers FILE`: look at every row first, then bring them in, or nothing at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy import Connection, exc, select

from dispatcher.app import database_url
from dispatcher.domain.knowledge import AssetEntry, KnowledgeKind, KnowledgeRules
from dispatcher.domain.worlds import World
from dispatcher.operations.checking import identify
from dispatcher.operations.csv_text import read_csv
from dispatcher.operations.knowledge_csv import BadCell, Entry, ReadRows, read_rows
from dispatcher.operations.options import DatabaseUrl, Home, Simulated, settings_from
from dispatcher.operations.speaking import progress, say
from dispatcher.operations.stopping import Stop
from dispatcher.operations.trouble import Cancelled, Failed, Trouble
from dispatcher.packs.model import Pack
from dispatcher.queries.boards import active_pack
from dispatcher.relay import radio_world
from dispatcher.rule_book import ChannelBook, rules_of
from dispatcher.services.importing_knowledge import Imported, ImportKnowledge, ResealSecrets
from dispatcher.settings import Settings
from dispatcher.storage import callers as callers_store
from dispatcher.storage.database import Database, open_database, open_to_read
from dispatcher.storage.leases import this_process
from dispatcher.storage.schema import assets as assets_table
from dispatcher.storage.schema import callers as callers_table
from dispatcher.storage.schema import premises as premises_table
from dispatcher.storage.sealing import KeyFile
from dispatcher.system_clock import SystemClock, new_id
from dispatcher.transactor import Transactor

CHUNK = 50
"""Rows of one commit: a room that is open waits for none of them longer than a moment."""
_REST_S = 0.03
_ASKED = 500

File = Annotated[Path, typer.Argument(help="A CSV file; its first line names the columns.")]
DryRun = Annotated[bool, typer.Option("--dry-run/--apply", help="Say what would happen, or do it.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Bring the good rows in although others are bad.")]
Encoding = Annotated[str | None, typer.Option(help="utf-8, cp1252 or utf-16, where it cannot be told.")]
Delimiter = Annotated[str | None, typer.Option(help="What separates the cells, where it cannot be told.")]


def _command(kind: KnowledgeKind, about: str) -> Callable[..., None]:
    """Return the command that brings one kind in: all of them take the same options."""

    def command(
        file: File,
        dry_run: DryRun = True,
        skip_bad: SkipBad = False,
        encoding: Encoding = None,
        delimiter: Delimiter = None,
        home: Home = None,
        simulated: Simulated = None,
        database: DatabaseUrl = None,
    ) -> None:
        settings = settings_from(home=home, simulated=simulated, database=database)
        _bring(kind, settings, file, (encoding, delimiter), dry_run=dry_run, skip_bad=skip_bad)

    command.__name__, command.__doc__ = kind.value, about
    return command


premises = _command(KnowledgeKind.PREMISES, "Bring places in: notes, keyholders, codes; known again by their key.")
assets = _command(KnowledgeKind.ASSETS, "Bring the asset register in; known again by the number.")
callers = _command(KnowledgeKind.CALLERS, "Bring known callers in; known again by their key, or by their first number.")


def _bring(
    kind: KnowledgeKind,
    settings: Settings,
    path: Path,
    written: tuple[str | None, str | None],
    *,
    dry_run: bool,
    skip_bad: bool,
) -> None:
    pack, rules = room_of(settings)
    file = read_csv(path, *written)
    found = read_rows(kind, file, rules)
    _check_premises(settings, found)
    say(f"{path}: {found.rows} rows of {kind.value}, {file.about}")
    for cell in found.bad:
        say(str(cell), "red")
    bad_rows = len({cell.line for cell in found.bad})
    if bad_rows and not dry_run and not skip_bad:
        raise Failed(f"{bad_rows} rows cannot be brought in, and nothing was changed; correct them, or add --skip-bad")
    if dry_run:
        _tell_plan(kind, settings, found, bad_rows)
        return
    _require_keys(settings, found)
    done = _write(kind, settings, pack, found.entries)
    say(f"{done.added} added, {done.changed} changed, {done.same} as they were", "green")


def _check_premises(settings: Settings, found: ReadRows) -> None:
    """Find the assets of places that nobody knows."""
    named = [entry.premise for entry in found.entries if isinstance(entry, AssetEntry) and entry.premise]
    known = _known(KnowledgeKind.PREMISES, settings, named)
    for at, entry in reversed(list(enumerate(found.entries))):
        if isinstance(entry, AssetEntry) and entry.premise and entry.premise not in known:
            why = "no place has that key: import the premises first, or leave it empty"
            found.bad.append(BadCell(found.lines[at], "premise", entry.premise, why))
            del found.entries[at], found.keys[at], found.lines[at]
    found.bad.sort(key=lambda cell: cell.line)


def _tell_plan(kind: KnowledgeKind, settings: Settings, found: ReadRows, bad_rows: int) -> None:
    known = len(_known(kind, settings, found.keys))
    new = len(found.entries) - known
    say(f"{len(found.entries)} rows can be brought in: {new} new, {known} known already and renewed where they differ")
    if bad_rows:
        raise Failed(f"{bad_rows} rows cannot; nothing was changed, this was a dry run")
    say("nothing was changed: this was a dry run; add --apply to bring them in")


def room_of(settings: Settings) -> tuple[Pack, KnowledgeRules]:
    """Return the pack of the room that is meant. Raises: Trouble."""
    engine = open_to_read(database_url(settings))
    try:
        with engine.connect() as connection:
            _schema, world = identify(connection, "the database")
            if world is not settings.world:
                option = "add --simulated" if settings.world is World.LIVE else "leave --simulated out"
                raise Trouble(f"the database is {world.value.upper()}; {option} if that is meant")
            pack = _pack_of(connection)
    except exc.DBAPIError as error:
        raise Trouble(
            f"there is no {settings.world.value.upper()} database here that can be read ({error.orig});"
            " open the room once, or name another with --home, --simulated or --database"
        ) from error
    finally:
        engine.dispose()
    return pack, pack.knowledge.rules()


def _pack_of(connection: Connection) -> Pack:
    try:
        return active_pack(connection)
    except ValidationError as error:
        raise Trouble("the database has no pack of this version yet; open the room once, then try again") from error


def _known(kind: KnowledgeKind, settings: Settings, keys: Sequence[str]) -> frozenset[str]:
    """Return which of the keys the room knows."""
    engine = open_to_read(database_url(settings))
    try:
        with engine.connect() as connection:
            pieces = [keys[at : at + _ASKED] for at in range(0, len(keys), _ASKED)]
            return frozenset(key for piece in pieces for key in _those(connection, kind, piece))
    except exc.DBAPIError:
        return frozenset()  # a schema that is older: nothing of the kind is known yet
    finally:
        engine.dispose()


def _those(connection: Connection, kind: KnowledgeKind, keys: Sequence[str]) -> Sequence[str]:
    column = {
        KnowledgeKind.PREMISES: premises_table.c.key,
        KnowledgeKind.ASSETS: assets_table.c.folded,
        KnowledgeKind.CALLERS: callers_table.c.key,
    }[kind]
    asked = set(keys)
    if kind is KnowledgeKind.CALLERS:
        asked |= {f"number:{callers_store.digest_of(connection, key)}" for key in keys if key}
    return connection.execute(select(column).where(column.in_(asked))).scalars().all()


def _require_keys(settings: Settings, found: ReadRows) -> None:
    if any(getattr(entry, "secrets", ()) for entry in found.entries):
        KeyFile(settings.keys).read()


def _write(kind: KnowledgeKind, settings: Settings, pack: Pack, entries: Sequence[Entry]) -> Imported:
    """Bring them in piece by piece; what is in when it is cancelled is whole, and the next run goes on."""
    stop = Stop()
    stop.catch()
    added = changed = same = 0
    with closing(Writer(settings, pack)) as writer, progress() as bar:
        task = bar.add_task(f"bringing {kind.value} in", total=len(entries))
        for chunk in _chunks(entries):
            if stop.asked is not None:
                raise Cancelled(
                    f"cancelled: {added + changed + same} of {len(entries)} rows are in, each of them whole;"
                    " the same command goes on from there"
                )
            done: Imported = writer.run(ImportKnowledge(kind=kind, entries=tuple(chunk)))
            added, changed, same = added + done.added, changed + done.changed, same + done.same
            bar.advance(task, len(chunk))
            stop.rest(_REST_S)  # so that a room that is open comes to its own writing
    return Imported(added=added, changed=changed, same=same)


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    yield from (entries[at : at + CHUNK] for at in range(0, len(entries), CHUNK))


class Writer:
    """A transactor over the room's database, for this command alone."""

    def __init__(self, settings: Settings, pack: Pack) -> None:
        clock = SystemClock()
        self._database: Database = open_database(database_url(settings), settings.world, clock.now())
        self._transactor = Transactor(self._database, clock, new_id, settings.world, this_process(new_id()))
        self._transactor.use(rules_of(pack, ChannelBook(pack, settings.links, radio_world(settings.world.value))))
        self._transactor.seal_with(KeyFile(settings.keys))

    def run(self, command: ImportKnowledge | ResealSecrets) -> Any:
        """Commit one piece."""
        committed = self._transactor.run([command])
        committed.raise_first()
        return committed.outcomes[0].value

    def close(self) -> None:
        """Give everything back."""
        self._transactor.close()
        self._database.close()
