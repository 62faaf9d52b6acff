"""A room that is played: real commands over a real store with a clock moved by hand, on the Monaco pack and its map.

What a screen shows of it is what the product would show; nothing here makes up a row.
"""

import functools
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import Command
from dispatcher.domain.events import Entry
from dispatcher.domain.simulated import Level, SimulationState, Spoken
from dispatcher.geo.gazetteer import Gazetteer
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import Position, RoadNetwork
from dispatcher.packs.model import Pack
from dispatcher.queries.answers import ANSWERERS, answerers_by
from dispatcher.queries.places import Places
from dispatcher.queries.requests import Query
from dispatcher.storage import journal
from dispatcher.storage.database import sqlite_url
from resources import maps_dir
from tests.helpers.builders import actor, shipped
from tests.helpers.harness import Harness

CAMILLE = actor("camille", Role.DISPATCHER, "seat-1")
LUCA = actor("luca", Role.DISPATCHER, "seat-2")
MARGAUX = actor("margaux", Role.RADIO_OPERATOR, "radio-1")
SANDRA = actor("sandra", Role.SUPERVISOR, "super-1")


@functools.cache
def monaco() -> Pack:
    """Return the pack that every newcomer sees."""
    return shipped("monaco")


@functools.cache
def _map() -> MapPack:
    return MapPack(maps_dir() / "monaco.map")


@functools.cache
def _places() -> Gazetteer:
    return Gazetteer(_map())


@functools.cache
def _roads() -> RoadNetwork:
    return RoadNetwork(_map())


class StillPeople:
    """Simulated people as the window steers them; on a stage they move only when told, and their words are kept."""

    def __init__(self) -> None:
        self.heard: list[Spoken] = []
        self.level = Level.BUSY

    def state(self) -> SimulationState:
        """Return how it stands."""
        return SimulationState(level=self.level, speed=1.0, paused=False, acting=True, heard=tuple(self.heard[-30:]))

    def pause(self) -> None:
        """They stand still already."""

    def resume(self) -> None:
        """They go on when told."""

    def set_speed(self, speed: float) -> None:
        """The stage's clock is moved by hand."""

    def set_level(self, level: Level) -> None:
        """Say how much happens."""
        self.level = level

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Nothing changes by itself."""
        return lambda: None


class PlayedRoom:
    """The stage as a window sees it: commands and questions are dealt with at once, on the caller's thread."""

    def __init__(self, harness: Harness) -> None:
        self._h = harness
        self.simulation = StillPeople()
        self._listeners: list[Callable[[tuple[Entry, ...]], None]] = []
        self._places = Places()
        self._answerers = {**ANSWERERS, **self._places.answerers(), **answerers_by(harness.rules)}
        self._told = self._last()

    def execute(self, command: Command) -> Future[Any]:
        """Carry out a command and tell what was committed."""
        future: Future[Any] = Future()
        try:
            future.set_result(self._h.do(command))
        except Exception as error:  # noqa: BLE001  # as the engine does: the asker is told
            future.set_exception(error)
        self.tell()
        return future

    def ask(self, query: Query[Any], key: str | None = None) -> Future[Any]:
        """Answer a question, as a process does that still holds its duties."""
        self._h.advance(seconds=0)
        future: Future[Any] = Future()
        with self._h.reading() as connection:
            future.set_result(self._answerers[type(query)](query, connection, self._h.clock.now()))
        return future

    def subscribe(self, listener: Callable[[tuple[Entry, ...]], None]) -> Callable[[], None]:
        """Hear what is committed by whomever."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self) -> None:
        """Tell the listeners what has been committed since they were last told."""
        with self._h.reading() as connection:
            entries = tuple(journal.read_after(connection, self._told))
        if entries:
            self._told = entries[-1].sequence
            for listener in list(self._listeners):
                listener(entries)

    def close(self) -> None:
        """Give the map back."""
        self._places.close()

    def _last(self) -> int:
        with self._h.reading() as connection:
            entries = list(journal.read_after(connection, 0))
        return entries[-1].sequence if entries else 0


class Stage:
    """Monaco with two dispatchers, a radio operator and a supervisor on duty."""

    def __init__(self, folder: Path, pack: Pack | None = None) -> None:
        self.h = Harness(sqlite_url(folder / "stage.db"), pack or monaco(), (CAMILLE, LUCA, MARGAUX, SANDRA))
        self.room = PlayedRoom(self.h)
        self._where: dict[str, Position] = {}
        self._busy: dict[str, str] = {}
        self._homes = {part.name: (part.latitude, part.longitude) for part in monaco().station}
        self._station = {part.call_sign: part.station for part in monaco().unit}

    def call(self, incident_type: str, place: str, *, known: str = "", by: Actor = CAMILLE, **more: Any) -> str:
        """Take a call at a place that the map knows (by the name `known` when the caller says it otherwise)."""
        hit = next(iter(_places().search(known or place, limit=1)))
        more.setdefault("verified", True)
        taken = self.h.call(
            incident_type, at=place, actor=by, latitude=hit.latitude, longitude=hit.longitude, **more
        )  # fmt: skip
        self._where[taken.incident_id] = (hit.latitude, hit.longitude)
        return taken.incident_id

    def unplaced(self, incident_type: str, place: str, *, by: Actor = CAMILLE, **more: Any) -> str:
        """Take a call from a place that nobody has found on the map."""
        return self.h.call(incident_type, at=place, actor=by, **more).incident_id

    def send(self, incident_id: str, *call_signs: str, by: Actor = CAMILLE, note: str = "") -> None:
        """Alert units."""
        self.h.dispatch(*call_signs, to=incident_id, by=by, note=note)
        self._busy |= dict.fromkeys(call_signs, incident_id)

    def answer(self, *call_signs: str, words: str = "received, on our way") -> None:
        """Crews answer by voice; the radio operator writes it down."""
        for call_sign in call_signs:
            self.h.crew(call_sign).says(f"{call_sign} {words}", heard_by=MARGAUX)
            self._spoken(call_sign, words)

    def report(self, status: str, *call_signs: str) -> None:
        """Crews report a status by voice."""
        for call_sign in call_signs:
            self.h.status(call_sign, status, by=MARGAUX)
            self._spoken(call_sign, status)

    def drive(self, call_sign: str, share: float, *, seen_s_ago: float = 2.0) -> None:
        """Put a unit on the street so far along its way, as it was seen so many seconds ago."""
        latitude, longitude = self.where(call_sign, share)
        self.h.seen((call_sign, latitude, longitude, seen_s_ago), by=MARGAUX)

    def where(self, call_sign: str, share: float) -> Position:
        """Return the place that far along the way from a unit's station to its incident."""
        home, goal = self._homes[self._station[call_sign]], self._where[self._busy[call_sign]]
        assert home[0] is not None
        assert home[1] is not None
        route = _roads().route((home[0], home[1]), goal)
        latitude, longitude, _bearing = route.at(route.duration_s * share)
        return latitude, longitude

    def _spoken(self, call_sign: str, words: str) -> None:
        self.room.simulation.heard.append(Spoken(at=self.h.clock.now(), call_sign=call_sign, words=words))

    def close(self) -> None:
        """Give everything back."""
        self.room.close()
        self.h.close()
