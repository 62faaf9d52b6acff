"""A watched folder: each file is taken once, then lies in `done`, or in `refused` with a `.why` beside it."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dispatcher.domain.calls import Medium
from dispatcher.domain.clock import Clock
from dispatcher.domain.contact_commands import ContactArrived
from dispatcher.domain.contacts import SourceKind
from dispatcher.intake import lines
from dispatcher.intake.config import FolderPart
from dispatcher.intake.door import Door
from dispatcher.intake.errors import Refused, SourceTrouble
from dispatcher.intake.letters import read_letter
from dispatcher.intake.tables import read_table

_log = logging.getLogger(__name__)

_BEING_WRITTEN = (".part", ".tmp", ".crdownload", "~")
_SHOWN = 2_000
_MOST_NAMES = 1_000


@dataclass(frozen=True, slots=True)
class _Look:
    """A file as it was seen: what is still being written looks otherwise the next time."""

    size: int
    changed_ns: int


class WatchedFolder:
    """One folder. What is refused becomes a contact as well: somebody must look at it."""

    def __init__(self, part: FolderPart, home: Path, clock: Clock) -> None:
        self._part, self._clock = part, clock
        self._path = home / part.path
        self._seen: dict[str, _Look] = {}
        self._readers: Mapping[str, Callable[[bytes, str], tuple[ContactArrived, ...]]] = {
            ".json": self._json, ".jsonl": self._json_lines, ".eml": self._letter, ".csv": self._table,
        }  # fmt: skip

    @property
    def name(self) -> str:
        """Its name in sources.toml."""
        return self._part.name

    @property
    def kind(self) -> SourceKind:
        """A folder."""
        return SourceKind.FOLDER

    @property
    def medium(self) -> Medium:
        """What contacts are that do not say."""
        return self._part.medium

    def run(self, door: Door) -> None:
        """Look again each so many seconds."""
        while door.is_open:
            try:
                self._prepare()
                ready = self._ready()
                door.is_up()
                for path, look in ready:
                    if not door.is_open:
                        return
                    self._take(door, path, look)
            except OSError as error:
                raise SourceTrouble(f"{error.filename or self._path}: {error.strerror or error}") from error
            if not ready:
                door.wait(self._part.poll_s)

    def _prepare(self) -> None:
        for folder in (self._path, self._path / "done", self._path / "refused"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _ready(self) -> list[tuple[Path, _Look]]:
        """Return files that look as they looked last time, by name."""
        seen: dict[str, _Look] = {}
        ready: list[tuple[Path, _Look]] = []
        for path in sorted(self._path.iterdir())[:_MOST_NAMES]:
            if path.name.startswith(".") or path.name.endswith(_BEING_WRITTEN) or path.is_symlink():
                continue
            if not path.is_file():
                continue
            status = path.stat()
            look = seen[path.name] = _Look(status.st_size, status.st_mtime_ns)
            if self._seen.get(path.name) == look:
                ready.append((path, look))
        self._seen = seen
        return ready

    def _take(self, door: Door, path: Path, look: _Look) -> None:
        most = self._part.most_mb * 1_000_000
        octets, whole = _read(path, most), look.size <= most
        digest = hashlib.sha256(f"{path.name}\0{look.changed_ns}\0".encode("utf-8", "replace") + octets).hexdigest()
        try:
            if not whole:
                raise Refused(f"it is {look.size:,} octets; at most {most:,} are taken")
            reader = self._readers.get(path.suffix.casefold())
            if reader is None:
                raise Refused(
                    f"{path.suffix or 'a file without an ending'} is not read; there are {_named(self._readers)}"
                )
            items = reader(octets, digest)
        except Refused as error:
            door.bring([self._refused(path, octets[: most if whole else _SHOWN], digest, error, whole=whole)])
            _move(path, self._path / "refused", str(error))
            return
        door.bring(items)
        _move(path, self._path / "done")

    def _refused(self, path: Path, octets: bytes, digest: str, error: Refused, *, whole: bool) -> ContactArrived:
        return ContactArrived(
            source=self.name, external_id=f"refused:{digest}", medium=Medium.FILE, sender=path.name,
            subject="a file that was refused", body=str(error), raw=octets, complete=whole,
            note="it lies in the folder refused",
        )  # fmt: skip

    def _letter(self, octets: bytes, digest: str) -> tuple[ContactArrived, ...]:
        letter = read_letter(octets)
        return (
            ContactArrived(
                source=self.name, external_id=digest, medium=Medium.EMAIL, sender=letter.sender,
                subject=letter.subject, body=letter.body, raw=octets, attachments=tuple(letter.attachments),
                said_at=letter.sent_at, note="; ".join(letter.doubts),
            ),
        )  # fmt: skip

    def _json(self, octets: bytes, _digest: str) -> tuple[ContactArrived, ...]:
        value = lines.parsed_json(octets)
        values = cast("list[object]", value) if isinstance(value, list) else [value]
        return self._told([(one, octets if len(values) == 1 else b"") for one in values], "object")

    def _json_lines(self, octets: bytes, _digest: str) -> tuple[ContactArrived, ...]:
        written = [line for line in octets.splitlines() if line.strip()]
        return self._told([(lines.parsed_json(line), line) for line in written], "line")

    def _told(self, values: list[tuple[object, bytes]], what: str) -> tuple[ContactArrived, ...]:
        found: list[ContactArrived] = []
        wrong: list[str] = []
        for number, (value, octets) in enumerate(values, start=1):
            try:
                found.append(self._one(value, octets))
            except Refused as error:
                wrong.append(f"{what} {number}: {error}" if len(values) > 1 else str(error))
        if wrong:
            raise Refused("\n".join(wrong))
        if not found:
            raise Refused("there is nothing in it")
        return tuple(found)

    def _one(self, value: object, octets: bytes) -> ContactArrived:
        if not isinstance(value, dict):
            raise Refused("an object is needed: {…}")
        given = cast("dict[str, Any]", value)
        item = lines.told(given, octets or lines.written(given), self.name, self.medium, self._clock.now())
        if item is None:
            raise Refused("a ping is for the socket")
        return item

    def _table(self, octets: bytes, _digest: str) -> tuple[ContactArrived, ...]:
        return read_table(octets, self.name, self.medium)


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _move(path: Path, folder: Path, why: str = "") -> None:
    """Put a file away under a name that is free there."""
    target, number = folder / path.name, 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}.{number}{path.suffix}"
    if why:
        target.with_name(target.name + ".why").write_text(f"{why}\n", encoding="utf-8")
    path.rename(target)


def _named(readers: Mapping[str, object]) -> str:
    return ", ".join(f"*{ending}" for ending in readers)
