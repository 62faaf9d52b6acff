"""Simulated operators at the attention strip: they take what comes, call silent crews, and recall those who stay so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.commands import RecallUnit, TakeAttention
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import AttentionId
from dispatcher.queries.rows import AttentionRow
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.room import Crews

RECALL_REASON = "no answer on pager or radio"

_TAKES: Mapping[AttentionKind, Role] = {
    AttentionKind.VOICE_TASK: Role.RADIO_OPERATOR,
    AttentionKind.TECHNICAL_ALARM: Role.RADIO_OPERATOR,
    AttentionKind.AUTHORITY: Role.SUPERVISOR,
    AttentionKind.OVERDUE: Role.DISPATCHER,
    AttentionKind.EXCEPTION: Role.DISPATCHER,
}
_AFTER_S: Mapping[AttentionKind, tuple[float, float]] = {
    AttentionKind.VOICE_TASK: (4.0, 15.0),
    AttentionKind.TECHNICAL_ALARM: (5.0, 20.0),
    AttentionKind.AUTHORITY: (10.0, 30.0),
    AttentionKind.OVERDUE: (5.0, 30.0),
    AttentionKind.EXCEPTION: (5.0, 30.0),
}
_PATIENCE_S = (20.0, 40.0)
"""How long a supervisor gives a crew after taking its item, before another unit is to be sent."""
_CALL_AGAIN_S = 60.0
_LOOK_AGAIN_S = 20.0
"""So often a simulated operator looks whether an item that was left to others is still nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    id: str
    kind: AttentionKind
    call_sign: str | None
    stands_down: bool
    incident_id: str | None


class Reserve(Protocol):
    """What simulated operators leave to others."""

    def takes(self, kind: AttentionKind, incident_id: str | None) -> bool:
        """Whether a simulated operator takes such an item now."""
        ...

    def recalls(self, incident_id: str | None) -> bool:
        """Whether the simulated supervisor may recall units of an incident."""
        ...


class NoReserve:
    """Nobody else is there: they see to everything."""

    def takes(self, kind: AttentionKind, incident_id: str | None) -> bool:
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
        self._numbers: dict[str, str] = {}
        self._call_signs: dict[str, str] = {}  # by unit id
        self._stand_downs: set[str] = set()  # pages
        self._standing: dict[str, _Item] = {}  # items that somebody sees to
        self._times: Counter[str] = Counter()

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Take committed entries."""
        for entry in entries:
            self._hear_one(entry)

    def _hear_one(self, entry: Entry) -> None:
        body = entry.body
        match entry.kind:
            case EntryKind.INCIDENT_OPENED:
                self._numbers[str(entry.incident_id)] = str(body["number"])
            case EntryKind.INCIDENT_CLOSED:
                self._numbers.pop(str(entry.incident_id), None)
            case EntryKind.UNIT_ALERTED | EntryKind.UNIT_RECALLED:
                self._call_signs[str(body["unit"])] = str(body["call_sign"])
                if entry.kind is EntryKind.UNIT_RECALLED:
                    self._stand_downs.add(str(body["transmission"]))
            case EntryKind.ATTENTION_RAISED if str(body["attention"]) not in self._standing:
                self._raised(entry)
            case EntryKind.ATTENTION_TAKEN if entry.seat not in {actor.seat for actor in self._actors.values()}:
                self._taken_by_another(str(body["attention"]))
            case EntryKind.ATTENTION_RESOLVED:
                self._standing.pop(str(body["attention"]), None)
                self.agenda.drop(str(body["attention"]))
            case _:
                pass

    def _raised(self, entry: Entry) -> None:
        body = entry.body
        item = _Item(
            id=str(body["attention"]),
            kind=AttentionKind(str(body["kind"])),
            call_sign=self._call_signs.get(str(body.get("unit"))),
            stands_down=str(body["transmission"]) in self._stand_downs,
            incident_id=entry.incident_id,
        )
        self._see_to(item)

    def know(self, unit_id: str, call_sign: str) -> None:
        """Learn who a unit is."""
        self._call_signs[unit_id] = call_sign

    def adopt(self, row: AttentionRow, *, stands_down: bool) -> None:
        """See to an item that stands from before."""
        if row.attention_id not in self._standing:
            self._see_to(
                _Item(id=row.attention_id, kind=row.kind, call_sign=row.call_sign, stands_down=stands_down,
                      incident_id=row.incident_id)
            )  # fmt: skip

    def _see_to(self, item: _Item) -> None:
        self._standing[item.id] = item
        number = self._numbers.get(str(item.incident_id), str(item.incident_id))
        self._times[f"{number}/{item.kind}"] += 1
        dice = chance(self._seed, "strip", number, item.kind.value, str(self._times[f"{number}/{item.kind}"]))
        patience_s = dice.uniform(*_PATIENCE_S)
        self.agenda.plan(dice.uniform(*_AFTER_S[item.kind]), item.id, lambda: self._take(item, patience_s))

    def _take(self, item: _Item, patience_s: float) -> None:
        if not self._reserve.takes(item.kind, item.incident_id):
            self.agenda.plan(_LOOK_AGAIN_S, item.id, lambda: self._take(item, patience_s))
            return
        actor = self._actors[_TAKES[item.kind]]
        attempt(self._room, TakeAttention(actor=actor, attention_id=AttentionId(item.id)))
        call_sign = item.call_sign
        if call_sign is None:
            return
        if item.kind is AttentionKind.VOICE_TASK:
            self._crews.called_by_voice(call_sign)
        elif item.kind is AttentionKind.AUTHORITY and item.stands_down:
            self._call_until_answered(item.id, call_sign)
        elif item.kind is AttentionKind.AUTHORITY and self._reserve.recalls(item.incident_id):
            self.agenda.plan(patience_s, item.id, lambda: self._recall(call_sign, actor))

    def _taken_by_another(self, attention_id: str) -> None:
        """A human took the item: nobody else does, and a crew to be called hears that human's voice."""
        item = self._standing.get(attention_id)
        self.agenda.drop(attention_id)
        if item is not None and item.kind is AttentionKind.VOICE_TASK and item.call_sign is not None:
            self._crews.called_by_voice(item.call_sign)

    def _call_until_answered(self, key: str, call_sign: str) -> None:
        """A crew that may be on its way to nothing is called until it answers."""
        self._crews.called_by_voice(call_sign)
        self.agenda.plan(_CALL_AGAIN_S, key, lambda: self._call_until_answered(key, call_sign))

    def _recall(self, call_sign: str, actor: Actor) -> None:
        attempt(self._room, RecallUnit(actor=actor, call_sign=call_sign, reason=RECALL_REASON))
