"""Messages, transmissions, their rungs and their attempts (the outbox) in the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import OUTSTANDING, AttemptState, Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.storage.columns import in_states
from dispatcher.storage.leases import channel_lease, held_by
from dispatcher.storage.schema import attempts, incidents, messages, personal_values, rungs, transmissions

MOST_EVIDENCE, MOST_DETAIL = 16_384, 2_000
"""What is kept of one attempt; a network that reports for ever must not fill the database."""

_IS_OUTSTANDING = in_states(attempts.c.state, OUTSTANDING)


def _with_message() -> Select[Any]:
    return select(transmissions, messages.c.purpose, messages.c.priority, messages.c.text_id).join(
        messages, messages.c.id == transmissions.c.message_id
    )


def _with_text() -> Select[Any]:
    return (
        select(attempts, transmissions.c.address, personal_values.c.value.label("text"))
        .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
        .join(personal_values, personal_values.c.id == attempts.c.text_id)
    )


# Built once: on the dispatch path the building of a statement costs more than its running.
_BY_ID = _with_message().where(transmissions.c.id == bindparam("id"))
_OF_ASSIGNMENT = (
    _with_message().where(transmissions.c.assignment_id == bindparam("assignment")).order_by(transmissions.c.id)
)
_OF_MESSAGE = (
    _with_message()
    .where(transmissions.c.message_id == bindparam("message"), transmissions.c.recipient_id == bindparam("recipient"))
    .order_by(transmissions.c.id)
)
_CHANGE = update(transmissions).where(transmissions.c.id == bindparam("which"))  # the columns are those given
_CHANGE_ATTEMPT = update(attempts).where(attempts.c.id == bindparam("which"))
_ATTEMPT_BY_ID = _with_text().where(attempts.c.id == bindparam("id"))
_ATTEMPTS_OF = _with_text().where(attempts.c.transmission_id == bindparam("transmission")).order_by(attempts.c.number)
_MOST_URGENT = (
    _with_text()
    .where(attempts.c.channel == bindparam("on"), _IS_OUTSTANDING, attempts.c.state == AttemptState.WAITING.value)
    .order_by(attempts.c.rank, attempts.c.queued_at, attempts.c.id)
    .limit(1)
)
_OUTSTANDING_COUNT = (
    select(func.count()).select_from(attempts).where(attempts.c.channel == bindparam("on"), _IS_OUTSTANDING)
)
_WAITING_COUNT = _OUTSTANDING_COUNT.where(attempts.c.state == AttemptState.WAITING.value)
_OPEN_STAND_DOWNS = (
    _with_message()
    .join(incidents, incidents.c.id == transmissions.c.incident_id)
    .where(
        transmissions.c.recipient_id == bindparam("recipient"),
        transmissions.c.policy_id.is_not(None),
        messages.c.purpose == Purpose.STAND_DOWN.value,
        incidents.c.state == IncidentState.OPEN.value,
    )
    .order_by(transmissions.c.id)
)
_REACHED = select(func.count()).select_from(rungs).where(rungs.c.transmission_id == bindparam("of"))
_ADD_RUNG = insert(rungs).values(
    transmission_id=bindparam("of"),
    ordinal=_REACHED.scalar_subquery(),
    state=bindparam("reached"),
    at=bindparam("then"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transmission:
    """One message to one recipient over one channel."""

    id: str
    message_id: str
    incident_id: str
    assignment_id: str
    recipient_id: str
    channel: str
    address: str
    state: TransmissionState
    policy_id: str | None
    queued_at: datetime
    forecast_s: float
    purpose: Purpose
    priority: Priority
    text_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try on the line."""

    id: str
    transmission_id: str
    channel: str
    number: int
    state: AttemptState
    repeat: bool
    address: str
    text: str
    rank: int
    queued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Referenced:
    """An attempt that ended ACCEPTED with a reference of the network."""

    id: str
    address: str
    code: str
    ended_at: datetime


def get(connection: Connection, transmission_id: str) -> Transmission:
    """Return one transmission by its id."""
    return _transmission(connection.execute(_BY_ID, {"id": transmission_id}).one())


def of_assignment(connection: Connection, assignment_id: str) -> tuple[Transmission, ...]:
    """Return every transmission of an assignment, oldest first."""
    rows = connection.execute(_OF_ASSIGNMENT, {"assignment": assignment_id})
    return tuple(_transmission(row) for row in rows)


