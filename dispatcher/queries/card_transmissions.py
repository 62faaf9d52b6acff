"""The transmissions of an incident as ladders, with their attempts and the steps of their chains."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dispatcher.domain.inbound import InboundKind
from dispatcher.domain.transmissions import AttemptState, Purpose, TransmissionState
from dispatcher.queries.chain_rows import StepRow
from dispatcher.queries.marks import marks_of
from dispatcher.queries.policies import step_codes
from dispatcher.queries.transmission_rows import AttemptRow, RungRow, TransmissionRow
from dispatcher.storage.schema import (
    assignments,
    attempts,
    channels,
    deadlines,
    inbound,
    messages,
    operators,
    personal_values,
    rungs,
    transmissions,
    units,
)

_words = personal_values.alias("words")


def transmissions_of(
    connection: Connection, incident_id: str, steps: Mapping[str, tuple[StepRow, ...]]
) -> tuple[TransmissionRow, ...]:
    """Read every transmission of an incident, oldest first, each with its steps."""
    rows = connection.execute(_statement().where(transmissions.c.incident_id == incident_id)).all()
    ids = [row.id for row in rows]
    reached = _rungs(connection, ids)
    tried = _attempts(connection, ids)
    return tuple(
        _transmission(row, reached.get(row.id, ()), tried.get(row.id, ()), steps.get(row.id, ())) for row in rows
    )


def transmission(connection: Connection, transmission_id: str) -> TransmissionRow | None:
    """Read one transmission, without the steps of its chain; None when there is none of that id."""
    row = connection.execute(_statement().where(transmissions.c.id == transmission_id)).one_or_none()
    if row is None:
        return None
    reached, tried = _rungs(connection, [row.id]), _attempts(connection, [row.id])
    return _transmission(row, reached.get(row.id, ()), tried.get(row.id, ()), ())


def steps_of(connection: Connection, incident_id: str) -> dict[str, tuple[StepRow, ...]]:
    """Read the deadlines of an incident by their subject, in due order; a guard's action says what it does next."""
    codes = step_codes(connection)
    found: defaultdict[str, list[StepRow]] = defaultdict(list)
    for row in connection.execute(
        select(deadlines).where(deadlines.c.incident_id == incident_id).order_by(deadlines.c.due_at, deadlines.c.id)
    ):
        found[row.subject_id].append(
            StepRow(
                name=row.name,
                action=codes.get((row.policy_id, row.step)) or row.name,
                due_at=row.due_at,
                state=row.state,
                fired_at=row.fired_at,
            )
        )
    return {key: tuple(value) for key, value in found.items()}


def _statement() -> Select[Any]:
    return (
        select(
            transmissions,
            messages.c.purpose,
            personal_values.c.value.label("text"),
            units.c.call_sign,
            channels.c.highest,
            operators.c.name.label("heard_by"),
            _words.c.value.label("words"),
            inbound.c.kind.label("answered_by"),
            inbound.c.detail.label("answer"),
        )
        .join(messages, messages.c.id == transmissions.c.message_id)
        .join(personal_values, personal_values.c.id == messages.c.text_id)
        .join(assignments, assignments.c.id == transmissions.c.assignment_id)
        .join(units, units.c.id == assignments.c.unit_id)
        .join(channels, channels.c.name == transmissions.c.channel)
        .outerjoin(operators, operators.c.id == transmissions.c.acknowledged_by)
        .outerjoin(_words, _words.c.id == transmissions.c.words_id)
        .outerjoin(inbound, inbound.c.id == transmissions.c.answer_id)
        .order_by(transmissions.c.queued_at, transmissions.c.id)
    )


def _rungs(connection: Connection, ids: list[str]) -> dict[str, tuple[RungRow, ...]]:
    found: defaultdict[str, list[RungRow]] = defaultdict(list)
    for row in connection.execute(
        select(rungs).where(rungs.c.transmission_id.in_(ids)).order_by(rungs.c.transmission_id, rungs.c.ordinal)
    ):
        found[row.transmission_id].append(RungRow(state=TransmissionState(row.state), at=row.at))
    return {key: tuple(value) for key, value in found.items()}


def _attempts(connection: Connection, ids: list[str]) -> dict[str, tuple[AttemptRow, ...]]:
    found: defaultdict[str, list[AttemptRow]] = defaultdict(list)
    for row in connection.execute(
        select(attempts, personal_values.c.value.label("text"))
        .join(personal_values, personal_values.c.id == attempts.c.text_id)
        .where(attempts.c.transmission_id.in_(ids))
        .order_by(attempts.c.transmission_id, attempts.c.number)
    ):
        found[row.transmission_id].append(_attempt(row))
    return {key: tuple(value) for key, value in found.items()}


def _attempt(row: Row[tuple[object, ...]]) -> AttemptRow:
    return AttemptRow(
        number=row.number,
        state=AttemptState(row.state),
        repeat=row.repeat,
        queued_at=row.queued_at,
        first_byte_at=row.first_byte_at,
        ended_at=row.ended_at,
        code=row.code,
        detail=row.detail,
        text=row.text or "",
        bytes_sent=row.bytes_sent,
        bytes_received=row.bytes_received,
        attempt_id=row.id,
        claimed_at=row.claimed_at,
        carried_by=row.carried_by,
    )


def _came_in(row: Row[tuple[object, ...]]) -> str:
    """Return what acknowledged it where no operator heard it: status FMS 3, text “komme”."""
    if row.answered_by == InboundKind.TEXT.value:
        return f"text “{row.words or '(destroyed)'}”"
    return f"status {row.answer.partition(',')[0].removeprefix('status ')}"


def _transmission(
    row: Row[tuple[object, ...]],
    reached: tuple[RungRow, ...],
    tried: tuple[AttemptRow, ...],
    steps: tuple[StepRow, ...],
) -> TransmissionRow:
    return TransmissionRow(
        transmission_id=row.id,
        purpose=Purpose(row.purpose),
        call_sign=row.call_sign,
        channel=row.channel,
        address=row.address,
        text=row.text or "",
        state=TransmissionState(row.state),
        highest=TransmissionState(row.highest),
        marks=marks_of(row),
        queued_at=row.queued_at,
        rungs=reached,
        attempts=tried,
        acknowledged_by=_came_in(row) if row.answer_id else row.heard_by,
        words_heard=None if row.answer_id else row.words,
        steps=steps,
    )
