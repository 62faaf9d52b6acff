"""Test messages of channels in the store: at most one of a channel waits or is on its way."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, exists, insert, select, update

from dispatcher.domain.channels import RUNNING, ChannelTestExpects, ChannelTestState
from dispatcher.domain.transmissions import OUTSTANDING
from dispatcher.storage.columns import in_states
from dispatcher.storage.leases import channel_lease, held_by
from dispatcher.storage.schema import attempts, channel_tests

_RUNNING = in_states(channel_tests.c.state, RUNNING)
_OVER = in_states(channel_tests.c.state, frozenset(ChannelTestState) - RUNNING)
_BY_ID = select(channel_tests).where(channel_tests.c.id == bindparam("of"))
_RUNNING_OF = select(channel_tests).where(channel_tests.c.channel == bindparam("of"), _RUNNING)
_LAST_OF = (
    select(channel_tests)
    .where(channel_tests.c.channel == bindparam("of"), _OVER)
    .order_by(channel_tests.c.queued_at.desc(), channel_tests.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTest:
    """One test message and what came of it."""

    id: str
    channel: str
    address: str
    text: str
    expects: ChannelTestExpects
    state: ChannelTestState
    queued_at: datetime
    due_at: datetime
    claimed_at: datetime | None
    reached: str | None
    detail: str = ""


def add(connection: Connection, test: ChannelTest, asked_by: str | None) -> None:
    """Insert a test that waits; IntegrityError when the channel has one under way."""
    connection.execute(
        insert(channel_tests).values(
            id=test.id, channel=test.channel, address=test.address, text=test.text, expects=test.expects.value,
            state=test.state.value, asked_by=asked_by, queued_at=test.queued_at, due_at=test.due_at, bytes_sent=b"",
            bytes_received=b"",
        )
    )  # fmt: skip


def by_id(connection: Connection, test_id: str) -> ChannelTest | None:
    """Return one test; None when the id is no test's."""
    row = connection.execute(_BY_ID, {"of": test_id}).one_or_none()
    return None if row is None else _test(row)


def running_of(connection: Connection, channel: str) -> ChannelTest | None:
    """Return the test of a channel that waits or is on its way."""
    row = connection.execute(_RUNNING_OF, {"of": channel}).one_or_none()
    return None if row is None else _test(row)


def last_of(connection: Connection, channel: str) -> ChannelTest | None:
    """Return the newest test of a channel that is over."""
    row = connection.execute(_LAST_OF, {"of": channel}).one_or_none()
    return None if row is None else _test(row)


def newest_of(connection: Connection, channel: str, most: int) -> tuple[ChannelTest, ...]:
    """Return the newest tests of a channel, the newest first."""
    rows = connection.execute(
        select(channel_tests)
        .where(channel_tests.c.channel == channel)
        .order_by(channel_tests.c.queued_at.desc(), channel_tests.c.id.desc())
        .limit(most)
    )
    return tuple(_test(row) for row in rows)


def claim(connection: Connection, test: ChannelTest, holder: str, epoch: int, now: datetime, due_at: datetime) -> bool:
    """Take a waiting test for the line; False when it is over or the channel's lease is another's."""
    done = connection.execute(
        update(channel_tests)
        .where(
            channel_tests.c.id == test.id,
            channel_tests.c.state == ChannelTestState.WAITING.value,
            held_by(channel_lease(test.channel), holder, epoch),
        )
        .values(state=ChannelTestState.ON_LINE.value, claimed_at=now, due_at=due_at)
    )
    return done.rowcount == 1


def set_values(connection: Connection, test_id: str, **values: object) -> None:
    """Change columns of one test."""
    connection.execute(update(channel_tests).where(channel_tests.c.id == test_id).values(**values))


def add_bytes(connection: Connection, test_id: str, sent: bytes, received: bytes, most: int) -> None:
    """Keep what crossed the line for a test, behind what is kept already."""
    of = channel_tests.c.id == test_id
    row = connection.execute(select(channel_tests.c.bytes_sent, channel_tests.c.bytes_received).where(of)).one()
    known = bytes(row.bytes_received)
    set_values(
        connection, test_id, bytes_sent=bytes(row.bytes_sent) or sent[:most],
        bytes_received=known + received[: max(0, most - len(known))],
    )  # fmt: skip


def traffic_is_ahead(connection: Connection, channel: str) -> bool:
    """Tell whether a page is on a channel's line or waits for it: real traffic goes ahead of a test."""
    busy = in_states(attempts.c.state, OUTSTANDING)
    return connection.execute(select(exists().where(attempts.c.channel == channel, busy))).scalar_one()


def _test(row: Row[tuple[object, ...]]) -> ChannelTest:
    return ChannelTest(
        id=row.id, channel=row.channel, address=row.address, text=row.text, expects=ChannelTestExpects(row.expects),
        state=ChannelTestState(row.state), queued_at=row.queued_at, due_at=row.due_at, claimed_at=row.claimed_at,
        reached=row.reached, detail=row.detail,
    )  # fmt: skip
