"""A person of the crew answered: the only thing that turns a dispatch green (flow T5, ladder rung 5)."""

from dispatcher.domain.assignments import NEXT, AssignmentState
from dispatcher.domain.authority import Act, require
from dispatcher.domain.commands import Answer, RecordAnswer
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

_UNANSWERED = frozenset(TransmissionState) - {TransmissionState.ACKNOWLEDGED, TransmissionState.CANCELLED}


def record_answer(command: RecordAnswer, work: UnitOfWork) -> AssignmentState:
    """Record the answer on the voice channel, end the chain, and move the assignment."""
    require(command.actor, Act.RECORD_ANSWER)
    if not command.words_heard.strip():
        raise Incomplete("what did the crew say? Write the words heard", field="words_heard")
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    if current is None:
        return _answer_stand_down(command, work, unit)
    pages = transmissions.of_assignment(work.connection, current.id)
    state = _new_state(command, unit, current)
    _voice_heard(command, work, pages, current.incident_id, unit, state)
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


def _new_state(command: RecordAnswer, unit: Unit, current: Assignment) -> AssignmentState:
    if command.answer is Answer.DECLINES:
        return advance(NEXT, unit.call_sign, current.state, AssignmentState.DECLINED)
    if current.state is AssignmentState.ALERTED:
        return AssignmentState.ACKNOWLEDGED
    return current.state


def _answer_stand_down(command: RecordAnswer, work: UnitOfWork, unit: Unit) -> AssignmentState:
    page = transmissions.latest_to(work.connection, unit.recipient_id, Purpose.STAND_DOWN)
    if page is None or page.state is TransmissionState.CANCELLED or _is_answered(work, page):
        raise InvalidTransition(f"{unit.call_sign} has nothing to acknowledge", field="call_sign")
    related = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    _voice_heard(command, work, related, page.incident_id, unit, AssignmentState.RECALLED)
    settle_stand_downs(work, unit.recipient_id)
    return AssignmentState.RECALLED


def _is_answered(work: UnitOfWork, page: Transmission) -> bool:
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    return any(item.state is TransmissionState.ACKNOWLEDGED for item in siblings)


def _voice_heard(
    command: RecordAnswer,
    work: UnitOfWork,
    related: tuple[Transmission, ...],
    incident_id: str,
    unit: Unit,
    state: AssignmentState,
) -> None:
    pages = [item for item in related if item.policy_id is not None]
    page = pages[-1]
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
    for item in pages:
        stop_chain(work, item, "answered")
