"""Simulated operators at the attention strip: they take what comes, call silent crews, and recall those who stay so."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.clock import Clock
from dispatcher.domain.commands import RecallUnit, TakeAttention
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import AttentionId
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.room import Crews

RECALL_REASON = "no answer on pager or radio"

_TAKES: Mapping[AttentionKind, Role] = {
    AttentionKind.VOICE_TASK: Role.RADIO_OPERATOR,
    AttentionKind.TECHNICAL_ALARM: Role.RADIO_OPERATOR,
    AttentionKind.SUPERVISOR: Role.SUPERVISOR,
    AttentionKind.OVERDUE: Role.DISPATCHER,
    AttentionKind.EXCEPTION: Role.DISPATCHER,
}
_AFTER_S: Mapping[AttentionKind, tuple[float, float]] = {
    AttentionKind.VOICE_TASK: (4.0, 15.0),
    AttentionKind.TECHNICAL_ALARM: (5.0, 20.0),
    AttentionKind.SUPERVISOR: (10.0, 30.0),
    AttentionKind.OVERDUE: (5.0, 30.0),
    AttentionKind.EXCEPTION: (5.0, 30.0),
}
_PATIENCE_S = (20.0, 40.0)
"""How long a supervisor gives a crew after taking its item, before another unit is to be sent."""
_CALL_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    id: str
    kind: AttentionKind
    call_sign: str | None
    stands_down: bool


class Strip:
    """Everybody at the strip. Thread: `hear` from one (the feed's), the agenda's acts from its owner's."""

    def __init__(self, room: Room, actors: Mapping[Role, Actor], crews: Crews, clock: Clock, seed: int) -> None:
        self._room = room
        self._actors = actors
        self._crews = crews
        self._seed = seed
        self.agenda = Agenda(clock)
        self._numbers: dict[str, str] = {}
        self._call_signs: dict[str, str] = {}  # by unit id
        self._stand_downs: set[str] = set()  # pages
        self._standing: set[str] = set()  # items that somebody sees to
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
            case EntryKind.ATTENTION_RESOLVED:
                self._standing.discard(str(body["attention"]))
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
        )
        self._standing.add(item.id)
        number = self._numbers.get(str(entry.incident_id), str(entry.incident_id))
        self._times[f"{number}/{item.kind}"] += 1
        dice = chance(self._seed, "strip", number, item.kind.value, str(self._times[f"{number}/{item.kind}"]))
        patience_s = dice.uniform(*_PATIENCE_S)
        self.agenda.plan(dice.uniform(*_AFTER_S[item.kind]), item.id, lambda: self._take(item, patience_s))

    def _take(self, item: _Item, patience_s: float) -> None:
        actor = self._actors[_TAKES[item.kind]]
        attempt(self._room, TakeAttention(actor=actor, attention_id=AttentionId(item.id)))
        call_sign = item.call_sign
        if call_sign is None:
            return
        if item.kind is AttentionKind.VOICE_TASK:
            self._crews.called_by_voice(call_sign)
        elif item.kind is AttentionKind.SUPERVISOR and item.stands_down:
            self._call_until_answered(item.id, call_sign)
        elif item.kind is AttentionKind.SUPERVISOR:
            self.agenda.plan(patience_s, item.id, lambda: self._recall(call_sign, actor))

    def _call_until_answered(self, key: str, call_sign: str) -> None:
        """A crew that may be on its way to nothing is called until it answers."""
        self._crews.called_by_voice(call_sign)
        self.agenda.plan(_CALL_AGAIN_S, key, lambda: self._call_until_answered(key, call_sign))

    def _recall(self, call_sign: str, actor: Actor) -> None:
        attempt(self._room, RecallUnit(actor=actor, call_sign=call_sign, reason=RECALL_REASON))
