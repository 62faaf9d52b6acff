"""Read a pack's folder; every error names the file, the key and what to do."""

import hashlib
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.escalation import Subject
from dispatcher.domain.read_back import goes_first
from dispatcher.packs.contacts import settle_contact_policy
from dispatcher.packs.model import Pack
from resources import maps_dir, packs_dir, response_times_dir, status_tables_dir

FILES = ("pack.toml", "people.toml", "types.toml", "channels.toml", "units.toml", "policies.toml")
OPTIONAL = ("intake.toml", "triage.toml", "phrases.toml", "documents.toml", "callers.toml", "vocabulary.toml",
            "plans.toml")  # fmt: skip
"""Files that a pack may do without."""
IN_ORDER = (*FILES, *OPTIONAL)


def folder_of(name: str) -> Path:
    """Return the directory of that name, or the one in resources/packs, whether it is there or not."""
    return Path(name) if Path(name).is_dir() else packs_dir() / name


def load_pack(name: str) -> Pack:
    """Load the pack of that name in resources/packs, or the one in that directory.

    Raises:
        InvalidPack: a file is missing or broken, or a key is unknown or wrong.
    """
    folder = folder_of(name)
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in packs_dir().iterdir() if path.is_dir()))
        raise InvalidPack(f"no pack is called {name!r}; known packs: {known}; or give a directory")
    merged: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for file_name in (*FILES, *(name for name in OPTIONAL if (folder / name).is_file())):
        for key, value in _read(folder / file_name).items():
            if key in merged:
                raise InvalidPack(f"{folder / file_name}: {key!r} is already given in {origin[key]}; keep one")
            merged[key], origin[key] = value, file_name
    settle_contact_policy(merged)
    _settle_map(folder, merged)
    _settle_response_times(folder, merged)
    _settle_status_tables(folder, merged, origin)
    _settle_documents(folder, merged, origin)
    if "guards" in merged:
        raise InvalidPack(
            f"{folder / origin['guards']}: guards are policies now, of the subjects waiting and watch"
            " (docs/guide/escalation.md); write them so and remove [guards]"
        )
    try:
        pack = Pack.model_validate(merged)
    except ValidationError as error:
        raise InvalidPack(_explain(folder, origin, error)) from error
    _require_able_units(folder, pack)
    _require_known_to_callers(folder, pack)
    _require_distinct_policies(folder, pack)
    return pack


def map_file_of(pack: Pack) -> str:
    """Return the absolute path of the pack's map, whether it is there or not; "" when the pack names none."""
    if not pack.map:
        return ""
    return pack.map if Path(pack.map).is_absolute() else str(maps_dir() / f"{pack.map}.map")


def _settle_map(folder: Path, merged: dict[str, Any]) -> None:
    """Make a map that the pack brings along absolute: the stored pack does not know its folder."""
    given = merged.get("map")
    if isinstance(given, str) and ("/" in given or given.endswith(".map")):
        merged["map"] = str((folder / given).resolve())


def _settle_response_times(folder: Path, merged: dict[str, Any]) -> None:
    """Put the figures of a named set in the place of its name: the stored pack must not change with the program."""
    given = merged.get("response_times")
    if not isinstance(given, str):
        return
    path = response_times_dir() / f"{given}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in response_times_dir().glob("*.toml")))
        raise InvalidPack(f"{folder / FILES[0]}: response_times: no set is called {given!r}; there are: {known}")
    merged["response_times"] = {"name": given, **_read(path)}


def _settle_status_tables(folder: Path, merged: dict[str, Any], origin: dict[str, str]) -> None:
    """Put the rows of a named table in the place of its name; what the pack itself says of a code holds before it."""
    given = merged.get("status")
    if not isinstance(given, list):
        return
    own: list[dict[str, Any]] = []
    shipped: list[dict[str, Any]] = []
    for row in cast("list[dict[str, Any]]", given):
        if "table" not in row:
            own.append(row)
            continue
        name, of = row["table"], {key: value for key, value in row.items() if key != "table"}
        path = status_tables_dir() / f"{name}.toml"
        if not path.is_file():
            known = ", ".join(sorted(found.stem for found in status_tables_dir().glob("*.toml")))
            raise InvalidPack(f"{folder / origin['status']}: status: no table is called {name!r}; there are: {known}")
        shipped += [{**of, **entry} for entry in _read(path)["status"]]
    said = {_code_of(row) for row in own}
    merged["status"] = own + [row for row in shipped if _code_of(row) not in said]


