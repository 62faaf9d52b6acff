"""`readbackctl doctor`: one line for each thing that a room needs, and what to do about it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from dispatcher.app import database_file
from dispatcher.domain.errors import InvalidPack
from dispatcher.operations.comparing import compare_packs
from dispatcher.operations.examining import Finding, Verdict, examine_clock, examine_database, examine_link
from dispatcher.operations.examining_keys import examine_keys
from dispatcher.operations.holders import users_of
from dispatcher.operations.options import DatabaseUrl, Home, PackName, Simulated, settings_from
from dispatcher.operations.speaking import say
from dispatcher.operations.trouble import Failed
from dispatcher.packs.lint import Severity
from dispatcher.packs.linting import lint
from dispatcher.packs.loading import folder_of, load_pack
from dispatcher.packs.model import VOICE, Pack
from dispatcher.relay import radio_world
from dispatcher.rule_book import ChannelBook, paging_of
from dispatcher.settings import Settings
from dispatcher.storage.database import parsed_url
from radio.errors import RadioError

PLAYERS = ("paplay", "aplay", "powershell")
_STYLES = {Verdict.OK: "green", Verdict.NOTE: "cyan", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}
_VERDICTS = {Severity.ERROR: Verdict.FAIL, Severity.WARNING: Verdict.WARN, Severity.NOTE: Verdict.NOTE}


def doctor(pack: PackName = None, home: Home = None, simulated: Simulated = None, database: DatabaseUrl = None) -> None:
    """Examine pack (the unwise too), home, database, key file, links, sound and clock; code 1 when something fails."""
    settings = settings_from(home=home, simulated=simulated, database=database, pack=pack)
    failed = 0
    for finding in _findings(settings):
        say(f"{finding.verdict.value:<5}{finding.what:<18}{finding.words}", _STYLES[finding.verdict])
        failed += finding.verdict is Verdict.FAIL
    if failed:
        raise Failed(f"{failed} of these must be put right before the room can be relied on")


def _findings(settings: Settings) -> Iterator[Finding]:
    try:
        pack = load_pack(settings.pack)
    except InvalidPack as error:
        pack = None
        yield Finding(Verdict.FAIL, "pack", str(error))
    else:
        words = f"{pack.title}: {len(pack.unit)} units, {len(pack.channel)} channels, {len(pack.operator)} operators"
        yield Finding(Verdict.OK, "pack", words)
        yield from _lints(pack, folder_of(settings.pack))
    yield _home(settings.home)
    yield from _database(settings, pack)
    yield examine_keys(settings)
    if pack is not None:
        yield from _links(settings, pack)
    yield _sound()
    path = _sqlite_path(settings)
    yield from examine_clock(path if path and path.exists() else None)


def _lints(pack: Pack, folder: Path) -> Iterator[Finding]:
    try:
        paging = paging_of(pack)
    except RadioError as error:
        paging = None
        yield Finding(Verdict.FAIL, "pack", f"channels.toml: {error}")
    for item in lint(pack, folder, paging):
        yield Finding(_VERDICTS[item.severity], "pack", str(item))


def _home(home: Path) -> Finding:
    nearest = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not os.access(nearest, os.W_OK | os.X_OK) or not nearest.is_dir():
        return Finding(Verdict.FAIL, "home", f"{nearest} cannot be written; choose another with --home")
    if nearest != home:
        return Finding(Verdict.OK, "home", f"{home} is not there yet and will be made")
    mode = home.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        words = f"{home} can be read by others (mode {mode:o}); a room sets it to 700 when it opens"
        return Finding(Verdict.WARN, "home", words)
    free = shutil.disk_usage(home).free
    if free < 1_000_000_000:
        return Finding(Verdict.WARN, "home", f"{home} has {free // 1_000_000} MB left; make room on that disk")
    return Finding(Verdict.OK, "home", f"{home}, mode {mode:o}, {free // 1_000_000_000} GB free")


def _sqlite_path(settings: Settings) -> Path | None:
    if settings.database is None:
        return database_file(settings)
    target = parsed_url(settings.database)
    return Path(target.database or "") if target.get_backend_name() == "sqlite" else None


def _database(settings: Settings, pack: Pack | None) -> Iterator[Finding]:
    path = _sqlite_path(settings)
    if path is not None and not path.exists():
        yield Finding(Verdict.OK, "database", f"{path} is not there yet and will be made")
        return
    url = (settings.database or "") if path is None else f"sqlite:///{path}"
    found = examine_database(url, "PostgreSQL" if path is None else str(path), settings.world)
    yield found
    if path is not None:
        users = users_of(path)
        yield Finding(Verdict.OK, "open rooms", "; ".join(users) or "none on this database now")
    if pack is not None and found.verdict is Verdict.OK:
        yield from compare_packs(url, pack)


def _links(settings: Settings, pack: Pack) -> Iterator[Finding]:
    if settings.simulated and not settings.links:
        yield Finding(Verdict.OK, "links", "a SIMULATED room brings its own terminal; no real port is opened")
        return
    for config in ChannelBook(pack, settings.links, radio_world(settings.world.value)).configs:
        try:
            yield examine_link(config)
        except RadioError as error:
            yield Finding(Verdict.FAIL, f"link {config.name}", str(error))
    for part in pack.channel:
        if part.driver == VOICE:
            yield Finding(Verdict.OK, f"link {part.name}", "people speak; no port is needed")


def _sound() -> Finding:
    found = [player for player in PLAYERS if shutil.which(player)]
    if found:
        return Finding(Verdict.OK, "sound", f"{found[0]} plays alarms")
    words = "no player is installed, alarms are seen but not heard; install pulseaudio-utils or alsa-utils"
    return Finding(Verdict.WARN, "sound", words)
