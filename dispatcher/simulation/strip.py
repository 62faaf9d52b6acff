"""Simulated operators at the attention strip: they take what comes, call silent crews, and recall those who stay so."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Protocol

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.dispatch_commands import RecallUnit
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.unit_rows import UnitRow
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.room import Crews
from dispatcher.simulation.strip_answers import Answers
from dispatcher.simulation.strip_items import AFTER_S, SeenItem, item_of_entry, item_of_row

RECALL_REASON = "no answer on pager or radio"

_PATIENCE_S = (20.0, 40.0)
"""How long a supervisor gives a crew after taking its item, before another unit is to be sent."""
_CALL_AGAIN_S = 60.0
_LOOK_AGAIN_S = 20.0
"""So often a simulated operator looks whether an item that was left to others is still nobody's."""


class Reserve(Protocol):
    """What simulated operators leave to others."""

    def takes(self, role: Role, incident_id: str | None) -> bool:
        """Whether the simulated operator of a role sees to items now."""
        ...

    def recalls(self, incident_id: str | None) -> bool:
        """Whether the simulated supervisor may recall units of an incident."""
        ...


class NoReserve:
    """Nobody else is there: they see to everything."""

    def takes(self, role: Role, incident_id: str | None) -> bool:
        """Always."""
        return True

    def recalls(self, incident_id: str | None) -> bool:
        """Always."""
        return True


class Strip:
    """Everybody at the strip. Thread: `hear` from one (the feed's), the agenda's acts from its owner's."""

    def __init__(
        self, room: Room, actors: Mapping[Role, Actor], crews: Crews, agenda: Agenda, seed: int,
        reserve: Reserve | None = None,
    ) -> None:  # fmt: skip
        self._room = room
        self._actors = actors
        self._crews = crews
        self._seed = seed
        self._reserve = reserve or NoReserve()
        self.agenda = agenda
        self._answers = Answers(room, actors, crews, agenda)
        self._numbers: dict[str, str] = {}
        self._call_signs: dict[str, str] = {}  # by unit id
        self._stand_downs: set[str] = set()  # pages
        self._standing: dict[str, SeenItem] = {}  # items that somebody sees to
        self._waiting: set[str] = set()  # those of them that nobody has taken yet
        self._times: Counter[str] = Counter()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries."""
        for entry in entries:
            self._answers.hear(entry)
            self._hear_one(entry)

    def _hear_one(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case EntryKind.INCIDENT_OPENED | EntryKind.INCIDENT_REOPENED:
                self._numbers[str(entry.incident_id)] = str(body["number"])
            case EntryKind.INCIDENT_CLOSED:
                self._numbers.pop(str(entry.incident_id), None)
            case EntryKind.UNIT_ALERTED | EntryKind.UNIT_RECALLED:
                self._call_signs[str(body["unit"])] = str(body["call_sign"])
                if entry.kind is EntryKind.UNIT_RECALLED:
                    self._stand_downs.add(str(body["transmission"]))
            case EntryKind.ATTENTION_RAISED if str(body["attention"]) not in self._waiting:
                self._raised(entry)
            case EntryKind.ATTENTION_TAKEN if entry.seat not in {actor.seat for actor in self._actors.values()}:
                self._taken_by_another(str(body["attention"]))
            case EntryKind.ATTENTION_RESOLVED:
                self._standing.pop(str(body["attention"]), None)
                self._waiting.discard(str(body["attention"]))
                self.agenda.drop(str(body["attention"]))
            case _:
                pass

    def _raised(self, entry: Entry) -> None:
        """It is new, or comes again although somebody has taken it."""
        stands_down = str(entry.body["transmission"]) in self._stand_downs
        self._see_to(item_of_entry(entry, self._call_signs.get(str(entry.body.get("unit"))), stands_down=stands_down))

    def know(self, unit: UnitRow) -> None:
        """Learn who a unit is, and where it works."""
        self._call_signs[unit.unit_id] = unit.call_sign
        if unit.incident_id is not None and unit.assignment_state is not None:
            self._answers.works(unit.call_sign, unit.incident_id, unit.assignment_state)

    def adopt(self, row: AttentionRow, *, stands_down: bool) -> None:
        """See to an item that stands from before."""
        if row.attention_id not in self._standing:
            self._see_to(item_of_row(row, stands_down=stands_down))

    def _see_to(self, item: SeenItem) -> None:
        self._standing[item.id] = item
        self._waiting.add(item.id)
        self.agenda.drop(item.id)
        number = self._numbers.get(str(item.incident_id), str(item.incident_id))
        self._times[f"{number}/{item.kind}"] += 1
        dice = chance(self._seed, "strip", number, item.kind.value, str(self._times[f"{number}/{item.kind}"]))
        patience_s = dice.uniform(*_PATIENCE_S)
        self.agenda.plan(dice.uniform(*AFTER_S[item.kind]), item.id, lambda: self._take(item, patience_s, dice))

    def _take(self, item: SeenItem, patience_s: float, dice: Random) -> None:
        role = item.seen_to_by
        if not self._reserve.takes(role, item.incident_id):
            self.agenda.plan(_LOOK_AGAIN_S, item.id, lambda: self._take(item, patience_s, dice))
            return
        self._waiting.discard(item.id)
        self._answers.take(item, dice)
        call_sign, asks_authority = item.call_sign, item.kind is AttentionKind.AUTHORITY and item.of_page
        if call_sign is None:
            return
        if item.kind is AttentionKind.VOICE_TASK:
            self._crews.called_by_voice(call_sign)
        elif asks_authority and item.stands_down:
            self._call_until_answered(item.id, call_sign)
        elif asks_authority and self._reserve.recalls(item.incident_id):
            self.agenda.plan(patience_s, item.id, lambda: self._recall(call_sign, self._actors[role]))

    def _taken_by_another(self, attention_id: str) -> None:
        """A human took the item: nobody else does, and a crew to be called hears that human's voice."""
        item = self._standing.get(attention_id)
        self._waiting.discard(attention_id)
        self.agenda.drop(attention_id)
        if item is None or item.call_sign is None:
            return
        if item.kind is AttentionKind.VOICE_TASK:
            self._crews.called_by_voice(item.call_sign)
        else:
            self._answers.called_by_another(item, chance(self._seed, "called", attention_id))

    def _call_until_answered(self, key: str, call_sign: str) -> None:
        """A crew that may be on its way to nothing is called until it answers."""
        self._crews.called_by_voice(call_sign)
        self.agenda.plan(_CALL_AGAIN_S, key, lambda: self._call_until_answered(key, call_sign))

    def _recall(self, call_sign: str, actor: Actor) -> None:
        attempt(self._room, RecallUnit(actor=actor, call_sign=call_sign, reason=RECALL_REASON))
