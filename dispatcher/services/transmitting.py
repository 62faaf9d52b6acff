"""Queue messages for the air, move transmissions along the ladder, and end their chains."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.authority import Actor
from dispatcher.domain.errors import InvalidPack
from dispatcher.domain.escalation import Policy, Step, StepAction, Subject, SubjectKind
from dispatcher.domain.events import EntryKind
from dispatcher.domain.groups import Queued
from dispatcher.domain.messages import CUT_MARK, carried_text
from dispatcher.domain.plans import VOICE, Bearer
from dispatcher.domain.transmissions import NEXT, OUTSTANDING, REPEAT_MARK, AttemptState, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.services import airtime, attention_items, chains, emergencies, holding_channels
from dispatcher.services.open_channels import note_what_is_open
from dispatcher.storage import deadlines, transmissions, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.schema import attempts as attempts_table
from dispatcher.storage.schema import messages as messages_table
from dispatcher.storage.schema import personal_values
from dispatcher.storage.schema import transmissions as transmissions_table
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_INSERT_TRANSMISSION = insert(transmissions_table)
_INSERT_ATTEMPT = insert(attempts_table)
_MAY_HAVE_BEEN_HEARD = frozenset({AttemptState.CLAIMED, AttemptState.ACCEPTED, AttemptState.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text for one incident and purpose, as stored."""

    id: str
    incident_id: str
    purpose: Purpose
    priority: Priority
    text: str
    text_id: str

    @property
    def is_cut(self) -> bool:
        """Whether words of it were left out because somebody chose so."""
        return CUT_MARK in self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom a transmission goes to, for which assignment."""

    assignment_id: str
    recipient_id: str
    bearer: Bearer
    call_sign: str = ""
    incident_type: str = ""
    profile: str = ""


def add_message(work: UnitOfWork, incident_id: str, purpose: Purpose, priority: Priority, text: str) -> Message:
    """Store a message."""
    message_id = work.new_id()
    kept = work.keep("message", message_id, "page_text", text)
    work.connection.execute(
        insert(messages_table).values(
            id=message_id, incident_id=incident_id, purpose=purpose.value, priority=priority.value,
            text_id=kept.id, created_at=work.now,
        )
    )  # fmt: skip
    return Message(
        id=message_id, incident_id=incident_id, purpose=purpose, priority=priority, text=text, text_id=kept.id
    )


def text_for(work: UnitOfWork, composed: str, channels: Collection[str]) -> str:
    """Return a text as it is stored: as its channels carry it, or as it was written when they differ.

    Raises:
        TextNotCarried: one of the channels cannot carry it.
    """
    carried = {carried_text(composed, work.rules.limits[channel]) for channel in sorted(channels)}
    return carried.pop() if len(carried) == 1 else composed


def queue_page(work: UnitOfWork, message: Message, target: Target) -> str:
    """Queue a message on the target's bearer with its first attempt and its whole chain. Return its id."""
    subject = Subject.DISPATCH if message.purpose is Purpose.DISPATCH else Subject.STAND_DOWN
    policy = work.rules.policy(subject, target.incident_type, target.profile)
    if policy is None:  # refused when the pack was loaded
        raise InvalidPack(f"the pack has no policy for {subject.value}")
    forecast_s = airtime.until_taken_s(work, target.bearer[0], _queued(work, message, target))
    transmission_id = _insert(work, message, target, policy.key, forecast_s)
    queue_attempt(work, transmissions.get(work.connection, transmission_id))
    _arm_steps(work, transmissions.get(work.connection, transmission_id), policy, forecast_s)
    return transmission_id


def _queued(work: UnitOfWork, message: Message, target: Target) -> Queued:
    return Queued(
        attempt_id="", call_sign=target.call_sign, message_id=message.id, text=message.text,
        rank=emergencies.page_rank(work, message.incident_id, message.priority), may_merge=True,
    )  # fmt: skip