def of_message(connection: Connection, message_id: str, recipient_id: str) -> tuple[Transmission, ...]:
    """Return the transmissions of a message to one recipient, oldest first."""
    rows = connection.execute(_OF_MESSAGE, {"message": message_id, "recipient": recipient_id})
    return tuple(_transmission(row) for row in rows)


def latest_to(connection: Connection, recipient_id: str, purpose: Purpose) -> Transmission | None:
    """Return the newest transmission of a purpose to a recipient."""
    row = connection.execute(
        _with_message()
        .where(transmissions.c.recipient_id == recipient_id, messages.c.purpose == purpose.value)
        .order_by(transmissions.c.queued_at.desc(), transmissions.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _transmission(row)


def stand_downs_of_open_incidents(connection: Connection, recipient_id: str) -> tuple[Transmission, ...]:
    """Return the stand-downs paged to a recipient whose incidents are not closed, oldest first."""
    rows = connection.execute(_OPEN_STAND_DOWNS, {"recipient": recipient_id})
    return tuple(_transmission(row) for row in rows)


def outstanding_of_incident(connection: Connection, incident_id: str) -> int:
    """Count the attempts of an incident that wait for the line or are on it."""
    return connection.execute(
        select(func.count())
        .select_from(attempts)
        .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
        .where(transmissions.c.incident_id == incident_id, _IS_OUTSTANDING)
    ).scalar_one()


def queued_of_incident(connection: Connection, incident_id: str) -> int:
    """Count the transmissions of an incident that nobody has taken yet, voice tasks included."""
    return connection.execute(
        select(func.count())
        .select_from(transmissions)
        .where(transmissions.c.incident_id == incident_id, transmissions.c.state == TransmissionState.QUEUED.value)
    ).scalar_one()


def set_values(connection: Connection, transmission_id: str, **values: object) -> None:
    """Change columns of one transmission."""
    connection.execute(_CHANGE, {"which": transmission_id, **values})


def add_rung(connection: Connection, transmission_id: str, state: TransmissionState, now: datetime) -> None:
    """Note that a rung or exit was reached."""
    connection.execute(_ADD_RUNG, {"of": transmission_id, "reached": state.value, "then": now})


def attempts_of(connection: Connection, transmission_id: str) -> tuple[Attempt, ...]:
    """Return every attempt of a transmission, first to last."""
    rows = connection.execute(_ATTEMPTS_OF, {"transmission": transmission_id})
    return tuple(_attempt(row) for row in rows)


def attempt(connection: Connection, attempt_id: str) -> Attempt:
    """Return one attempt by its id."""
    return _attempt(connection.execute(_ATTEMPT_BY_ID, {"id": attempt_id}).one())


def attempt_or_none(connection: Connection, attempt_id: str) -> Attempt | None:
    """Return one attempt by its id; None when the id is no attempt's."""
    row = connection.execute(_ATTEMPT_BY_ID, {"id": attempt_id}).one_or_none()
    return None if row is None else _attempt(row)


def accepted_since(connection: Connection, channel: str, since: datetime, most: int) -> tuple[Referenced, ...]:
    """Return the newest attempts of a channel that ended ACCEPTED with a code, oldest first."""
    rows = connection.execute(
        select(attempts.c.id, transmissions.c.address, attempts.c.code, attempts.c.ended_at)
        .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
        .where(
            attempts.c.channel == channel,
            in_states(attempts.c.state, (AttemptState.ACCEPTED,)),
            attempts.c.code.is_not(None),
            attempts.c.ended_at >= since,
        )
        .order_by(attempts.c.ended_at.desc(), attempts.c.id.desc())
        .limit(most)
    ).all()
    return tuple(
        Referenced(id=row.id, address=row.address, code=row.code, ended_at=row.ended_at) for row in reversed(rows)
    )


def add_evidence(connection: Connection, attempt_id: str, received: bytes, detail: str) -> None:
    """Keep what the far side told about an attempt after it had ended, behind what is kept already."""
    of = attempts.c.id == attempt_id
    row = connection.execute(select(attempts.c.bytes_received, attempts.c.detail).where(of)).one()
    known = bytes(row.bytes_received)
    kept = known + received[: max(0, MOST_EVIDENCE - len(known))]
    words = "; ".join(part for part in (row.detail, detail) if part)[:MOST_DETAIL]
    connection.execute(update(attempts).where(of).values(bytes_received=kept, detail=words))


def set_attempt(connection: Connection, attempt_id: str, **values: object) -> None:
    """Change columns of one attempt."""
    connection.execute(_CHANGE_ATTEMPT, {"which": attempt_id, **values})


def most_urgent_waiting(connection: Connection, channel: str) -> Attempt | None:
    """Return the next attempt of a channel's outbox: lowest rank, then oldest."""
    row = connection.execute(_MOST_URGENT, {"on": channel}).one_or_none()
    return None if row is None else _attempt(row)


def claim(
    connection: Connection, attempt_id: str, *, holder: str, epoch: int, now: datetime, send_deadline: datetime
) -> bool:
    """Take a waiting attempt for the line; False when it was cancelled or the channel's lease is another's."""
    channel = connection.execute(select(attempts.c.channel).where(attempts.c.id == attempt_id)).scalar_one()
    done = connection.execute(
        update(attempts)
        .where(
            attempts.c.id == attempt_id,
            attempts.c.state == AttemptState.WAITING.value,
            held_by(channel_lease(channel), holder, epoch),
        )
        .values(state=AttemptState.CLAIMED.value, claimed_at=now, claim_epoch=epoch, send_deadline=send_deadline)
    )
    return done.rowcount == 1


def claimed_before(connection: Connection, channel: str, epoch: int) -> tuple[Attempt, ...]:
    """Return attempts that a former holder of the channel left on the line."""
    return _claimed(connection, and_(attempts.c.channel == channel, attempts.c.claim_epoch < epoch))


def claimed_past_deadline(connection: Connection, now: datetime) -> tuple[Attempt, ...]:
    """Return attempts on the line that have been silent beyond their send deadline."""
    return _claimed(connection, attempts.c.send_deadline < now)


def shift_send_deadlines(connection: Connection, by: timedelta) -> int:
    """Move the send deadline of every attempt on the line by so much; return how many there are."""
    later = type_coerce(attempts.c.send_deadline, BigInteger) + by // timedelta(microseconds=1)
    return connection.execute(
        update(attempts)
        .where(_IS_OUTSTANDING, attempts.c.state == AttemptState.CLAIMED.value)
        .values(send_deadline=later)
    ).rowcount


def waiting_count(connection: Connection, channel: str) -> int:
    """Count the attempts that wait for or occupy a channel."""
    return connection.execute(_OUTSTANDING_COUNT, {"on": channel}).scalar_one()


def waiting_for_line(connection: Connection, channel: str) -> int:
    """Count the attempts that wait for a channel's line."""
    return connection.execute(_WAITING_COUNT, {"on": channel}).scalar_one()


def _claimed(connection: Connection, condition: ColumnElement[bool]) -> tuple[Attempt, ...]:
    # Sorted here: asked to sort, SQLite walks every attempt that ever was by its id.
    rows = connection.execute(
        _with_text().where(_IS_OUTSTANDING, attempts.c.state == AttemptState.CLAIMED.value, condition)
    )
    return tuple(sorted((_attempt(row) for row in rows), key=lambda attempt: attempt.id))


def _transmission(row: Row[tuple[object, ...]]) -> Transmission:
    return Transmission(
        id=row.id,
        message_id=row.message_id,
        incident_id=row.incident_id,
        assignment_id=row.assignment_id,
        recipient_id=row.recipient_id,
        channel=row.channel,
        address=row.address,
        state=TransmissionState(row.state),
        policy_id=row.policy_id,
        queued_at=row.queued_at,
        forecast_s=row.forecast_s,
        purpose=Purpose(row.purpose),
        priority=Priority(row.priority),
        text_id=row.text_id,
    )


def _attempt(row: Row[tuple[object, ...]]) -> Attempt:
    return Attempt(
        id=row.id,
        transmission_id=row.transmission_id,
        channel=row.channel,
        number=row.number,
        state=AttemptState(row.state),
        repeat=row.repeat,
        address=row.address,
        text=row.text or "",
        rank=row.rank,
        queued_at=row.queued_at,
    )
