"""Queue messages for the air, move transmissions along the ladder, and end their chains."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.authority import Actor
from dispatcher.domain.escalation import Policy, Step, StepAction, SubjectKind, first_due
from dispatcher.domain.events import EntryKind
from dispatcher.domain.transmissions import NEXT, REPEAT_MARK, AttemptState, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import PAGER_CHANNEL, VOICE, PolicyPart
from dispatcher.services import attention_items
from dispatcher.storage import deadlines, transmissions, units
from dispatcher.storage.deadlines import Deadline
from dispatcher.storage.schema import attempts as attempts_table
from dispatcher.storage.schema import messages as messages_table
from dispatcher.storage.schema import personal_values, policies
from dispatcher.storage.schema import transmissions as transmissions_table
from dispatcher.storage.transmissions import Transmission
from dispatcher.storage.unit_of_work import SYSTEM, ArmedDeadline, UnitOfWork

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom a transmission goes to, for which assignment."""

    assignment_id: str
    recipient_id: str
    address: str


def policy_key(policy: Policy) -> str:
    """Return the id of a policy's stored version."""
    return f"{policy.name}:{policy.version}"


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


def queue_page(work: UnitOfWork, message: Message, target: Target) -> str:
    """Queue a message on the paging channel with its first attempt and its whole chain. Return its id."""
    policy = work.rules.policies[message.purpose.value]
    ahead = transmissions.waiting_count(work.connection, PAGER_CHANNEL)
    forecast_s = work.rules.forecast(PAGER_CHANNEL, message.text) * (ahead + 1)
    transmission_id = _insert(work, message, target, PAGER_CHANNEL, policy_key(policy), forecast_s)
    queue_attempt(work, transmissions.get(work.connection, transmission_id))
    rows = [
        Deadline(
            id=work.new_id(), subject_kind=SubjectKind.TRANSMISSION, subject_id=transmission_id,
            incident_id=message.incident_id, name=step.name, policy_id=policy_key(policy), run=1,
            due_at=first_due(step, work.now, forecast_s),
        )
        for step in policy.steps
    ]  # fmt: skip
    deadlines.arm(work.connection, rows)
    work.armed.extend(ArmedDeadline(row.id, row.due_at) for row in rows)
    return transmission_id


def queue_voice(work: UnitOfWork, page: Transmission) -> str:
    """Queue a page's message on the voice channel, for the radio operator to call. Return the transmission's id."""
    text = _text(work, page.text_id)
    message = Message(
        id=page.message_id, incident_id=page.incident_id, purpose=page.purpose, priority=page.priority, text=text,
        text_id=page.text_id,
    )  # fmt: skip
    target = Target(assignment_id=page.assignment_id, recipient_id=page.recipient_id, address=page.address)
    return _insert(work, message, target, VOICE, None, 0.0)


def queue_attempt(work: UnitOfWork, transmission: Transmission) -> int:
    """Queue one more attempt, a REPEAT when an earlier one may have been heard, and return its number."""
    earlier = transmissions.attempts_of(work.connection, transmission.id)
    repeat = any(attempt.state in _MAY_HAVE_BEEN_HEARD for attempt in earlier)
    text_id = transmission.text_id
    attempt_id = work.new_id()
    if repeat:
        marked = REPEAT_MARK + _text(work, transmission.text_id)
        text_id = work.keep("attempt", attempt_id, "page_text", marked).id
        transmissions.set_values(work.connection, transmission.id, repeated=True)
    number = len(earlier) + 1
    work.connection.execute(
        _INSERT_ATTEMPT,
        {
            "id": attempt_id, "transmission_id": transmission.id, "channel": transmission.channel, "number": number,
            "state": AttemptState.WAITING.value, "repeat": repeat, "rank": transmission.priority.rank,
            "text_id": text_id, "queued_at": work.now, "bytes_sent": b"", "bytes_received": b"",
        },
    )  # fmt: skip
    work.channels_to_wake.add(transmission.channel)
    work.record(
        EntryKind.ATTEMPT_QUEUED, SYSTEM, transmission.incident_id, transmission=transmission.id, attempt=attempt_id,
        number=number, repeat=repeat, channel=transmission.channel,
    )  # fmt: skip
    return number


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


