"""Duties are leases: one holder by the database's time, an epoch that fences off the one before."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.machine import ClaimNext, Evidence, KeepDuties, ReleaseDuties, RunDeadline, TakeReceipt
from dispatcher.storage import deadlines, leases
from dispatcher.storage.leases import DEADLINES, channel_lease
from dispatcher.storage.schema import attempts
from dispatcher.storage.schema import leases as leases_table
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import FakeClock
from tests.helpers.databases import NewUrl

PAGING = channel_lease("paging")
BOTH = (DEADLINES, PAGING)


@pytest.fixture
def desks(new_url: NewUrl) -> Any:
    """Two rooms on one database, as two hosts that cannot see each other's processes; the first has a page waiting."""
    url, clock = new_url(), FakeClock()
    first = open_desk(url, clock, holder="host-a/1/1/a", ids="a")
    second = open_desk(url, clock, holder="host-b/1/1/b", ids="b")
    first.run(signs_on(DISPATCHER))
    taken = first.run(a_call())
    first.run(DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E12",)))
    yield first, second
    first.close()
    second.close()


def expire(desk: Desk, name: str) -> None:
    with desk.database.writer.begin() as connection:
        now = leases.database_now_us(connection)
        connection.execute(update(leases_table).where(leases_table.c.name == name).values(expires_at=now - 1))


def keep(desk: Desk, *names: str) -> Any:
    return desk.run(KeepDuties(names=names or BOTH))


def test_one_holder(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    assert keep(first).held == {DEADLINES: 1, PAGING: 1}
    assert keep(first).taken == frozenset(), "a beat, not a new holding"
    assert keep(first).held == {DEADLINES: 1, PAGING: 1}
    refused = keep(second)
    assert refused.held == {}
    assert refused.due == ()


def test_taken_over_when_it_has_run_out_by_the_databases_time(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    keep(first)
    first.clock.advance(minutes=10)  # type: ignore[attr-defined]  # the world's time has no say
    assert keep(second).held == {}
    expire(first, DEADLINES)
    assert keep(second).held == {DEADLINES: 2}
    assert keep(first).held == {PAGING: 1}


def test_given_back_at_the_end(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    keep(first)
    second.run(ReleaseDuties(names=BOTH))
    assert keep(second).held == {}, "nobody gives back what another holds"
    first.run(ReleaseDuties(names=BOTH))
    assert keep(second).held == {DEADLINES: 2, PAGING: 2}


def test_an_old_epoch_claims_nothing(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    keep(first)
    expire(first, PAGING)
    assert keep(second).held == {PAGING: 2}
    assert first.run(ClaimNext(channel="paging", epoch=1)) is None
    assert first.run(ClaimNext(channel="paging", epoch=2)) is None, "another's epoch is no key"
    claimed = second.run(ClaimNext(channel="paging", epoch=2))
    assert claimed.address == "1000012"
    assert second.run(ClaimNext(channel="paging", epoch=2)) is None


def test_what_a_former_holder_left_on_the_line_is_uncertain(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    keep(first)
    claimed = first.run(ClaimNext(channel="paging", epoch=1))
    keep(second)
    expire(first, PAGING)
    keep(second)
    with second.database.reader.connect() as connection:
        row = connection.execute(select(attempts).where(attempts.c.id == claimed.attempt_id)).one()
    assert row.state == "uncertain"
    assert row.claim_epoch == 1
    first.run(TakeReceipt(attempt_id=claimed.attempt_id, evidence=Evidence.ACCEPTED))  # it had heard it after all
    with second.database.reader.connect() as connection:
        state, late = connection.execute(text("SELECT state, late FROM transmissions")).one()
    assert (state, bool(late)) == ("accepted", True)


def test_a_deadline_runs_once_whoever_wakes_it(desks: tuple[Desk, Desk]) -> None:
    first, second = desks
    keep(first)
    with first.database.reader.connect() as connection:
        repeat = next(
            row.id for row in connection.execute(text("SELECT id, name FROM deadlines")) if row.name == "repeat"
        )
    assert first.run(RunDeadline(deadline_id=repeat, epoch=1)) is False, "not due yet"
    first.clock.advance(seconds=31)  # type: ignore[attr-defined]
    assert second.run(RunDeadline(deadline_id=repeat, epoch=1)) is False, "not its duty"
    expire(first, DEADLINES)
    kept = keep(second)
    assert repeat in kept.due
    assert first.run(RunDeadline(deadline_id=repeat, epoch=1)) is False, "no longer its duty"
    assert second.run(RunDeadline(deadline_id=repeat, epoch=2)) is True
    assert second.run(RunDeadline(deadline_id=repeat, epoch=2)) is False
    assert first.run(RunDeadline(deadline_id="none", epoch=2)) is False
    with first.database.reader.connect() as connection:
        assert repeat not in deadlines.due(connection, first.clock.now())
        ran = connection.execute(text("SELECT count(*) FROM journal WHERE kind = 'step_ran'")).scalar_one()
    assert ran == 1


def test_is_held(desks: tuple[Desk, Desk]) -> None:
    first, _second = desks

    def held() -> bool:
        with first.database.reader.connect() as connection:
            return leases.is_held(connection, DEADLINES)

    assert not held()
    keep(first)
    assert held()
    expire(first, DEADLINES)
    assert not held()
    keep(first)
    first.run(ReleaseDuties(names=BOTH))
    assert not held()


def test_a_dead_process_of_this_host_is_replaced_at_once(new_url: NewUrl) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        started = Path(f"/proc/{child.pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
        holder = f"{socket.gethostname()}/{child.pid}/{started}/n"
        assert not leases.is_dead(holder)
        url = new_url()
        first = open_desk(url, holder=holder, ids="a")
        second = open_desk(url, holder=leases.this_process("b"), ids="b")
        keep(first)
        assert keep(second).held == {}
        child.kill()
        child.wait(10)
        assert leases.is_dead(holder)
        assert keep(second).held == {DEADLINES: 2, PAGING: 2}
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("holder", "dead"),
    [
        (f"{socket.gethostname()}/{os.getpid()}/1/n", True),  # the number is another process's now
        (f"{socket.gethostname()}/999999999/1/n", True),
        ("another-host/999999999/1/n", False),
        (f"{socket.gethostname()}/x/1/n", False),
        ("", False),
        (leases.this_process("n"), False),
    ],
    ids=["number taken by another", "no such number", "another host", "no number", "nobody", "this process"],
)
def test_who_is_dead(holder: str, dead: bool) -> None:
    assert leases.is_dead(holder) is dead