def _settle_documents(folder: Path, merged: dict[str, Any], origin: dict[str, str]) -> None:
    """Put the words of a document's file beside its name: the stored pack does not know its folder."""
    given = merged.get("document")
    if not isinstance(given, list):
        return
    for row in cast("list[dict[str, Any]]", given):
        name = row.get("file")
        if not isinstance(name, str) or not name:
            continue
        where = f"{folder / origin['document']}: document {row.get('name', '')!r}"
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InvalidPack(f"{where}: {name!r} lies outside the pack's folder; move it in")
        if "text" in row:
            raise InvalidPack(f"{where}: it has a file and a text; keep one")
        try:
            row["text"] = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise InvalidPack(f"{where}: there is no file {name!r} in {folder}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidPack(f"{where}: {name!r} cannot be read as UTF-8 text: {error}") from error


def _code_of(row: dict[str, Any]) -> tuple[object, ...]:
    return row.get("channel", ""), row.get("driver", ""), row.get("code")


def _require_able_units(folder: Path, pack: Pack) -> None:
    """Refuse a need that no unit can meet. Asked of files only: a stored pack must stay readable for ever."""
    able = {capability for unit in pack.unit for capability in unit.capabilities}
    for part in pack.type:
        for need in part.needs:
            if need not in able:
                raise InvalidPack(
                    f"{folder / 'types.toml'}: type {part.name!r} needs {need!r}, and no unit in units.toml is capable"
                    f" of it; known: {', '.join(sorted(able))}"
                )


def _require_known_to_callers(folder: Path, pack: Pack) -> None:
    """Refuse words for a type or a unit that is not there, and a P1 whose read-back nobody would be reminded of."""
    named = {"types": {part.name for part in pack.type}, "units": {part.type for part in pack.unit}}
    for language in pack.read_back.language:
        for what, known in named.items():
            strange = sorted(set(getattr(language, what)) - known)
            if strange:
                raise InvalidPack(
                    f"{folder / 'callers.toml'}: read_back.language {language.code!r}, {what}: nothing is called"
                    f" {strange[0]!r}; remove it or correct its spelling"
                )
    guarded = any(part.subject is Subject.READ_BACK for part in pack.policy)
    if any(goes_first(priority) for priority in pack.read_back.asked) and not guarded:
        raise InvalidPack(
            f"{folder / 'policies.toml'}: read_back.asked names P1, which goes first and is read back after: add a"
            " policy for read_back, so that somebody is reminded of it"
        )


def _require_distinct_policies(folder: Path, pack: Pack) -> None:
    """Refuse two policies or two steps of one name: the second would hide the first, or stop every dispatch."""
    named = [("policy", [policy.name for policy in pack.policy])]
    named += [(f"policy {policy.name!r}: step", [step.name for step in policy.step]) for policy in pack.policy]
    for what, names in named:
        doubled = [name for name, times in Counter(names).items() if times > 1]
        if doubled:
            raise InvalidPack(f"{folder / 'policies.toml'}: {what} {doubled[0]!r} is given twice; name one otherwise")


def digest(pack: Pack) -> str:
    """Return a digest of everything the pack says."""
    return hashlib.sha256(pack.model_dump_json().encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidPack(f"{path} is missing; a pack has the files {', '.join(FILES)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidPack(f"{path}: not valid TOML: {error}") from error


def _explain(folder: Path, origin: dict[str, str], error: ValidationError) -> str:
    first = error.errors()[0]
    place = first["loc"]
    file_name = origin.get(str(place[0]), FILES[0]) if place else FILES[0]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    match first["type"]:
        case "extra_forbidden":
            said = "unknown key; remove it or correct its spelling"
        case "missing":
            said = "this key is needed"
        case _:
            said = first["msg"].removeprefix("Value error, ")
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{folder / file_name}: {key}: {said}{more}" if key else f"{folder}: {said}{more}"
