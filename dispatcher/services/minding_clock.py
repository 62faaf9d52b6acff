"""The wall clock was set: timers keep their true intervals, once for all processes of the host (ADR 0010)."""

from datetime import timedelta

from sqlalchemy import BigInteger, type_coerce, update

from dispatcher.domain.attention import AttentionKind
from dispatcher.domain.authority import Role
from dispatcher.domain.clock import JUMP
from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import MindClock
from dispatcher.services.attention_items import Item, raise_item
from dispatcher.storage import counters, deadlines, leases, transmissions
from dispatcher.storage.columns import from_microseconds, to_microseconds
from dispatcher.storage.schema import pauses, promises
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork

_SECOND = timedelta(seconds=1)


def mind_clock(command: MindClock, work: UnitOfWork) -> float:
    """Compare with the zero that is stored, and store the new one; whoever comes second finds nothing to do."""
    name = f"clock:{command.origin}"
    known = counters.value(work.connection, name)
    counters.set_value(work.connection, name, to_microseconds(command.zero))
    if known is None:
        return 0.0
    jump = command.zero - from_microseconds(known)
    if abs(jump) <= JUMP:
        return 0.0
    if _keeps_deadlines_by_this_clock(work, of_host=command.of_host):
        _re_anchor(work, jump)
    return jump / _SECOND


def _keeps_deadlines_by_this_clock(work: UnitOfWork, *, of_host: bool) -> bool:
    holder = leases.holder_of(work.connection, leases.DEADLINES)
    return holder in ("", work.holder) or (of_host and leases.on_one_host(holder, work.holder))


def _re_anchor(work: UnitOfWork, jump: timedelta) -> None:
    moved = deadlines.shift(work.connection, jump)
    claims = transmissions.shift_send_deadlines(work.connection, jump)
    _shift_what_people_wait_for(work, jump)
    if work.connection.dialect.name == "sqlite":  # PostgreSQL has a clock of its own, by which its leases run
        leases.shift(work.connection, jump // timedelta(microseconds=1))
    work.record(
        EntryKind.CLOCK_JUMPED, SYSTEM, None, by_s=round(jump / _SECOND, 3), deadlines=moved, claimed_attempts=claims
    )
    raise_item(
        work,
        Item(
            kind=AttentionKind.EXCEPTION,
            cause="clock:jumped",
            text=f"this computer's clock was set {_words(jump)}; {moved} running timers keep their true intervals,"
            " so they fall due when they would have. Times written down before do not fit the clock: check it",
            for_role=Role.SUPERVISOR,
        ),
        louder=True,
    )


def _shift_what_people_wait_for(work: UnitOfWork, jump: timedelta) -> None:
    """A promise was made for so many minutes, and so was a pause: their deadlines have moved, and they with them."""
    by_us = jump // timedelta(microseconds=1)
    for table, runs, columns in (
        (promises, promises.c.settled_at.is_(None), (promises.c.due_at,)),
        (pauses, pauses.c.ended_at.is_(None), (pauses.c.since, pauses.c.until)),
    ):
        moved = {column: type_coerce(column, BigInteger) + by_us for column in columns}
        work.connection.execute(update(table).where(runs).values(moved))


def _words(jump: timedelta) -> str:
    seconds = round(abs(jump) / _SECOND)
    parts = [(seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    size = " ".join(f"{number} {unit}" for number, unit in parts if number)
    return f"{'forward' if jump > timedelta(0) else 'back'} by {size}"
