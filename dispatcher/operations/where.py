"""`readbackctl where`: what this installation uses, at a glance."""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from dispatcher.domain.worlds import World
from dispatcher.operations import places
from dispatcher.operations.key_file import glance_at_keys
from dispatcher.operations.options import DatabaseUrl, Home, PackName, settings_from
from dispatcher.settings import Settings
from resources import packs_dir


def where(
    home: Home = None,
    database: DatabaseUrl = None,
    pack: PackName = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say where everything is."""
    facts = _facts(settings_from(home=home, database=database, pack=pack))
    text = json.dumps(facts, indent=2) if as_json else "\n".join(_lines(facts))
    sys.stdout.write(f"{text}\n")


def _facts(settings: Settings) -> dict[str, Any]:
    home = settings.home
    return {
        "home": str(home),
        "home_exists": home.is_dir(),
        "databases": [_database(places.database_path(home, world), world) for world in (World.LIVE, World.SIMULATED)],
        "database_given": _without_password(settings.database),
        "key_files": [_keys(settings, world) for world in (World.LIVE, World.SIMULATED)],
        "logs": [str(path) for path in places.logs(home)],
        "traces": str(home / "traces"),
        "tape": str(places.tape_path(home)) if places.tape_path(home).exists() else None,
        "backups": [_backup(path) for path in places.backups(home)],
        "pack": {"name": settings.pack, "folder": str(_pack_folder(settings.pack))},
        "readback": version("readback"),
        "program": str(Path(__file__).parents[2]),
        "python": platform.python_version(),
        "python_program": sys.executable,
        "platform": platform.platform(),
    }


def _database(path: Path, world: World) -> dict[str, Any]:
    seen = places.glance(path)
    if seen is None:
        return {"world": world.value, "path": str(path), "exists": False}
    return {
        "world": world.value, "path": str(path), "exists": True, "bytes": seen.bytes, "schema": seen.schema,
        "world_inside": seen.world, "journal_entries": seen.entries, "problem": seen.problem,
    }  # fmt: skip


def _keys(settings: Settings, world: World) -> dict[str, Any]:
    seen = glance_at_keys(settings, world)
    mode = None if seen.mode is None else f"{seen.mode:o}"
    return {
        "world": world.value, "path": str(seen.path), "exists": seen.mode is not None, "mode": mode,
        "owner": seen.owner, "others_can_read": seen.is_open, "words": seen.words,
    }  # fmt: skip


def _backup(path: Path) -> dict[str, Any]:
    status = path.stat()
    at = datetime.fromtimestamp(status.st_mtime, tz=UTC)
    return {"path": str(path), "bytes": status.st_size, "at": at.isoformat(timespec="seconds")}


def _pack_folder(name: str) -> Path:
    return Path(name).absolute() if Path(name).is_dir() else packs_dir() / name


def _without_password(url: str | None) -> str | None:
    if url is None or "@" not in url:
        return url
    before, _, after = url.rpartition("@")
    scheme, _, user = before.partition("://")
    return f"{scheme}://{user.partition(':')[0]}@{after}"


def _lines(facts: dict[str, Any]) -> list[str]:
    lines = [_line("home", facts["home"] + ("" if facts["home_exists"] else "  (not made yet)"))]
    lines += [_line(f"{item['world']} database", _database_words(item)) for item in facts["databases"]]
    if facts["database_given"]:
        lines.append(_line("database in use", f"{facts['database_given']}  (--database or READBACK_DATABASE)"))
    lines += [_line(f"{item['world']} keys", _key_words(item)) for item in facts["key_files"]]
    lines += [_line("log", path) for path in facts["logs"] or ["none yet"]]
    lines.append(_line("traces", f"{facts['traces']}  (`python -m radio replay` plays one)"))
    lines.append(_line("tape", facts["tape"] or "none: no simulated terminal has run here"))
    backups = facts["backups"]
    lines.append(_line("backups", str(len(backups)) if backups else "none; make one with `readbackctl backup`"))
    lines += [f"  {item['at']}  {places.size_words(item['bytes']):>9}  {item['path']}" for item in backups]
    lines.append(_line("pack", f"{facts['pack']['name']}  {facts['pack']['folder']}"))
    lines.append(_line("readback", f"{facts['readback']}  {facts['program']}"))
    lines.append(_line("python", f"{facts['python']}  {facts['python_program']}"))
    lines.append(_line("platform", facts["platform"]))
    return lines


def _key_words(item: dict[str, Any]) -> str:
    """Say what its being there, or its loss, means."""
    apart = "in no backup: keep a copy apart"
    lost = "without it door codes can be neither kept nor shown"
    return f"{item['words']}; {apart if item['exists'] else lost}"


def _database_words(item: dict[str, Any]) -> str:
    if not item["exists"]:
        return f"{item['path']}  (not made yet)"
    if item["problem"]:
        return f"{item['path']}  cannot be read: {item['problem']}; try `readbackctl verify`"
    words = f"{item['path']}  {places.size_words(item['bytes'])}, schema {item['schema']}"
    if item["world_inside"] != item["world"]:
        return f"{words}, but it is {str(item['world_inside']).upper()} inside"
    return f"{words}, {item['journal_entries']} journal entries"


def _line(name: str, words: str) -> str:
    return f"{name + ':':<20}{words}"
