"""A person of the crew answered: the only thing that turns a dispatch green (flow T5, ladder rung 5).

However the answer came, by voice or over a channel, the same things follow; only its evidence differs (`Tell`).
"""

from collections.abc import Callable
from functools import partial

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.authority import Act, require
from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transitions import advance
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.packs.model import VOICE
from dispatcher.services.guarding import set_guard
from dispatcher.services.rolls import sign_of_life
from dispatcher.services.standing_down import end_assignment, raise_if_nobody_left, settle_stand_downs
from dispatcher.services.transmitting import move, queue_voice, stop_chain
from dispatcher.storage import transmissions, units
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import UnitOfWork
from dispatcher.storage.units import Assignment, Unit

Related = tuple[Transmission, ...]
Tell = Callable[[Related, str, AssignmentState], None]
"""Puts an answer on the ladder and tells the journal: what was sent, of which incident, the state it leads to."""


def record_answer(command: RecordAnswer, work: UnitOfWork) -> AssignmentState:
    """Record the answer on the voice channel, end the chain, and move the assignment."""
    require(command.actor, Act.RECORD_ANSWER)
    if not command.words_heard.strip():
        raise Incomplete("what did the crew say? Write the words heard", field="words_heard")
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    tell = partial(_voice_heard, command, work, unit)
    if current is None:
        return stand_down_answered(work, unit, tell)
    return dispatch_answered(work, unit, current, command.answer, tell)


def dispatch_answered(work: UnitOfWork, unit: Unit, current: Assignment, answer: Answer, tell: Tell) -> AssignmentState:
    """End the chains of a unit's assignment and move it.

    Raises:
        InvalidTransition: it can no longer be declined.
    """
    pages = transmissions.of_assignment(work.connection, current.id)
    state = _new_state(answer, unit, current)
    tell(pages, current.incident_id, state)
    _stop(work, pages)
    if state is AssignmentState.DECLINED:
        end_assignment(work, current, "declined", AssignmentState.DECLINED)
        raise_if_nobody_left(work, current.incident_id, f"{unit.call_sign} declined")
    elif state is not current.state:
        units.set_assignment(work.connection, current.id, state=state.value, since=work.now, acknowledged_at=work.now)
    settle_stand_downs(work, unit.recipient_id)
    if state is not AssignmentState.DECLINED:
        sign_of_life(work, current.id)
    set_guard(work, current.incident_id)
    return state


def stand_down_answered(work: UnitOfWork, unit: Unit, tell: Tell) -> AssignmentState:
    """Acknowledge the newest stand-down of a unit.

    Raises:
        InvalidTransition: it has none that waits for an answer.
    """
    related = open_stand_down(work, unit)
    if not related:
        raise InvalidTransition(f"{unit.call_sign} has nothing to acknowledge", field="call_sign")
    tell(related, related[-1].incident_id, AssignmentState.RECALLED)
    _stop(work, related)
    settle_stand_downs(work, unit.recipient_id)
    return AssignmentState.RECALLED


def open_stand_down(work: UnitOfWork, unit: Unit) -> Related:
    """Return what was sent of a unit's newest stand-down; nothing when it has none that may be answered."""
    page = transmissions.latest_to(work.connection, unit.recipient_id, Purpose.STAND_DOWN)
    if page is None or page.state is TransmissionState.CANCELLED:
        return ()
    related = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    return () if any(item.state is TransmissionState.ACKNOWLEDGED for item in related) else related


def _new_state(answer: Answer, unit: Unit, current: Assignment) -> AssignmentState:
    if answer is Answer.DECLINES:
        return advance(NEXT, unit.call_sign, current.state, AssignmentState.DECLINED)
    if current.state is AssignmentState.ALERTED:
        return AssignmentState.ACKNOWLEDGED
    return current.state


def _stop(work: UnitOfWork, related: Related) -> None:
    for item in related:
        if item.policy_id is not None:
            stop_chain(work, item, "answered")


def _voice_heard(
    command: RecordAnswer, work: UnitOfWork, unit: Unit, related: Related, incident_id: str, state: AssignmentState
) -> None:
    page = [item for item in related if item.policy_id is not None][-1]
    waiting = [item for item in related if item.channel == VOICE and item.state is TransmissionState.QUEUED]
    voice_id = waiting[-1].id if waiting else queue_voice(work, page)
    words = work.keep("transmission", voice_id, "words_heard", command.words_heard.strip())
    move(
        work,
        transmissions.get(work.connection, voice_id),
        TransmissionState.ACKNOWLEDGED,
        command.actor,
        acknowledged_at=work.now,
        acknowledged_by=command.actor.operator,
        words_id=words.id,
    )
    work.record(
        EntryKind.ANSWER_RECORDED, command.actor, incident_id, unit=unit.id, call_sign=unit.call_sign,
        answer=command.answer.value, transmission=voice_id, state=state.value,
        words={"id": words.id, "digest": words.digest},
    )  # fmt: skip
