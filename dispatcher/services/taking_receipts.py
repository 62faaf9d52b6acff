"""Store what became of an attempt, lift the transmission as far as the evidence goes, and act on bad news (flow T4)."""

from collections.abc import Mapping

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.errors import UnknownThing
from dispatcher.domain.escalation import StepAction, SubjectKind
from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import Evidence, TakeReceipt
from dispatcher.domain.transmissions import ATTEMPT_NEXT, LADDER, AttemptState, TransmissionState, rises
from dispatcher.services import attention_items, chains, page_steps, transmitting
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.services.channel_trouble import not_accepted_cause
from dispatcher.services.contexts import of_page
from dispatcher.services.reaching import radio_desk
from dispatcher.services.testing_channels import take_test_receipt
from dispatcher.storage import channel_tests, transmissions, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.transmissions import Attempt, Transmission
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_ATTEMPT_ENDS: Mapping[Evidence, AttemptState] = {
    Evidence.ACCEPTED: AttemptState.ACCEPTED,
    Evidence.REJECTED: AttemptState.REJECTED,
    Evidence.FAILED: AttemptState.FAILED,
    Evidence.UNCERTAIN: AttemptState.UNCERTAIN,
    Evidence.RETRACTED: AttemptState.UNCERTAIN,
}
_ALREADY = {evidence: state for evidence, state in _ATTEMPT_ENDS.items() if evidence is not Evidence.RETRACTED}
_LIFTS: Mapping[Evidence, TransmissionState] = {
    Evidence.ACCEPTED: TransmissionState.ACCEPTED,
    Evidence.ON_AIR: TransmissionState.ON_AIR,
    Evidence.DELIVERED: TransmissionState.DELIVERED,
    Evidence.READ: TransmissionState.READ,
    Evidence.REJECTED: TransmissionState.REJECTED,
    Evidence.FAILED: TransmissionState.FAILED,
    Evidence.UNCERTAIN: TransmissionState.UNCERTAIN,
}
_NEEDLESS_ONCE_ACCEPTED = frozenset({StepAction.TECHNICAL_ALARM, StepAction.OTHER_GATEWAY})
_AT_ONCE_WHEN_REJECTED = frozenset({StepAction.VOICE_TASK, StepAction.NEXT_CHANNEL})
_NEVER_TAKEN = frozenset({AttemptState.FAILED, AttemptState.CANCELLED})


def take_receipt(command: TakeReceipt, work: UnitOfWork) -> None:
    """Store one receipt; one that comes after the attempt ended is recorded and marked LATE."""
    attempt = transmissions.attempt_or_none(work.connection, command.attempt_id)
    if attempt is None:
        _take_of_test(command, work)
        return
    if _ALREADY.get(command.evidence) is attempt.state:
        return  # the same receipt again: the sender could not know that it was stored
    transmission = transmissions.get(work.connection, attempt.transmission_id)
    late = _end_attempt(command, work, attempt, transmission)
    marks = {"truncated": command.truncated, "maybe_doubled": command.maybe_doubled, "late": late}
    set_marks = {name: True for name, value in marks.items() if value}
    if set_marks:
        transmissions.set_values(work.connection, transmission.id, **set_marks)
    if command.evidence is Evidence.RETRACTED:
        _retract(work, transmission, attempt, command)
        return
    new = _LIFTS[command.evidence]
    if rises(transmission.state, new) or transmission.state is TransmissionState.QUEUED:
        if new in LADDER and not late and _came_late(work, attempt, transmission):
            transmissions.set_values(work.connection, transmission.id, late=True)
        transmitting.move(work, transmission, new, attempt=attempt.id, code=command.code)
    _act_on(command, work, transmissions.get(work.connection, transmission.id))


def _take_of_test(command: TakeReceipt, work: UnitOfWork) -> None:
    test = channel_tests.by_id(work.connection, command.attempt_id)
    if test is None:
        raise UnknownThing(f"no attempt and no test has the id {command.attempt_id!r}")
    take_test_receipt(command, work, test)


def _end_attempt(command: TakeReceipt, work: UnitOfWork, attempt: Attempt, transmission: Transmission) -> bool:
    """Keep the evidence behind what is kept already, and end the attempt if it is to end; True when it had ended."""
    transmissions.add_evidence(work.connection, attempt.id, command.bytes_received, command.detail)
    new = _ATTEMPT_ENDS.get(command.evidence)
    if new is None:
        return False
    if new not in ATTEMPT_NEXT[attempt.state]:
        work.record(
            EntryKind.ATTEMPT_ENDED, SYSTEM, transmission.incident_id, transmission=transmission.id,
            attempt=attempt.id, state=attempt.state.value, late=command.evidence.value,
        )  # fmt: skip
        return True
    values: dict[str, object] = {"state": new.value, "ended_at": work.now, "code": command.code}
    if attempt.state is not AttemptState.ACCEPTED:  # what went out then is not taken back with it
        values["bytes_sent"] = command.bytes_sent
    if command.first_byte_at is not None:
        values["first_byte_at"] = command.first_byte_at
    transmissions.set_attempt(work.connection, attempt.id, **values)
    work.record(
        EntryKind.ATTEMPT_ENDED, SYSTEM, transmission.incident_id, transmission=transmission.id, attempt=attempt.id,
        state=new.value, code=command.code, channel=transmission.channel,
    )  # fmt: skip
    return False


