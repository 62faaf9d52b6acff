"""Simulated call takers read back what they wrote down; now and then a caller has rung off."""

from concurrent.futures import Future
from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.call_commands import CallTaken
from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.read_back import WhyNot
from dispatcher.domain.saying import Item
from dispatcher.simulation.calls import Call
from dispatcher.simulation.people import Room, attempt

_RINGS_OFF_EVERY = 20


def read_back_once_taken(room: Room, actor: Actor, call: Call, taken: "Future[Any]") -> None:
    """Read a call back as soon as the room has it, where the pack asks for that."""
    if room.pack.read_back.asked:
        taken.add_done_callback(lambda done: _read_back(room, actor, call, done))


def _read_back(room: Room, actor: Actor, call: Call, done: "Future[Any]") -> None:
    if done.cancelled() or done.exception() is not None:
        return
    answer: CallTaken = done.result()
    graded = call.answered.explanation.computed if call.answered is not None else answer.priority
    if {answer.priority, graded} & set(room.pack.read_back.asked):
        attempt(room, said_back(actor, answer, hears=call.number % _RINGS_OFF_EVERY != 0))


def said_back(actor: Actor, taken: CallTaken, *, hears: bool = True) -> RecordReadBack:
    """Return what a call taker notes: all of it confirmed, or a caller who has rung off."""
    if not hears:
        return RecordReadBack(
            actor=actor, incident_id=taken.incident_id, call_id=taken.call_id, why_not=WhyNot.RANG_OFF
        )
    return RecordReadBack(
        actor=actor, incident_id=taken.incident_id, call_id=taken.call_id, confirmed=tuple(Item), complete=True
    )
