"""kill -9 between the dispatch and its receipt; the next process finds exactly what was true."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from dispatcher.domain.machine import ClaimNext, KeepDuties, RunDeadline
from dispatcher.queries.watchdog import unguarded_count
from dispatcher.storage import deadlines, journal
from dispatcher.storage.leases import DEADLINES, channel_lease, this_process
from dispatcher.system_clock import SystemClock
from tests.helpers.builders import Desk, a_call, open_desk
from tests.helpers.clock import FakeClock

BOTH = (DEADLINES, channel_lease("paging"))


@pytest.fixture
def after_kill(sqlite_new: Callable[[], str], request: pytest.FixtureRequest) -> Any:
    """Runs a process up to a point, kills it, and opens its database again."""
    opened: list[Desk] = []

    def run_until(point: str) -> Desk:
        url = sqlite_new()
        command = [sys.executable, "-m", "tests.helpers.doomed", url, point]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=request.config.rootpath
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            child.kill()
        opened.append(open_desk(url, FakeClock(SystemClock().now()), holder=this_process("next"), ids="next"))
        return opened[-1]

    yield run_until
    for desk in opened:
        desk.close()


def one(desk: Desk, sql: str) -> Any:
    with desk.database.reader.connect() as connection:
        return connection.execute(text(sql)).scalar_one()


def assert_whole(desk: Desk) -> None:
    with desk.database.reader.connect() as connection:
        assert list(journal.verify(connection))
        assert unguarded_count(connection, desk.clock.now()) == 0
    assert desk.run(a_call()).number == "2026-000002" or desk.clock.now().year != 2026


def test_killed_before_the_commit_nothing_of_it_is_there(after_kill: Callable[[str], Desk]) -> None:
    desk = after_kill("uncommitted")
    kept = desk.run(KeepDuties(names=BOTH))
    assert kept.held == {DEADLINES: 2, BOTH[1]: 2}
    assert one(desk, "SELECT count(*) FROM assignments") == 0
    assert one(desk, "SELECT count(*) FROM attempts") == 0
    assert one(desk, "SELECT count(*) FROM incidents") == 1, "the call had been committed"
    assert_whole(desk)


def test_killed_after_the_commit_the_page_still_waits(after_kill: Callable[[str], Desk]) -> None:
    desk = after_kill("committed")
    kept = desk.run(KeepDuties(names=BOTH))
    assert one(desk, "SELECT state FROM attempts") == "waiting"
    claimed = desk.run(ClaimNext(channel="paging", epoch=kept.held[BOTH[1]]))
    assert not claimed.text.startswith("REPEAT")
    assert_whole(desk)


def test_killed_on_the_line_it_may_have_been_heard(after_kill: Callable[[str], Desk]) -> None:
    desk = after_kill("claimed")
    kept = desk.run(KeepDuties(names=BOTH))
    assert one(desk, "SELECT state FROM attempts") == "uncertain"
    assert one(desk, "SELECT state FROM transmissions") == "uncertain"
    assert desk.run(ClaimNext(channel="paging", epoch=kept.held[BOTH[1]])) is None
    with desk.database.reader.connect() as connection:
        assert len(deadlines.armed(connection)) == 5, "the chain and the guard stand"
    desk.clock.advance(seconds=31)  # type: ignore[attr-defined]
    for deadline_id in desk.run(KeepDuties(names=BOTH)).due:
        desk.run(RunDeadline(deadline_id=deadline_id, epoch=kept.held[DEADLINES]))
    claimed = desk.run(ClaimNext(channel="paging", epoch=kept.held[BOTH[1]]))
    assert claimed.text.startswith("REPEAT ")
    assert_whole(desk)
