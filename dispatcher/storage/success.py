"""How far the attempts of a channel got lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from dispatcher.domain.transmissions import AttemptState, TransmissionState
from dispatcher.storage.schema import attempts, transmissions

NEWEST = 500
"""So many of the room's newest attempts are looked through: ids grow with time, and an index on them is there."""

_ENDED = frozenset({AttemptState.ACCEPTED, AttemptState.REJECTED, AttemptState.FAILED, AttemptState.UNCERTAIN})
_HAS_IT = frozenset({TransmissionState.DELIVERED, TransmissionState.READ, TransmissionState.ACKNOWLEDGED})
_newest = (
    select(
        attempts.c.id, attempts.c.channel, attempts.c.state, attempts.c.ended_at, attempts.c.transmission_id,
        attempts.c.carried_by,
    )
    .order_by(attempts.c.id.desc())
    .limit(NEWEST)
    .subquery("newest")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """Pages of a channel that came to an end in a window; a group page counts once."""

    attempted: int
    accepted: int
    settled: int  # accepted so long ago that a delivery would have been told
    delivered: int  # of those


def lately(connection: Connection, channel: str, now: datetime, window: timedelta, grace: timedelta) -> Success:
    """Count the pages of a channel that ended in a window, among the newest of the room."""
    rows = connection.execute(
        select(_newest.c.state, _newest.c.ended_at, transmissions.c.state.label("whole"))
        .join(transmissions, transmissions.c.id == _newest.c.transmission_id)
        .where(
            _newest.c.channel == channel,
            _newest.c.ended_at >= now - window,
            _newest.c.carried_by.is_(None),
            _newest.c.state.in_(sorted(state.value for state in _ENDED)),
        )
    ).all()
    accepted = [row for row in rows if row.state == AttemptState.ACCEPTED.value]
    settled = [row for row in accepted if row.ended_at <= now - grace]
    return Success(
        attempted=len(rows), accepted=len(accepted), settled=len(settled),
        delivered=sum(row.whole in _HAS_IT for row in settled),
    )  # fmt: skip
