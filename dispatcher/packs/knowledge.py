"""How a pack says what is looked up, and the invented knowledge that it may bring along for training."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.knowledge import (
    MOST_RADIUS_M,
    AssetEntry,
    CallerEntry,
    CallerNoteKind,
    KnowledgeKind,
    KnowledgeRules,
    NoteKind,
    PremiseEntry,
    SecretEntry,
    SecretKind,
)
from dispatcher.packs.policies import Strict, Word

KNOWLEDGE_FILE = "knowledge.toml"
_Days = Annotated[int, Field(ge=1, le=36_500)]
_Words = Annotated[str, Field(max_length=4_000)]


class KnowledgePart(Strict):
    """How the room looks up what it knows."""

    country: Annotated[str, Field(pattern=r"^(\+\d{1,3})?$")] = ""
    trunk_zero: bool = True
    radius_m: Annotated[float, Field(ge=5, le=MOST_RADIUS_M)] = 100.0
    look_back_days: _Days = 400
    look_back: dict[Word, _Days] = Field(default_factory=dict[str, int])  # by type
    shown_s: Annotated[float, Field(ge=3, le=300)] = 20.0

    def rules(self) -> KnowledgeRules:
        """Return it as the services know it."""
        return KnowledgeRules(
            country=self.country, trunk_zero=self.trunk_zero, radius_m=self.radius_m,
            look_back=timedelta(days=self.look_back_days),
            look_back_of={name: timedelta(days=days) for name, days in self.look_back.items()}, shown_s=self.shown_s,
        )  # fmt: skip


class SecretPart(Strict):
    """An invented code. Never write a real one: a pack is no safe."""

    title: str
    words: str
    kind: SecretKind = SecretKind.DOOR_CODE


class PremisePart(Strict):
    """An invented fact about a place."""

    key: Word
    name: str
    address: str = ""
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    radius_m: Annotated[float, Field(ge=1, le=MOST_RADIUS_M)] | None = None
    note: dict[NoteKind, _Words] = Field(default_factory=dict[NoteKind, str])
    keyholder: tuple[tuple[str, str], ...] = ()  # name, number
    secret: tuple[SecretPart, ...] = ()

    @model_validator(mode="after")
    def _whole_position(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError(f"premise {self.key}: a position needs both halves")
        return self

    def entry(self) -> PremiseEntry:
        """Return it as it is brought in."""
        return PremiseEntry(
            key=self.key, name=self.name, address=self.address, latitude=self.latitude, longitude=self.longitude,
            radius_m=self.radius_m, notes=self.note, keyholders=self.keyholder,
            secrets=tuple(SecretEntry(kind=part.kind, title=part.title, words=part.words) for part in self.secret),
        )  # fmt: skip


class AssetPart(Strict):
    """An invented thing with a number."""

    number: str
    title: str
    kind: str = ""
    premise: Word | Literal[""] = ""
    owner_team: str = ""
    notes: str = ""

    def entry(self) -> AssetEntry:
        """Return it as it is brought in."""
        return AssetEntry(**self.model_dump())


class CallerPart(Strict):
    """An invented person who has called before."""

    key: Word
    numbers: tuple[str, ...] = Field(min_length=1)
    name: str = ""
    language: str = ""
    needs: str = ""
    vulnerable: bool = False
    repeat: bool = False
    note: dict[CallerNoteKind, _Words] = Field(default_factory=dict[CallerNoteKind, str])

    def entry(self) -> CallerEntry:
        """Return it as it is brought in."""
        return CallerEntry(
            key=self.key, numbers=self.numbers, name=self.name, language=self.language, needs=self.needs,
            vulnerable=self.vulnerable, repeat=self.repeat, notes=self.note,
        )  # fmt: skip


class KnowledgeToml(Strict):
    """The whole file. `fictional` must say true: it is loaded into SIMULATED rooms alone."""

    fictional: Literal[True]
    premise: tuple[PremisePart, ...] = ()
    asset: tuple[AssetPart, ...] = ()
    caller: tuple[CallerPart, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = {part.key for part in self.premise}
        for what, given in (("premise", [part.key for part in self.premise]), ("caller", [p.key for p in self.caller]),
                            ("asset", [part.number for part in self.asset])):  # fmt: skip
            doubled = {key for key in given if given.count(key) > 1}
            if doubled:
                raise ValueError(f"{what} {min(doubled)!r} is given twice")
        for asset in self.asset:
            if asset.premise and asset.premise not in keys:
                raise ValueError(f"asset {asset.number}: no premise is called {asset.premise!r}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Fictional:
    """The invented knowledge of a pack."""

    source: str
    digest: str
    entries: Mapping[KnowledgeKind, tuple[PremiseEntry | AssetEntry | CallerEntry, ...]] = field(repr=False)


def load_fictional(folder: Path) -> Fictional | None:
    """Load a pack's invented knowledge; None when it brings none.

    Raises:
        InvalidPack: the file is broken, or a key is unknown or wrong.
    """
    path = folder / KNOWLEDGE_FILE
    if not path.is_file():
        return None
    content = path.read_bytes()
    try:
        read = KnowledgeToml.model_validate(tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidPack(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise InvalidPack(f"{path}: {key}: {first['msg'].removeprefix('Value error, ')}") from error
    return Fictional(
        source=f"pack:{folder.name}", digest=hashlib.sha256(content).hexdigest(),
        entries={
            KnowledgeKind.PREMISES: tuple(part.entry() for part in read.premise),
            KnowledgeKind.ASSETS: tuple(part.entry() for part in read.asset),
            KnowledgeKind.CALLERS: tuple(part.entry() for part in read.caller),
        },
    )  # fmt: skip