def _arm_steps(work: UnitOfWork, page: Transmission, policy: Policy, forecast_s: float) -> None:
    chains.arm(
        work,
        *(
            Deadline(
                id=work.new_id(), subject_kind=SubjectKind.TRANSMISSION, subject_id=page.id,
                incident_id=page.incident_id, name=step.name, policy_id=policy.key, run=1, since=page.queued_at,
                step=step.name, due_at=page.queued_at + timedelta(seconds=first),
            )
            for step, first in policy.firsts(page.priority, forecast_s)
        ),
    )  # fmt: skip


def queue_on(work: UnitOfWork, page: Transmission, channel: str, address: str) -> str:
    """Queue a page's words on another channel; the chain stays with the page. Return the transmission's id.

    Raises:
        TextNotCarried: that channel cannot carry them.
    """
    text = carried_text(_text(work, page.text_id), work.rules.limits[channel])
    target = Target(assignment_id=page.assignment_id, recipient_id=page.recipient_id, bearer=(channel, address))
    transmission_id = _insert(work, message_of(work, page), target, None, work.rules.forecast(channel, text))
    queue_attempt(work, transmissions.get(work.connection, transmission_id))
    return transmission_id


def give_up_waiting(work: UnitOfWork, page: Transmission) -> None:
    """Take a page off a channel that has not begun with it: it must not come out there later as well."""
    for attempt in transmissions.attempts_of(work.connection, page.id):
        if attempt.state is AttemptState.WAITING:
            _cancel_attempt(work, page, attempt.id)
            move(work, page, TransmissionState.FAILED, because="given to another channel")


def heard_since(work: UnitOfWork, page: Transmission, when: datetime) -> bool:
    """Tell whether a newer copy of a page went out after an instant, or a crew of its incident answered."""
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    newest = max(
        (attempt.queued_at for item in siblings for attempt in transmissions.attempts_of(work.connection, item.id)),
        default=page.queued_at,
    )
    answered = units.last_answer(work.connection, page.incident_id)
    return newest > when or (answered is not None and answered > when)


def queue_voice(work: UnitOfWork, page: Transmission) -> str:
    """Queue a page's message on the voice channel, for the radio operator to call. Return the transmission's id."""
    target = Target(assignment_id=page.assignment_id, recipient_id=page.recipient_id, bearer=(VOICE, page.address))
    return _insert(work, message_of(work, page), target, None, 0.0)


def message_of(work: UnitOfWork, page: Transmission) -> Message:
    """Return a page's message as it was written."""
    return Message(
        id=page.message_id, incident_id=page.incident_id, purpose=page.purpose, priority=page.priority,
        text=_text(work, page.text_id), text_id=page.text_id,
    )  # fmt: skip


def queue_attempt(work: UnitOfWork, transmission: Transmission) -> int:
    """Queue one more attempt, a REPEAT when an earlier one may have been heard, and return its number."""
    earlier = transmissions.attempts_of(work.connection, transmission.id)
    repeat = _may_have_been_heard(work, transmission)
    text_id = transmission.text_id
    attempt_id = work.new_id()
    written = _text(work, transmission.text_id)
    text = carried_text(written, work.rules.limits[transmission.channel])
    if repeat:
        text = REPEAT_MARK + text
        transmissions.set_values(work.connection, transmission.id, repeated=True)
    if text != written:
        text_id = work.keep("attempt", attempt_id, "page_text", text).id
    number = len(earlier) + 1
    work.connection.execute(
        _INSERT_ATTEMPT,
        {
            "id": attempt_id, "transmission_id": transmission.id, "channel": transmission.channel, "number": number,
            "state": AttemptState.WAITING.value, "repeat": repeat,
            "rank": emergencies.page_rank(work, transmission.incident_id, transmission.priority),
            "text_id": text_id, "queued_at": work.now, "bytes_sent": b"", "bytes_received": b"",
        },
    )  # fmt: skip
    work.channels_to_wake.add(transmission.channel)
    holding_channels.tell_what_waits(work, transmission.channel)
    work.record(
        EntryKind.ATTEMPT_QUEUED, SYSTEM, transmission.incident_id, transmission=transmission.id, attempt=attempt_id,
        number=number, repeat=repeat, channel=transmission.channel,
    )  # fmt: skip
    return number


