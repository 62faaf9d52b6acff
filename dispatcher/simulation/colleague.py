"""The simulated dispatcher at SIM-DESK: sends the best units to what is the simulation's, and closes what is done."""

import functools
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import AddNote, CloseIncident, DispatchUnits
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskRecommendation, Query
from dispatcher.queries.rows import Recommended
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.people import Room, attempt, chance
from dispatcher.simulation.situation import Case, Situation

_THINKS_S = (3.0, 9.0)
_AGAIN_S = 20.0
_CLOSES_S, _CLOSE_AGAIN_S = (8.0, 30.0), 30.0
_NOTICES_S = (25.0, 70.0)
_FORGIVES_S = 180.0
"""After so long a unit that declined or stayed silent is asked again."""
_NEEDS_MET: dict[Priority, int] = {Priority.P1: 4, Priority.P2: 2}

Answer = TypeVar("Answer")


class AskedRoom(Room, Protocol):
    """A room that also answers questions."""

    def ask(self, query: Query[Answer], key: str | None = None) -> "Future[Answer]":
        """Read rows."""
        ...


class Colleague:
    """Leaves alone what is not the simulation's: see `Situation.is_ours`. Thread: one; `post` brings answers back."""

    def __init__(
        self, room: AskedRoom, actor: Actor, situation: Situation, agenda: Agenda, seed: int,
        post: Callable[[Callable[[], None]], None],
    ) -> None:  # fmt: skip
        self._room = room
        self._actor = actor
        self._situation = situation
        self._agenda = agenda
        self._seed = seed
        self._post = post
        self._needs = {part.name: part.needs for part in room.pack.type}
        self._able = {unit.call_sign: frozenset(unit.capabilities) for unit in room.pack.unit}
        self._planned: set[str] = set()  # incidents that something is planned about
        self._tried: defaultdict[str, set[str]] = defaultdict(set)
        self._same_as: dict[str, str] = {}

    def is_same(self, incident_id: str, known_id: str) -> None:
        """Learn that an incident was opened for what another is about."""
        self._same_as[incident_id] = known_id

    def look_at_all(self) -> None:
        """Look after everything that is the simulation's: somebody came, or left."""
        for case in list(self._situation.cases.values()):
            self._look(case)

    def hear(self, entry: Entry) -> None:
        """Take a committed entry, the situation having taken it before."""
        if entry.incident_id is None:
            return
        case = self._situation.cases.get(entry.incident_id)
        if case is None:
            self._forget(entry.incident_id)
            return
        lost = entry.kind is EntryKind.UNIT_RECALLED or entry.body.get("state") == "declined"
        if lost:
            self._lost(case, str(entry.body.get("call_sign")))
        self._look(case)

    def _look(self, case: Case) -> None:
        """Plan what the incident needs next."""
        if not self._situation.is_ours(case.incident_id):
            self._drop(case.incident_id)
        elif case.incident_id in self._planned or case.on_it:
            return
        elif case.served:
            self._plan(case, self._span(case, "closes", _CLOSES_S), self._close)
        else:
            same = case.incident_id in self._same_as
            after_s = self._span(case, "thinks", _NOTICES_S if same else _THINKS_S)
            self._plan(case, after_s, self._send)

    def _plan(self, case: Case, after_s: float, act: Callable[[Case], None]) -> None:
        self._planned.add(case.incident_id)
        self._agenda.plan(after_s, _key(case.incident_id), functools.partial(self._act, case, act))

    def _act(self, case: Case, act: Callable[[Case], None]) -> None:
        self._planned.discard(case.incident_id)
        if self._situation.is_ours(case.incident_id):
            act(case)

    def _send(self, case: Case) -> None:
        known = self._situation.cases.get(self._same_as.get(case.incident_id, ""))
        if known is not None:
            text = f"the same as {known.number}"
            attempt(self._room, AddNote(actor=self._actor, incident_id=IncidentId(case.incident_id), text=text))
            self._close(case)
            return
        self._planned.add(case.incident_id)
        future = self._room.ask(AskRecommendation(case.incident_id))
        future.add_done_callback(lambda done: self._post(lambda: self._proposed(case, done)))

    def _proposed(self, case: Case, done: "Future[tuple[Recommended, ...]]") -> None:
        self._planned.discard(case.incident_id)
        gone = self._situation.cases.get(case.incident_id) is not case
        if gone or case.on_it or not self._situation.is_ours(case.incident_id):
            return
        refused = done.cancelled() or done.exception() is not None
        chosen = () if refused else self._choice(case, done.result())
        if chosen:
            attempt(
                self._room,
                DispatchUnits(actor=self._actor, incident_id=IncidentId(case.incident_id), call_signs=chosen),
            )
        # Another dispatch may win the race for a unit: whatever becomes of this one, look again.
        self._plan(case, _AGAIN_S, self._look)

    def _choice(self, case: Case, proposed: tuple[Recommended, ...]) -> tuple[str, ...]:
        """Return the best unit for each need; without needs the first."""
        free = [item.call_sign for item in proposed if item.suitable and self._is_free(item.call_sign)]
        free = [call_sign for call_sign in free if call_sign not in self._tried[case.incident_id]]
        needs = self._needs.get(case.incident_type, ())[: _NEEDS_MET.get(case.priority, 1)]
        chosen: list[str] = []
        for need in needs:
            if not any(need in self._able[call_sign] for call_sign in chosen):
                chosen += [call_sign for call_sign in free if need in self._able[call_sign]][:1]
        return tuple(dict.fromkeys(chosen or free[:1]))

    def _is_free(self, call_sign: str) -> bool:
        unit = self._situation.units.get(call_sign)
        return unit is not None and unit.is_free and call_sign in self._able

    def _close(self, case: Case) -> None:
        outcomes = self._room.pack.outcomes
        outcome = chance(self._seed, "outcome", case.number).choice(outcomes)
        attempt(
            self._room,
            CloseIncident(actor=self._actor, incident_id=IncidentId(case.incident_id), outcome=outcome),
        )
        # Refused while a page of it is on the line, or a stand-down is not answered.
        self._plan(case, _CLOSE_AGAIN_S, self._look)

    def _lost(self, case: Case, call_sign: str) -> None:
        self._tried[case.incident_id].add(call_sign)
        forgive = functools.partial(self._tried[case.incident_id].discard, call_sign)
        self._agenda.plan(_FORGIVES_S, _key(case.incident_id) + "/tried", forgive)

    def _drop(self, incident_id: str) -> None:
        self._planned.discard(incident_id)
        self._agenda.drop(_key(incident_id))

    def _forget(self, incident_id: str) -> None:
        self._drop(incident_id)
        self._agenda.drop(_key(incident_id) + "/tried")
        self._tried.pop(incident_id, None)
        self._same_as.pop(incident_id, None)

    def _span(self, case: Case, what: str, between_s: tuple[float, float]) -> float:
        return chance(self._seed, what, case.number).uniform(*between_s)


def _key(incident_id: str) -> str:
    return f"case/{incident_id}"
