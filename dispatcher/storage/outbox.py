"""What waits for a channel's line and what is on it, in the order in which it goes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, exists, select

from dispatcher.domain.groups import Queued
from dispatcher.domain.transmissions import OUTSTANDING, AttemptState
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attempts, incidents, personal_values, recipients, transmissions, units

_earlier = attempts.alias("earlier")
_WAS_REFUSED = exists(
    select(_earlier.c.id).where(
        _earlier.c.transmission_id == attempts.c.transmission_id, _earlier.c.state == AttemptState.REJECTED.value
    )
)
_OUTSTANDING = (
    select(
        attempts.c.id, attempts.c.state, attempts.c.repeat, attempts.c.rank, attempts.c.queued_at,
        attempts.c.claimed_at, attempts.c.carried_by, transmissions.c.message_id, transmissions.c.incident_id,
        units.c.call_sign, incidents.c.number, personal_values.c.value.label("text"), _WAS_REFUSED.label("refused"),
    )
    .join(transmissions, transmissions.c.id == attempts.c.transmission_id)
    .join(incidents, incidents.c.id == transmissions.c.incident_id)
    .join(recipients, recipients.c.id == transmissions.c.recipient_id)
    .join(units, units.c.id == recipients.c.unit_id)
    .join(personal_values, personal_values.c.id == attempts.c.text_id)
    .where(attempts.c.channel == bindparam("on"), in_states(attempts.c.state, OUTSTANDING))
    .order_by(attempts.c.rank, attempts.c.queued_at, attempts.c.id)
)  # fmt: skip
_WAITING = _OUTSTANDING.where(attempts.c.state == AttemptState.WAITING.value)
_FIRST_WAITING = _WAITING.where(attempts.c.rank <= bindparam("upto")).limit(bindparam("most", type_=Integer))
_ON_LINE = _OUTSTANDING.where(attempts.c.state == AttemptState.CLAIMED.value)
_OF_MESSAGE = _WAITING.where(transmissions.c.message_id == bindparam("message"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An attempt that waits for a line or is on it."""

    queued: Queued
    incident_id: str
    incident_number: str
    queued_at: datetime
    claimed_at: datetime | None
    carried_by: str | None


def waiting(connection: Connection, channel: str, most: int, upto_rank: int = 9) -> tuple[Outgoing, ...]:
    """Return what waits for a channel's line, the most urgent first, of these ranks."""
    return _outgoing(connection.execute(_FIRST_WAITING, {"on": channel, "most": most, "upto": upto_rank}).all())


def waiting_of_message(connection: Connection, channel: str, message_id: str) -> tuple[Queued, ...]:
    """Return what waits for a channel's line with one message."""
    rows = connection.execute(_OF_MESSAGE, {"on": channel, "message": message_id}).all()
    return tuple(item.queued for item in _outgoing(rows))


def on_line(connection: Connection, channel: str) -> tuple[Outgoing, ...]:
    """Return what is on a channel's line now; those that one group page carries name their lead."""
    return _outgoing(connection.execute(_ON_LINE, {"on": channel}).all())


def _outgoing(rows: Iterable[Any]) -> tuple[Outgoing, ...]:
    return tuple(
        Outgoing(
            queued=Queued(
                attempt_id=row.id, call_sign=row.call_sign, message_id=row.message_id, text=row.text or "",
                rank=row.rank, may_merge=not row.repeat and not row.refused,
            ),
            incident_id=row.incident_id, incident_number=row.number, queued_at=row.queued_at,
            claimed_at=row.claimed_at, carried_by=row.carried_by,
        )
        for row in rows
    )  # fmt: skip
