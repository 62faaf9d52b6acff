"""A window and a `readbackctl serve` on one SQLite file; either is killed, and nothing is lost or doubled."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from dispatcher.domain.events import EntryKind
from dispatcher.storage import journal
from dispatcher.storage.leases import DEADLINES, channel_lease
from dispatcher.system_clock import SystemClock
from tests.processes.rooms import PATIENCE_S, Desk, Served, assert_steps_ran_once, assert_tape_agrees

PAGING = channel_lease("paging")
Serve = Callable[..., Served]
OpenDesk = Callable[..., Desk]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


def ready(served: Served) -> Served:
    """Wait until its terminal answers."""
    if "paging is up" not in served.wait_line("ready:"):
        served.wait_line("channel paging is up")
    return served


def test_a_command_in_one_room_is_carried_out_and_seen_through_the_other(
    serve: Serve, desk: OpenDesk, home: Path
) -> None:
    served = ready(serve())
    here = desk()
    assert here.holders() == {DEADLINES: served.pid, PAGING: served.pid}

    here.dispatch("E11")
    accepted = here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    claimed = here.wait(EntryKind.ATTEMPT_CLAIMED)
    queued = here.wait(EntryKind.ATTEMPT_QUEUED)
    assert claimed.at - queued.at < timedelta(seconds=1), "the holder heard of it only by its own poll"
    assert accepted.at >= claimed.at
    for step in ("repeat", "voice", "supervisor"):
        ran = here.wait(EntryKind.STEP_RAN, step=step)
        assert int(str(ran.body["late_ms"])) < 2000
    here.wait(EntryKind.ATTEMPT_ENDED, count=2, state="accepted")

    assert here.holders() == {DEADLINES: served.pid, PAGING: served.pid}
    assert here.room.parts.duties.epoch(PAGING) is None
    assert here.sentinel().unguarded == 0
    assert_steps_ran_once(here)
    assert_tape_agrees(here.room.parts.database, home / "terminal-tape.jsonl")


def test_the_holder_is_killed_with_a_page_on_the_line(serve: Serve, desk: OpenDesk, home: Path) -> None:
    served = ready(serve())
    here = desk()
    here.dispatch("E11", place="1 Accepted Street")
    here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    terminal = _terminal_of(served)
    terminal.suspend()
    here.dispatch("E12", place="2 Inflight Street")
    here.wait(EntryKind.ATTEMPT_CLAIMED, count=2)
    here.dispatch("M31", place="3 Waiting Street")

    killed_at = SystemClock().now()
    served.kill()
    terminal.resume()
    psutil.wait_procs([terminal], timeout=PATIENCE_S)
    for lease in (DEADLINES, PAGING):
        taken = here.wait(EntryKind.LEASE_TAKEN, lease=lease)
        assert taken.at - killed_at < timedelta(seconds=2)
    here.wait(EntryKind.ATTEMPT_ENDED, state="uncertain")
    here.wait_until(lambda: here.sentinel().unguarded == 0, "0 unguarded")

    # One was accepted before, one waited, and all three are repeated by the chain: five more on the tape.
    here.wait(EntryKind.STEP_RAN, count=3, step="supervisor")
    here.wait_until(lambda: not here.sentinel().channels[0].waiting, "an empty outbox")
    uncertain = here.entries(EntryKind.ATTEMPT_ENDED, state="uncertain")
    assert len(uncertain) == 1
    repeats = here.entries(EntryKind.ATTEMPT_QUEUED, repeat=True)
    assert str(uncertain[0].body["transmission"]) in {str(entry.body["transmission"]) for entry in repeats}
    assert here.holders() == {DEADLINES: os.getpid(), PAGING: os.getpid()}
    assert here.sentinel().unguarded == 0
    assert_steps_ran_once(here)
    assert_tape_agrees(here.room.parts.database, home / "terminal-tape.jsonl")
    with here.room.parts.database.reader.connect() as connection:
        assert [*journal.verify(connection)]


def test_killing_the_other_room_changes_nothing(serve: Serve, desk: OpenDesk) -> None:
    here = desk()
    here.wait_until(lambda: here.room.parts.duties.epoch(PAGING) is not None, "the channel held here")
    other = serve()
    assert f"deadlines is with process {os.getpid()}" in other.wait_line("ready:")
    before = here.holders()
    other.kill()

    here.dispatch("E11")
    here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    here.wait(EntryKind.STEP_RAN, step="repeat")
    assert here.holders() == before
    assert not here.entries(EntryKind.LEASE_TAKEN)[2:], "a lease changed hands"
    assert here.sentinel().unguarded == 0


def test_a_clean_end_hands_the_duties_on_at_once(serve: Serve, desk: OpenDesk) -> None:
    served = ready(serve())
    here = desk()
    here.dispatch("E11")
    here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")

    asked_at = SystemClock().now()
    assert served.stop() == 0
    for lease in (DEADLINES, PAGING):
        assert here.wait(EntryKind.LEASE_TAKEN, lease=lease).at - asked_at < timedelta(seconds=1.5)
    served.wait_line(f"deadlines is now with process {os.getpid()}")
    assert here.sentinel().unguarded == 0


def test_the_last_room_says_what_goes_unguarded(serve: Serve, desk: OpenDesk) -> None:
    served = ready(serve())
    here = desk(gateway=False, guard=False)
    here.dispatch("E11")
    assert served.stop() == 0
    served.wait_line("UNGUARDED: 1 incident is open and no deadline will run")
    assert here.sentinel().unguarded == 1


def test_ctrl_c_on_a_terminal_asks_before_it_leaves_incidents_alone(
    serve: Serve, desk: OpenDesk, terminal: tuple[int, int]
) -> None:
    keyboard, stdin = terminal
    served = ready(serve(stdin=stdin))
    here = desk(gateway=False, guard=False)
    here.dispatch("E11")
    here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    here.room.close()

    served.process.send_signal(signal.SIGINT)
    served.wait_line("1 incident is open and no other process guards them: no deadline will run")
    served.wait_line("leave them unguarded? [y/N]")
    os.write(keyboard, b"n\n")
    served.wait_line("the room stays open")
    served.process.send_signal(signal.SIGINT)
    served.wait_line("leave them unguarded? [y/N]")
    os.write(keyboard, b"y\n")
    served.wait_line("closed; UNGUARDED: 1 incident is open")
    assert served.process.wait(PATIENCE_S) == 0


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A keyboard, and the terminal that it types into."""
    keyboard, stdin = os.openpty()
    yield keyboard, stdin
    os.close(keyboard)
    os.close(stdin)


