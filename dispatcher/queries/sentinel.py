"""The top line: guarded, beating, on the air?"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, select

from dispatcher.domain.escalation import DeadlineState
from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.transmissions import OUTSTANDING
from dispatcher.domain.worlds import World
from dispatcher.queries.channel_rows import ChannelRow, SentinelRow
from dispatcher.queries.requests import AskSentinel
from dispatcher.queries.watchdog import unguarded_contacts, unguarded_incidents
from dispatcher.storage.columns import in_states
from dispatcher.storage.contacts import WAITING
from dispatcher.storage.leases import DEADLINES, channel_lease, is_held
from dispatcher.storage.schema import attempts, channels, contacts, deadlines, incidents, installation, leases

_MISSED_AFTER = timedelta(seconds=1)


def sentinel(_query: AskSentinel, connection: Connection, now: datetime) -> SentinelRow:
    """Read the top line."""
    is_open = in_states(incidents.c.state, (IncidentState.OPEN,))
    open_count = select(func.count()).select_from(incidents).where(is_open)
    missed = (
        select(func.count())
        .select_from(deadlines)
        .where(in_states(deadlines.c.state, (DeadlineState.ARMED,)), deadlines.c.due_at < now - _MISSED_AFTER)
    )
    contacts_unguarded = unguarded_contacts(connection, now)
    beat_at = connection.execute(select(leases.c.beat_at).where(leases.c.name == DEADLINES)).scalar()
    return SentinelRow(
        world=World(connection.execute(select(installation.c.world)).scalar_one()),
        unguarded=unguarded_incidents(connection, now) + contacts_unguarded,
        unguarded_contacts=contacts_unguarded,
        contacts_waiting=connection.execute(select(func.count()).select_from(contacts).where(WAITING)).scalar_one(),
        open_incidents=connection.execute(open_count).scalar_one(),
        scheduler_beat_at=beat_at,
        scheduler_held=is_held(connection, DEADLINES),
        missed_deadlines=connection.execute(missed).scalar_one(),
        channels=_channels(connection),
    )


def _channels(connection: Connection) -> tuple[ChannelRow, ...]:
    waiting: dict[str, int] = {
        row.channel: row.total
        for row in connection.execute(
            select(attempts.c.channel, func.count().label("total"))
            .where(in_states(attempts.c.state, OUTSTANDING))
            .group_by(attempts.c.channel)
        )
    }
    rows = connection.execute(select(channels).order_by(channels.c.name))
    return tuple(_channel(connection, row, waiting.get(row.name, 0)) for row in rows)


def _channel(connection: Connection, row: Row[tuple[object, ...]], waiting: int) -> ChannelRow:
    held = row.driver == "voice" or is_held(connection, channel_lease(row.name))
    # Nobody holds it: what its last holder said of it is history, not health.
    state = row.state if held else "down"
    reason = row.reason if held else "no process of this room holds the channel"
    return ChannelRow(
        name=row.name, driver=row.driver, state=state, since=row.since, reason=reason, waiting=waiting, held=held,
        held_since=row.held_since,
    )  # fmt: skip