def stop_chain(work: UnitOfWork, transmission: Transmission, reason: str) -> None:
    """End a page's chain at once: deadlines, alarms, an unanswered voice task and attempts not yet on the line."""
    cancelled = deadlines.cancel(work.connection, transmission.id)
    attention_items.resolve_of_transmission(work, transmission.id, reason)
    for sibling in transmissions.of_message(work.connection, transmission.message_id, transmission.recipient_id):
        attention_items.resolve_of_transmission(work, sibling.id, reason)
        _cancel_waiting(work, sibling)
    if cancelled:
        work.record(
            EntryKind.CHAIN_STOPPED, SYSTEM, transmission.incident_id, transmission=transmission.id, because=reason,
            steps_left=cancelled,
        )  # fmt: skip


def awaits_answer(work: UnitOfWork, page: Transmission) -> bool:
    """Tell whether somebody still waits for the crew's answer to a page."""
    if page.purpose is Purpose.DISPATCH:
        return units.assignment(work.connection, page.assignment_id).state in UNANSWERED
    siblings = transmissions.of_message(work.connection, page.message_id, page.recipient_id)
    voice_open = any(item.channel == VOICE and item.state is TransmissionState.QUEUED for item in siblings)
    return voice_open or deadlines.is_any_armed(work.connection, page.id)


def cancel_steps(work: UnitOfWork, page: Transmission, action: StepAction) -> tuple[Step, ...]:
    """Cancel a page's armed steps of one action and return those that were armed."""
    if page.policy_id is None:
        return ()
    steps = [step for step in stored_policy(work, page.policy_id).steps if step.action is action]
    return tuple(step for step in steps if deadlines.cancel_one(work.connection, page.id, step.name))


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
            transmissions.set_attempt(
                work.connection, attempt.id, state=AttemptState.CANCELLED.value, ended_at=work.now
            )
            work.record(
                EntryKind.ATTEMPT_ENDED, SYSTEM, transmission.incident_id, transmission=transmission.id,
                attempt=attempt.id, state=AttemptState.CANCELLED.value,
            )  # fmt: skip
    on_the_line = any(
        attempt.state is AttemptState.CLAIMED for attempt in transmissions.attempts_of(work.connection, transmission.id)
    )
    current = transmissions.get(work.connection, transmission.id)
    if current.state is TransmissionState.QUEUED and not on_the_line:
        move(work, current, TransmissionState.CANCELLED)


def _insert(
    work: UnitOfWork, message: Message, target: Target, channel: str, policy_id: str | None, forecast_s: float
) -> str:
    transmission_id = work.new_id()
    work.connection.execute(
        _INSERT_TRANSMISSION,
        {
            "id": transmission_id, "message_id": message.id, "incident_id": message.incident_id,
            "assignment_id": target.assignment_id, "recipient_id": target.recipient_id, "channel": channel,
            "world": work.world.value, "address": target.address, "state": TransmissionState.QUEUED.value,
            "policy_id": policy_id, "forecast_s": forecast_s, "truncated": False, "repeated": False, "late": False,
            "maybe_doubled": False, "queued_at": work.now,
        },
    )  # fmt: skip
    transmissions.add_rung(work.connection, transmission_id, TransmissionState.QUEUED, work.now)
    return transmission_id


def _text(work: UnitOfWork, text_id: str) -> str:
    return work.connection.execute(select(personal_values.c.value).where(personal_values.c.id == text_id)).scalar_one()


def stored_policy(work: UnitOfWork, policy_id: str) -> Policy:
    """Return the snapshot of a policy that a running chain goes by."""
    body = work.connection.execute(select(policies.c.body).where(policies.c.id == policy_id)).scalar_one()
    return PolicyPart.model_validate_json(body).policy()


def send_deadline(work: UnitOfWork) -> timedelta:
    """Return how long a claimed attempt may stay without a receipt."""
    return timedelta(seconds=work.rules.send_limit_s)