def test_two_rooms_that_start_together_on_a_fresh_home_both_come_up(serve: Serve, home: Path) -> None:
    both = [serve(), serve()]
    lines = [served.wait_line("ready:") for served in both]
    assert sum("holds deadlines" in line for line in lines) == 1, lines
    with closing(sqlite3.connect(home / "simulated.db")) as connection:
        kinds = [row[0] for row in connection.execute("SELECT kind FROM journal")]
    assert kinds.count("database_created") == 1
    assert kinds.count("pack_activated") == 1
    assert [served.stop() for served in both] == [0, 0]


def test_a_room_that_was_stopped_for_a_while_does_not_disturb_its_successor(
    serve: Serve, desk: OpenDesk, home: Path
) -> None:
    served = ready(serve())
    here = desk()
    os.kill(served.pid, signal.SIGSTOP)
    try:
        for lease in (DEADLINES, PAGING):
            here.wait(EntryKind.LEASE_TAKEN, lease=lease)
        here.dispatch("E11")
        here.wait(EntryKind.ATTEMPT_ENDED, state="accepted")
    finally:
        os.kill(served.pid, signal.SIGCONT)
    served.wait_line(f"holds no duty, channel:paging is with process {os.getpid()}")
    here.dispatch("E12")
    here.wait(EntryKind.STEP_RAN, count=2, step="supervisor")
    here.wait(EntryKind.ATTEMPT_ENDED, count=4, state="accepted")

    assert here.holders() == {DEADLINES: os.getpid(), PAGING: os.getpid()}
    assert here.sentinel().channels[0].state == "up"
    assert_steps_ran_once(here)
    assert_tape_agrees(here.room.parts.database, home / "terminal-tape.jsonl")


def _terminal_of(served: Served) -> psutil.Process:
    children = psutil.Process(served.pid).children()
    return next(child for child in children if "radio.simulator" in child.cmdline())
