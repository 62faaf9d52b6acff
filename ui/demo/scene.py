"""What a tour sees: the screen's own presenters and panels, read and never told anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.domain.assignments import ACTIVE, AssignmentState
from dispatcher.domain.attention import AttentionKind, AttentionState
from dispatcher.domain.transmissions import TransmissionState
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.queue_rows import QueueRow
from ui.main_window import MainWindow
from ui.presenters.card_ladder import RungState
from ui.presenters.card_words import CardShown, TransmissionShown, UnitPart
from ui.presenters.desk import Desk
from ui.wording import tr, transmission_badge

Position = tuple[float, float]
_FAULT = "A fault in this workstation"


class Station(Protocol):
    """The running program. `desk` comes once the room is open; `code` is 0 while nothing has failed."""

    window: MainWindow
    code: int

    @property
    def desk(self) -> Desk | None:
        """What the window shows."""
        ...


@dataclass(slots=True)
class Noted:
    """What a person would keep in mind on the way."""

    incident_id: str = ""
    number: str = ""
    units: tuple[str, ...] = ()
    spoken_for: str = ""  # the unit whose words the tour writes down
    taken_tasks: set[str] = field(default_factory=set[str])
    told: set[str] = field(default_factory=set[str])
    stood: dict[str, Position] = field(default_factory=dict[str, Position])


class Scene:
    """The screen as it stands now. Thread: the screen's own."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.noted = Noted()

    @property
    def is_open(self) -> bool:
        """Whether the room has come."""
        return self._station.desk is not None

    @property
    def desk(self) -> Desk:
        """What the window shows; RuntimeError before the room has come."""
        if self._station.desk is None:
            raise RuntimeError("the room is not open yet")
        return self._station.desk

    @property
    def window(self) -> MainWindow:
        """The window itself."""
        return self._station.window

    def row(self) -> QueueRow | None:
        """The queue's row of the incident that the tour is about."""
        return self.desk.queue.rows.get(self.noted.incident_id)

    def card(self) -> CardShown | None:
        """The card, if it shows that incident."""
        shown = self.desk.card.shown()
        return shown if shown is not None and shown.incident_id == self.noted.incident_id else None

    def states(self) -> Mapping[str, AssignmentState]:
        """The units on it, and what each is doing there."""
        row = self.row()
        return {unit.call_sign: unit.state for unit in row.units} if row else {}

    def part(self, call_sign: str) -> UnitPart | None:
        """What the card says of a unit, also after its part has ended; the latest when it came twice."""
        card = self.card()
        parts = card.units if card else ()
        return next((part for part in reversed(parts) if part.call_sign == call_sign), None)

    def active(self) -> tuple[str, ...]:
        """Those of the tour's units that are still on it."""
        states = self.states()
        return tuple(unit for unit in self.noted.units if states.get(unit) in ACTIVE)

    def pages_to(self, call_sign: str) -> tuple[TransmissionShown, ...]:
        """The card's transmissions to a unit."""
        card = self.card()
        pages = card.transmissions if card else ()
        return tuple(page for page in pages if page.title.startswith(f"{call_sign} "))

    def reached(self, call_sign: str, rung: TransmissionState) -> str:
        """When a page reached a rung, as its ladder shows it; empty while it has not."""
        word = transmission_badge(rung).word
        rungs = (each for page in self.pages_to(call_sign) for each in page.rungs)
        return next((each.under for each in rungs if each.badge.word == word and each.state is RungState.REACHED), "")

    def answer_of(self, call_sign: str) -> str:
        """Who heard which words, as the card says it; empty while nobody has."""
        return next((page.acknowledged for page in self.pages_to(call_sign) if page.acknowledged), "")

    def over(self, call_sign: str, channel: str) -> TransmissionShown | None:
        """The card's transmission to a unit over a channel, in its own words "E11 over tetra to …"."""
        start = tr("{call_sign} over {channel} to {address}", call_sign=call_sign, channel=channel, address="")
        return next((page for page in self.pages_to(call_sign) if page.title.startswith(start)), None)

    def voice_task(self) -> AttentionRow | None:
        """A message of this incident that waits to be read out."""
        mine = (row for row in self._voice_tasks() if row.incident_id == self.noted.incident_id)
        return next(mine, None)

    def is_next_voice_task(self, task: AttentionRow) -> bool:
        """Whether F7 would take this one: the first that is open, or the first where all are taken."""
        tasks = self._voice_tasks()
        waiting = [row for row in tasks if row.state is AttentionState.OPEN] or tasks
        return waiting[:1] == [task]

    def _voice_tasks(self) -> list[AttentionRow]:
        return [row for row in self.desk.attention.rows if row.kind is AttentionKind.VOICE_TASK]

    def position(self, call_sign: str) -> Position | None:
        """Where the map has a unit."""
        marks = self.desk.map.marks.units
        return next(((mark.latitude, mark.longitude) for mark in marks if mark.call_sign == call_sign), None)

    def is_on_map(self) -> bool:
        """Whether the map has the incident."""
        return any(mark.incident_id == self.noted.incident_id for mark in self.desk.map.marks.incidents)

    def is_map_painted(self) -> bool:
        """Whether nothing of the map is still to come; True where there is none."""
        canvas = self.window.panels.map.canvas if self.is_open else None
        return canvas is None or canvas.settled

    def trouble(self) -> str:
        """A fault of the program itself, as it says it; empty while there is none."""
        if not self.is_open:
            return tr("the room cannot be opened") if self._station.code else ""
        own = (line.title for line in self.desk.attention.lines() if line.attention_id is None)
        return next((title for title in own if title.startswith(tr(_FAULT))), "")

    def in_words(self) -> str:
        """What can be read on the screen, in a line."""
        if not self.is_open:
            return tr("no room yet")
        desk = self.desk
        sentinel, line = desk.sentinel.shown(), desk.command_line.state
        parts = [sentinel.unguarded.text, *(lamp.text for lamp in sentinel.channels), sentinel.person.text]
        parts += [f"“{item.title}”" for item in desk.attention.lines()[:1]]
        parts += [f"› {line.text}"] if line.text else []
        parts += [line.message] if line.message else []
        return " · ".join([*parts, *self._card_in_words()])

    def _card_in_words(self) -> list[str]:
        card = self.card()
        if card is None:
            return []
        units = [f"{part.call_sign} {part.badge.word}" for part in card.units]
        pages = [tr("page {title}: {state}", title=page.title, state=page.badge.word) for page in card.transmissions]
        return [f"{card.number} {card.phase.word}", *units, *pages]
