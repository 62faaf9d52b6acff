"""The simulated call taker: writes down what callers say. The seat that takes a call tells whose it becomes."""

import functools
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import CallTaken, TakeCall
from dispatcher.domain.clock import Clock
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.simulated import Level
from dispatcher.domain.triage_commands import GivenAnswer, RecordTriage, Regrade
from dispatcher.simulation.agenda import Agenda
from dispatcher.simulation.calls import Call, CallStream, Echo, Happening
from dispatcher.simulation.people import Room, attempt
from dispatcher.simulation.saying_back import read_back_once_taken
from dispatcher.simulation.situation import CALLS, DESK, Situation

MOST_OPEN: Mapping[Level, int] = {Level.CALM: 12, Level.BUSY: 25, Level.STORM: 60}
"""With so many incidents open, callers hold."""
MOST_WAITING_SHARE = 4
"""At most one in so many of them may wait for humans; then the simulated dispatcher takes the next calls as well."""
_HOLD_S = 15.0
_OPENING_AFTER_S = (0.5, 2.0, 4.0)
"""A room in which nothing happens yet is called at once."""
_WELCOME_S = 6.0
_TALKED_S = timedelta(seconds=35)
_KEY = "calls"


class CallTaker:
    """Takes calls for whoever dispatches: with a human dispatcher on duty every second call is the human's.

    SIM-DESK takes what the simulated dispatcher handles, SIM-CALLS what waits for a human. Thread: one.
    """

    def __init__(
        self, room: Room, actors: Mapping[str, Actor], situation: Situation, stream: CallStream, agenda: Agenda,
        world: Clock,
    ) -> None:  # fmt: skip
        self._room = room
        self._actors = actors
        self._situation = situation
        self._stream = stream
        self._agenda = agenda
        self._world = world
        self._level = Level.BUSY
        self._humans_turn = True
        self._duplicates: Callable[[str, str], None] = lambda _incident, _same: None

    def on_duplicate(self, listener: Callable[[str, str], None]) -> None:
        """Tell of an incident that the call taker opened for what another one is about already."""
        self._duplicates = listener

    def begin(self, level: Level) -> None:
        """Wait for calls; in an empty room they come at once."""
        self._level = level
        self._stream.skip(max((_ordinal(case.number) for case in self._situation.cases.values()), default=0))
        if self._situation.cases or level is Level.CALM:
            self._wait()
            return
        opening = self._stream.opening(len(_OPENING_AFTER_S))
        for after_s, happening in zip(_OPENING_AFTER_S, opening, strict=False):
            self._agenda.plan(after_s, "opening", functools.partial(self._take, happening))
        self._wait()

    def set_level(self, level: Level) -> None:
        """Let more calls come, or fewer, from now on."""
        self._level = level
        self._agenda.drop(_KEY)
        self._wait()

    def human_came(self) -> None:
        """A human dispatcher signed on: the next call comes soon, and it is theirs."""
        self._humans_turn = True
        if not self._situation.waiting_for_humans:
            self._agenda.plan(_WELCOME_S, "welcome", self._open)

    def _open(self) -> None:
        self._take(self._stream.next(self._level))

    def _wait(self) -> None:
        happening = self._stream.next(self._level)
        self._agenda.plan(happening.after_s, _KEY, functools.partial(self._comes, happening))

    def _comes(self, happening: Happening) -> None:
        if len(self._situation.cases) >= MOST_OPEN[self._level]:
            self._agenda.plan(_HOLD_S, _KEY, functools.partial(self._comes, happening))
            return
        self._take(happening)
        self._wait()

    def _take(self, happening: Happening) -> None:
        actor = self._actors[self._whose()]
        future = self._room.execute(self._command(actor, happening.call))
        self._answer_once_taken(actor, happening.call, future)
        read_back_once_taken(self._room, actor, happening.call, future)
        for echo in happening.echoes:
            self._agenda.plan(echo.after_s, "echo", functools.partial(self._echo, echo, actor, future))

    def _answer_once_taken(self, actor: Actor, call: Call, taken: "Future[Any]") -> None:
        """Write down what was answered while the caller spoke, and grade by it, before it is said back."""
        card = call.answered
        if card is None:
            return
        asked_for, ended_at = _TALKED_S * 0.9 / (len(card.answers) + 1), self._world.now()

        def answer(done: "Future[Any]") -> None:
            if done.cancelled() or done.exception() is not None:
                return
            said: CallTaken = done.result()
            given = tuple(
                GivenAnswer(question=name, answer=words, at=ended_at - (len(card.answers) - place) * asked_for)
                for place, (name, words) in enumerate(card.answers)
            )
            attempt(self._room, RecordTriage(actor=actor, incident_id=said.incident_id, call_id=said.call_id,
                                             card=card.card, version=card.version, answers=given))  # fmt: skip
            if card.regrades(call.impact, call.urgency):
                attempt(self._room, Regrade(actor=actor, incident_id=said.incident_id))

        taken.add_done_callback(answer)

    def _whose(self) -> str:
        """Return the seat that takes the next call."""
        if not self._situation.dispatcher_on_duty:
            return DESK
        for_human = self._humans_turn
        self._humans_turn = not for_human
        most = MOST_OPEN[self._level] // MOST_WAITING_SHARE
        return CALLS if for_human and self._situation.waiting_for_humans < most else DESK

    def _command(self, actor: Actor, call: Call) -> TakeCall:
        now = self._world.now()
        return TakeCall(
            actor=actor, place=call.place, incident_type=call.incident_type, impact=call.impact, urgency=call.urgency,
            caller_name=call.caller_name, caller_number=call.caller_number, persons_involved=call.persons_involved,
            narrative=call.narrative, latitude=call.latitude, longitude=call.longitude, verified=call.verified,
            contact_at=now - _TALKED_S, answered_at=now - _TALKED_S * 0.9,
        )  # fmt: skip

    def _echo(self, echo: Echo, actor: Actor, first: "Future[Any]") -> None:
        """One more caller: noted where the thing is known, or opened once more when nobody notices."""
        if not first.done() or first.exception() is not None:
            return
        taken: CallTaken = first.result()
        if taken.incident_id not in self._situation.cases or len(self._situation.cases) >= MOST_OPEN[self._level]:
            return
        call = echo.call
        if echo.noticed:
            text = f"another caller, {call.caller_name}, {call.caller_number}: {call.narrative}"
            attempt(self._room, AddNote(actor=actor, incident_id=IncidentId(taken.incident_id), text=text))
            return
        again = self._room.execute(self._command(actor, call))
        read_back_once_taken(self._room, actor, call, again)
        again.add_done_callback(lambda done: self._opened_again(done, taken))

    def _opened_again(self, done: "Future[Any]", first: CallTaken) -> None:
        if done.exception() is None:
            self._duplicates(done.result().incident_id, first.incident_id)


def _ordinal(number: str) -> int:
    """Return which incident of its year it is: 2026-000042 -> 42."""
    digits = number.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0
