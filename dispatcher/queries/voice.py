"""Voice tasks: messages that a radio operator is to read out, with what the script needs and what went out before."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.attention import UNRESOLVED, AttentionKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import VOICE
from dispatcher.queries.due import NextDue, next_due
from dispatcher.queries.requests import AskVoiceTasks
from dispatcher.queries.voice_rows import TriedRow, VoiceTaskRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import (
    addresses,
    assignments,
    attention,
    channels,
    deadlines,
    incidents,
    messages,
    operators,
    personal_values,
    transmissions,
    units,
)

# As a list and not as a join, or SQLite begins with every transmission that ever was.
_OPEN = select(incidents.c.id).where(in_states(incidents.c.state, (IncidentState.OPEN,)))
_TASKS = (
    select(
        transmissions, messages.c.purpose, personal_values.c.value.label("text"), units.c.call_sign,
        incidents.c.number, incidents.c.priority, incidents.c.type_name, incidents.c.place,
        attention.c.id.label("item_id"), operators.c.name.label("taken_by"),
        func.coalesce(func.nullif(addresses.c.address, ""), func.nullif(channels.c.title, ""), channels.c.name)
        .label("talkgroup"),
    )
    .select_from(transmissions)
    .join(messages, messages.c.id == transmissions.c.message_id)
    .join(personal_values, personal_values.c.id == messages.c.text_id)
    .join(incidents, incidents.c.id == transmissions.c.incident_id)
    .join(assignments, assignments.c.id == transmissions.c.assignment_id)
    .join(units, units.c.id == assignments.c.unit_id)
    .join(channels, channels.c.name == transmissions.c.channel)
    .outerjoin(
        addresses,
        (addresses.c.recipient_id == transmissions.c.recipient_id) & (addresses.c.channel == transmissions.c.channel),
    )
    .outerjoin(
        attention,
        (attention.c.transmission_id == transmissions.c.id)
        & (attention.c.kind == AttentionKind.VOICE_TASK.value)
        & in_states(attention.c.state, UNRESOLVED),
    )
    .outerjoin(operators, operators.c.id == attention.c.owner)
    .where(
        transmissions.c.incident_id.in_(_OPEN),
        transmissions.c.channel == VOICE,
        transmissions.c.state == TransmissionState.QUEUED.value,
    )
)  # fmt: skip


def voice_tasks(_query: AskVoiceTasks, connection: Connection, _now: datetime) -> tuple[VoiceTaskRow, ...]:
    """Read what waits to be read out."""
    rows = connection.execute(_TASKS).all()
    tried = _tried(connection, {row.message_id for row in rows})
    pages = [page.transmission_id for found in tried.values() for page in found]
    due = next_due(connection, deadlines.c.subject_id, pages) if pages else {}
    there = _units(connection, {row.incident_id for row in rows})
    found = {row.id: _task(row, tried.get((row.message_id, row.recipient_id), ()), due, there) for row in rows}
    return tuple(sorted(found.values(), key=lambda row: (row.priority.rank, row.queued_at, row.transmission_id)))


def _tried(connection: Connection, message_ids: set[str]) -> Mapping[tuple[str, str], tuple[TriedRow, ...]]:
    found: defaultdict[tuple[str, str], list[TriedRow]] = defaultdict(list)
    for row in connection.execute(
        select(transmissions)
        .where(transmissions.c.message_id.in_(message_ids), transmissions.c.channel != VOICE)
        .order_by(transmissions.c.queued_at, transmissions.c.id)
    ):
        found[row.message_id, row.recipient_id].append(
            TriedRow(transmission_id=row.id, channel=row.channel, state=TransmissionState(row.state))
        )
    return {key: tuple(rows) for key, rows in found.items()}


def _units(connection: Connection, incident_ids: set[str]) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(assignments.c.incident_id, units.c.call_sign)
        .join(units, units.c.id == assignments.c.unit_id)
        .where(assignments.c.incident_id.in_(incident_ids), in_states(assignments.c.state, ACTIVE))
        .order_by(assignments.c.alerted_at, units.c.call_sign)
    ):
        found[row.incident_id].append(row.call_sign)
    return {key: tuple(signs) for key, signs in found.items()}


def _task(
    row: Row[Any], tried: tuple[TriedRow, ...], due: Mapping[str, NextDue], there: Mapping[str, tuple[str, ...]]
) -> VoiceTaskRow:
    steps = [due[page.transmission_id] for page in tried if page.transmission_id in due]
    next_due_at, next_step = min(steps, default=(None, None))
    return VoiceTaskRow(
        transmission_id=row.id,
        attention_id=row.item_id,
        taken_by=row.taken_by,
        incident_id=row.incident_id,
        incident_number=row.number,
        purpose=Purpose(row.purpose),
        priority=Priority(row.priority),
        type_name=row.type_name,
        place=row.place,
        units=there.get(row.incident_id, ()),
        call_sign=row.call_sign,
        text=row.text or "",
        talkgroup=row.talkgroup,
        queued_at=row.queued_at,
        next_step=next_step,
        next_due_at=next_due_at,
        tried=tried,
    )