def _may_have_been_heard(work: UnitOfWork, transmission: Transmission) -> bool:
    """Tell whether these words may have reached the recipient already, over whatever channel."""
    return any(
        attempt.state in _MAY_HAVE_BEEN_HEARD
        for item in transmissions.of_message(work.connection, transmission.message_id, transmission.recipient_id)
        for attempt in transmissions.attempts_of(work.connection, item.id)
    )


def is_outstanding(work: UnitOfWork, transmission: Transmission) -> bool:
    """Tell whether an attempt of a transmission waits or is on the line."""
    return any(item.state in OUTSTANDING for item in transmissions.attempts_of(work.connection, transmission.id))


def move(
    work: UnitOfWork, transmission: Transmission, new: TransmissionState, actor: Actor = SYSTEM, **facts: object
) -> bool:
    """Move a transmission when its table allows it; False, and nothing changed, when it does not."""
    if new == transmission.state or new not in NEXT[transmission.state]:
        return False
    values = {key: value for key, value in facts.items() if key in transmissions_table.c}
    transmissions.set_values(work.connection, transmission.id, state=new.value, **values)
    transmissions.add_rung(work.connection, transmission.id, new, work.now)
    told = {key: value for key, value in facts.items() if key not in transmissions_table.c}
    work.record(
        EntryKind.TRANSMISSION_CHANGED, actor, transmission.incident_id, transmission=transmission.id, state=new.value,
        was=transmission.state.value, channel=transmission.channel, **told,
    )  # fmt: skip
    return True


def stop_chain(work: UnitOfWork, transmission: Transmission, because: str) -> None:
    """End a page's chain at once: deadlines, alarms, an unanswered voice task and attempts not yet on the line."""
    _stop(work, transmission, because)


def stop_asking(work: UnitOfWork, transmission: Transmission, because: str) -> None:
    """End a page's chain on the word of authority, which is no answer.

    While its crew is alerted and cannot have heard it, the page keeps its place in the outbox: nobody was told by it.
    """
    untold = transmission.purpose is Purpose.DISPATCH and awaits_answer(work, transmission)
    _stop(work, transmission, because, keeps_waiting=untold and not _may_have_been_heard(work, transmission))


def _stop(work: UnitOfWork, transmission: Transmission, because: str, *, keeps_waiting: bool = False) -> None:
    cancelled = deadlines.cancel(work.connection, transmission.id)
    attention_items.resolve_of_chain(work, chains.chain_name(_subject_of(transmission), transmission.id), because)
    attention_items.resolve_of_transmission(work, transmission.id, because)
    for sibling in transmissions.of_message(work.connection, transmission.message_id, transmission.recipient_id):
        attention_items.resolve_of_transmission(work, sibling.id, because)
        if not keeps_waiting or sibling.channel == VOICE:
            _cancel_waiting(work, sibling)
    if cancelled:
        work.record(
            EntryKind.CHAIN_STOPPED, SYSTEM, transmission.incident_id, transmission=transmission.id, because=because,
            steps_left=cancelled,
        )  # fmt: skip


def _subject_of(page: Transmission) -> Subject:
    return Subject.DISPATCH if page.purpose is Purpose.DISPATCH else Subject.STAND_DOWN


def awaits_answer(work: UnitOfWork, page: Transmission) -> bool:
    """Tell whether somebody still waits for the crew's answer to a page."""
    if page.purpose is Purpose.DISPATCH:
        return units.assignment(work.connection, page.assignment_id).state in UNANSWERED
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    voice_open = any(item.channel == VOICE and item.state is TransmissionState.QUEUED for item in siblings)
    return voice_open or deadlines.is_any_armed(work.connection, page.id)