def _act_on(command: TakeReceipt, work: UnitOfWork, transmission: Transmission) -> None:
    awaited = transmitting.awaits_answer(work, transmission)
    match command.evidence:
        case Evidence.ACCEPTED | Evidence.ON_AIR | Evidence.DELIVERED | Evidence.READ:
            transmitting.cancel_steps(work, transmission, _NEEDLESS_ONCE_ACCEPTED)
            attention_items.resolve_cause(work, not_accepted_cause(transmission.channel), "a page was accepted")
            if command.truncated and awaited:
                _alarm(work, transmission, f"the terminal cut the text of {_whom(work, transmission)}", "truncated")
        case Evidence.REJECTED if awaited:
            transmitting.cancel_steps(work, transmission, _NEEDLESS_ONCE_ACCEPTED)  # this alarm says more
            reason = command.detail or command.code or "no reason given"
            _alarm(work, transmission, f"page to {_whom(work, transmission)} rejected: {reason}", "rejected")
            _fall_back_now(work, transmission)
        case Evidence.FAILED if awaited:
            _try_again(work, transmission)
        case _:
            pass  # an UNCERTAIN page is repeated by its chain, marked REPEAT; for an answered one nobody waits


def _retract(work: UnitOfWork, transmission: Transmission, attempt: Attempt, command: TakeReceipt) -> None:
    transmitting.move(
        work, transmission, TransmissionState.UNCERTAIN, attempt=attempt.id, code=command.code, retracted=True
    )
    if not transmitting.awaits_answer(work, transmission):
        return
    why = command.detail or command.code or "no reason given"
    _alarm(work, transmission, f"the terminal took back the page to {_whom(work, transmission)}: {why}", "retracted")


def _whom(work: UnitOfWork, transmission: Transmission) -> str:
    assignment = units.assignment(work.connection, transmission.assignment_id)
    return units.call_sign_of(work.connection, assignment.unit_id)


def _alarm(work: UnitOfWork, transmission: Transmission, text: str, cause: str) -> None:
    raise_item(
        work,
        Item(
            kind=AttentionKind.TECHNICAL_ALARM,
            cause=f"channel:{transmission.channel}:{cause}:{transmission.id}",
            text=text,
            for_role=radio_desk(work),
            priority=transmission.priority,
            incident_id=transmission.incident_id,
            transmission_id=transmission.id,
        ),
    )


def _try_again(work: UnitOfWork, transmission: Transmission) -> None:
    """Queue again at once what was certainly not taken; the gateway claims it when the line is fit again."""
    tried = transmissions.attempts_of(work.connection, transmission.id)
    if all(attempt.state in _NEVER_TAKEN for attempt in tried) and len(tried) <= work.rules.retries_not_taken:
        transmitting.queue_attempt(work, transmission)


def _fall_back_now(work: UnitOfWork, refused: Transmission) -> None:
    """A permanent refusal needs no waiting: the chain's next channel and voice fall due at once.

    A chain without such a step does not keep a page from the bearers that are left.
    """
    siblings = transmissions.of_message(work.connection, refused.message_id, refused.recipient_id)
    page = next(item for item in siblings if item.policy_id is not None)
    hurried = transmitting.cancel_steps(work, page, _AT_ONCE_WHEN_REJECTED)
    for step in hurried:
        row = Deadline(
            id=work.new_id(), subject_kind=SubjectKind.TRANSMISSION, subject_id=page.id,
            incident_id=page.incident_id, name=step.name, policy_id=page.policy_id, run=1,
            due_at=work.now, since=page.queued_at, step=step.name,
        )  # fmt: skip
        chains.arm(work, row)
    if all(step.action is not StepAction.NEXT_CHANNEL for step in hurried):
        page_steps.fall_back(work, of_page(work, page))


def _came_late(work: UnitOfWork, attempt: Attempt, transmission: Transmission) -> bool:
    """Tell whether the words were put on another channel after this attempt was queued: it comes behind them."""
    siblings = transmissions.of_message(work.connection, transmission.message_id, transmission.recipient_id)
    return any(item.channel != transmission.channel and item.queued_at > attempt.queued_at for item in siblings)
