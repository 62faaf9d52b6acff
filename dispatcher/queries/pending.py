"""Who has not answered: transmissions of open incidents that still wait for a person."""

from datetime import datetime

from sqlalchemy import Connection, Row, and_, exists, func, or_, select

from dispatcher.domain.assignments import UNANSWERED, AssignmentState
from dispatcher.domain.escalation import DeadlineState
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import Purpose, TransmissionState
from dispatcher.domain.triage import Priority
from dispatcher.packs.model import VOICE
from dispatcher.queries.due import next_due
from dispatcher.queries.marks import marks_of
from dispatcher.queries.requests import AskPending
from dispatcher.queries.transmission_rows import PendingRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import assignments, attempts, deadlines, incidents, messages, transmissions, units

_OVER = frozenset({TransmissionState.ACKNOWLEDGED, TransmissionState.CANCELLED})
_sibling = transmissions.alias("sibling")
_armed = in_states(deadlines.c.state, (DeadlineState.ARMED,))

# A stand-down's assignment has ended already: it waits while its chain runs or its voice task is open.
_CHAIN_RUNS = exists(select(deadlines.c.id).where(deadlines.c.subject_id == transmissions.c.id, _armed))
_VOICE_IS_OPEN = exists(
    select(_sibling.c.id).where(
        _sibling.c.message_id == transmissions.c.message_id,
        _sibling.c.recipient_id == transmissions.c.recipient_id,
        _sibling.c.channel == VOICE,
        _sibling.c.state == TransmissionState.QUEUED.value,
    )
)
_TRIED = (
    select(func.count()).select_from(attempts).where(attempts.c.transmission_id == transmissions.c.id).scalar_subquery()
)
# As a list and not as a join, or SQLite begins with every transmission that ever was.
_OPEN = select(incidents.c.id).where(in_states(incidents.c.state, (IncidentState.OPEN,)))
# Built once: the screen asks at every change.
_PENDING = (
    select(
        transmissions, messages.c.purpose, incidents.c.number, incidents.c.priority, units.c.call_sign,
        incidents.c.unconfirmed_at,
        assignments.c.state.label("assignment_state"), _TRIED.label("tried"),
    )
    .select_from(transmissions)
    .join(incidents, incidents.c.id == transmissions.c.incident_id)
    .join(messages, messages.c.id == transmissions.c.message_id)
    .join(assignments, assignments.c.id == transmissions.c.assignment_id)
    .join(units, units.c.id == assignments.c.unit_id)
    .where(
        transmissions.c.incident_id.in_(_OPEN),
        transmissions.c.state.not_in([state.value for state in sorted(_OVER)]),
        or_(
            and_(messages.c.purpose == Purpose.DISPATCH.value, in_states(assignments.c.state, UNANSWERED)),
            and_(messages.c.purpose == Purpose.STAND_DOWN.value, or_(_CHAIN_RUNS, _VOICE_IS_OPEN)),
        ),
    )
)  # fmt: skip


def pending(_query: AskPending, connection: Connection, _now: datetime) -> tuple[PendingRow, ...]:
    """Read what waits, by priority and then by age."""
    rows = connection.execute(_PENDING).all()
    due = next_due(connection, deadlines.c.subject_id, [row.id for row in rows])
    found = [_row(row, due.get(row.id, (None, None))) for row in rows]
    return tuple(sorted(found, key=lambda row: (row.priority.rank, row.queued_at, row.transmission_id)))


def _row(row: Row[tuple[object, ...]], due: tuple[datetime | None, str | None]) -> PendingRow:
    return PendingRow(
        transmission_id=row.id,
        incident_id=row.incident_id,
        incident_number=row.number,
        priority=Priority(row.priority),
        call_sign=row.call_sign,
        channel=row.channel,
        state=TransmissionState(row.state),
        marks=marks_of(row),
        attempts=row.tried,
        queued_at=row.queued_at,
        next_step=due[1],
        next_due_at=due[0],
        assignment_state=AssignmentState(row.assignment_state),
        unconfirmed=row.unconfirmed_at is not None,
    )