def cancel_steps(work: UnitOfWork, page: Transmission, actions: Collection[StepAction]) -> tuple[Step, ...]:
    """Cancel a page's armed steps of some actions and return those that were armed."""
    if page.policy_id is None:
        return ()
    steps = [step for step in chains.stored_policy(work, page.policy_id).steps if step.action in actions]
    return tuple(step for step in steps if deadlines.cancel_one(work.connection, page.id, step.name))


def hurry(work: UnitOfWork, page: Transmission, priority: Priority) -> None:
    """Let a running chain keep the times of a graver priority, counted from the same instant."""
    if page.policy_id is None:
        return
    policy = chains.stored_policy(work, page.policy_id)
    firsts = {step.name: first for step, first in policy.firsts(priority, page.forecast_s)}
    for armed in deadlines.all_armed_of(work.connection, page.id):
        first = firsts.get(armed.name)
        if armed.run > 1 or first is None:
            continue
        sooner = page.queued_at + timedelta(seconds=first)
        if sooner < armed.due_at:
            deadlines.cancel_one(work.connection, page.id, armed.name)
            chains.arm(work, replace(armed, id=work.new_id(), due_at=max(sooner, work.now)))


def stop_chains_of_assignment(work: UnitOfWork, assignment_id: str, reason: str) -> tuple[Transmission, ...]:
    """End the chain of every page of an assignment and return its transmissions as they were."""
    found = transmissions.of_assignment(work.connection, assignment_id)
    for transmission in found:
        if transmission.policy_id is not None:
            stop_chain(work, transmission, reason)
    return found


def _cancel_waiting(work: UnitOfWork, transmission: Transmission) -> None:
    for attempt in transmissions.attempts_of(work.connection, transmission.id):
        if attempt.state is AttemptState.WAITING:
            _cancel_attempt(work, transmission, attempt.id)
    on_the_line = any(
        attempt.state is AttemptState.CLAIMED for attempt in transmissions.attempts_of(work.connection, transmission.id)
    )
    current = transmissions.get(work.connection, transmission.id)
    if current.state is TransmissionState.QUEUED and not on_the_line:
        move(work, current, TransmissionState.CANCELLED)


def _cancel_attempt(work: UnitOfWork, transmission: Transmission, attempt_id: str) -> None:
    transmissions.set_attempt(work.connection, attempt_id, state=AttemptState.CANCELLED.value, ended_at=work.now)
    work.record(
        EntryKind.ATTEMPT_ENDED, SYSTEM, transmission.incident_id, transmission=transmission.id, attempt=attempt_id,
        state=AttemptState.CANCELLED.value,
    )  # fmt: skip
    holding_channels.tell_what_waits(work, transmission.channel)


def _insert(work: UnitOfWork, message: Message, target: Target, policy_id: str | None, forecast_s: float) -> str:
    channel, address = target.bearer
    transmission_id = work.new_id()
    work.connection.execute(
        _INSERT_TRANSMISSION,
        {
            "id": transmission_id, "message_id": message.id, "incident_id": message.incident_id,
            "assignment_id": target.assignment_id, "recipient_id": target.recipient_id, "channel": channel,
            "world": work.world.value, "address": address, "state": TransmissionState.QUEUED.value,
            "policy_id": policy_id, "forecast_s": forecast_s, "truncated": message.is_cut,
            "repeated": False, "late": False, "maybe_doubled": False, "queued_at": work.now,
        },
    )  # fmt: skip
    transmissions.add_rung(work.connection, transmission_id, TransmissionState.QUEUED, work.now)
    note_what_is_open(work, channel, message.incident_id, transmission_id, message.text)
    return transmission_id


def _text(work: UnitOfWork, text_id: str) -> str:
    return work.connection.execute(select(personal_values.c.value).where(personal_values.c.id == text_id)).scalar_one()


def send_deadline(work: UnitOfWork) -> timedelta:
    """Return how long a claimed attempt may stay without a receipt."""
    return timedelta(seconds=work.rules.send_limit_s)
