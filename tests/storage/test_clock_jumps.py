"""The engine minds the machine's clock before every batch, so nothing is ever run by a clock that was just set."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from dispatcher import alarm_clock
from dispatcher.alarm_clock import AlarmClock
from dispatcher.clock_watch import ClockWatch
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.domain.machine import KeepDuties, MindClock
from dispatcher.duties import Duties
from dispatcher.engine import Engine
from dispatcher.storage import journal
from dispatcher.storage.errors import Unwritable
from dispatcher.storage.leases import DEADLINES, this_process
from dispatcher.storage.schema import deadlines, leases
from dispatcher.system_clock import SystemClock, new_id, this_boot
from dispatcher.transactor import Committed
from tests.helpers.builders import DISPATCHER, a_call, open_desk, signs_on
from tests.helpers.clock import FakeClock

SOON_S = 10.0
HOUR_S = 3_600.0


# -- the machine's clock -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="how sleep is counted on Linux")
def test_seconds_count_those_asleep() -> None:
    """CLOCK_BOOTTIME does, as /proc/uptime does; CLOCK_MONOTONIC does not."""
    uptime_s = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    assert abs(SystemClock().monotonic() - uptime_s) < 1.0
    assert abs(SystemClock().monotonic() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1.0


@pytest.mark.skipif(sys.platform != "linux", reason="who names a boot on Linux")
def test_all_processes_of_a_boot_name_its_zero_alike() -> None:
    assert this_boot() == Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


# -- the watch -----------------------------------------------------------------------------------------------------


def carried_out(watch: ClockWatch, error: Exception | None = None) -> None:
    done: Future[Any] = Future()
    if error is None:
        done.set_result(0.0)
    else:
        done.set_exception(error)
    watch.carried_out(done)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def watch(clock: FakeClock) -> ClockWatch:
    """One that has compared once already."""
    made = ClockWatch(clock, "boot", of_host=True)
    assert made.before_batch() == MindClock(origin="boot", zero=clock.now())
    carried_out(made)
    return made


def test_while_time_passes_there_is_nothing_to_mind(watch: ClockWatch, clock: FakeClock) -> None:
    for _ in range(5):
        clock.advance(minutes=90)
        assert watch.before_batch() is None


@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S, 2.5, -2.5])
def test_a_clock_that_was_set_is_minded_once_and_told(watch: ClockWatch, clock: FakeClock, jump_s: float) -> None:
    heard: list[float] = []
    watch.on_jump(heard.append)
    clock.advance(seconds=7)
    clock.jump(jump_s)
    asked = watch.before_batch()
    assert asked is not None
    assert asked.zero == clock.now() - timedelta(seconds=7)
    assert heard == [], "not before it is stored"
    carried_out(watch)
    assert heard == [jump_s]
    assert watch.before_batch() is None


def test_what_was_not_stored_is_asked_for_again(watch: ClockWatch, clock: FakeClock) -> None:
    heard: list[float] = []
    watch.on_jump(heard.append)
    clock.jump(HOUR_S)
    first = watch.before_batch()
    carried_out(watch, Unwritable("the database is away"))
    assert watch.before_batch() == first is not None
    carried_out(watch)
    assert heard == [HOUR_S]


def test_drift_is_followed_and_not_told(watch: ClockWatch, clock: FakeClock) -> None:
    heard: list[float] = []
    watch.on_jump(heard.append)
    for _ in range(10):
        clock.jump(0.6)
        if watch.before_batch() is not None:
            carried_out(watch)
    assert heard == []


class HeldUp(FakeClock):
    """The machine sleeps between the reading of one clock and of the other, so many times."""

    times = 0

    def now(self) -> datetime:
        found = super().now()
        if self.times:
            self.times -= 1
            self.advance(seconds=HOUR_S)
        return found


@pytest.mark.parametrize("times", [1, 4, 100])
def test_two_readings_that_are_apart_are_not_compared(times: int) -> None:
    clock = HeldUp()
    watch = ClockWatch(clock, "boot", of_host=True)
    watch.before_batch()
    carried_out(watch)
    clock.times = times
    assert watch.before_batch() is None


# -- the engine ----------------------------------------------------------------------------------------------------


class SetClock:
    """The machine's clock, which a test sets."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


class Room:
    """An engine that minds its clock, the duty, and an alarm clock, as a program has them."""

    def __init__(self, url: str, clock: SetClock, boot: str = "boot") -> None:
        self.clock = clock
        self.desk = open_desk(url, clock, holder=this_process(new_id()), ids=new_id())
        self.desk.transactor.close()
        self.engine = Engine(self.desk.transactor)
        self.duties = Duties(self.engine, (DEADLINES,))
        self.watch = ClockWatch(clock, boot, of_host=True)
        self.alarm_clock = AlarmClock(self.duties, clock)
        self.watch.on_jump(lambda _seconds: self.alarm_clock.rebuild())
        self.engine.precede(self.watch)
        self.engine.after_commit(self.alarm_clock.after_commit)
        self.engine.after_commit(self._committed)
        self._told = threading.Condition()
        self.entries: list[Entry] = []
        self.engine.start()

    def do(self, command: Any) -> Any:
        return self.engine.submit(command).result(SOON_S)

    def wait(self, kind: EntryKind) -> Entry:
        """Wait until an entry of a kind was committed here."""
        with self._told:
            assert self._told.wait_for(lambda: self.kinds(kind), SOON_S), f"no {kind} among {self.entries}"
        return self.kinds(kind)[-1]

    def kinds(self, kind: EntryKind) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind is kind]

    def close(self) -> None:
        if self.alarm_clock._heartbeat.is_alive():
            self.alarm_clock.close()
        self.engine.close()
        self.desk.close()

    def _committed(self, committed: Committed) -> None:
        with self._told:
            self.entries += committed.entries
            self._told.notify_all()


@pytest.fixture
def opened(sqlite_new: Callable[[], str]) -> Iterator[Callable[..., Room]]:
    """Opens rooms on one database; each is closed at the end."""
    url = sqlite_new()
    with ExitStack() as stack:

        def new(**more: Any) -> Room:
            room = Room(url, more.pop("clock", None) or SetClock(), **more)
            stack.callback(room.close)
            return room

        yield new


def due_at(room: Room) -> datetime:
    with room.desk.database.reader.connect() as connection:
        return connection.execute(select(deadlines.c.due_at)).scalar_one()


def due_in(room: Room, seconds: float) -> None:
    with room.desk.database.writer.begin() as connection:
        connection.execute(update(deadlines).values(due_at=room.clock.now() + timedelta(seconds=seconds)))


@pytest.fixture
def room(opened: Callable[..., Room]) -> Room:
    """A room with one open incident whose guard is armed, an hour and more ahead."""
    made = opened()
    made.do(signs_on(DISPATCHER))
    made.do(a_call())
    made.duties.beat()
    due_in(made, 1.5 * HOUR_S)
    return made


@pytest.fixture
def scheduler_follows(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """APScheduler goes by the same clock; a beat is short, and so is patience."""

    class Wall(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + room.clock.ahead

    for module in ("schedulers.base", "triggers.interval", "triggers.date"):
        monkeypatch.setattr(f"apscheduler.{module}.datetime", Wall)
    monkeypatch.setattr(alarm_clock, "BEAT_S", 0.1)
    monkeypatch.setattr(alarm_clock, "LATE_S", 0.25)


@pytest.mark.usefixtures("scheduler_follows")
@pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S])
def test_a_deadline_comes_when_it_would_have(room: Room, jump_s: float) -> None:
    """With the real scheduler, its threads and its jobs, which wait by the clock that is set."""
    room.alarm_clock.start()
    due_in(room, 1.0)
    started = time.monotonic()
    room.duties.beat()
    room.clock.ahead += timedelta(seconds=jump_s)
    ran = room.wait(EntryKind.GUARD_RAN)
    assert 0.95 < time.monotonic() - started < 1.5
    (jumped,) = room.kinds(EntryKind.CLOCK_JUMPED)
    assert jumped.sequence < ran.sequence


def test_the_first_command_after_the_jump_finds_all_moved_and_is_not_moved_itself(room: Room) -> None:
    before = due_at(room)
    room.clock.ahead += timedelta(seconds=HOUR_S)
    second = room.do(a_call("2 Elm St"))
    jumped = room.kinds(EntryKind.CLOCK_JUMPED)
    assert [entry.body["deadlines"] for entry in jumped] == [1]
    assert jumped[0].sequence < room.kinds(EntryKind.CALL_TAKEN)[-1].sequence
    with room.desk.database.reader.connect() as connection:
        found = dict(connection.execute(select(deadlines.c.incident_id, deadlines.c.due_at)).all())
    waited = found.pop(second.incident_id) - room.clock.now()
    assert timedelta(0) < waited < timedelta(minutes=10), "its guard counts from now, by the clock that is set"
    (moved,) = found.values()
    assert abs(moved - before - timedelta(seconds=HOUR_S)) < timedelta(seconds=1)


def test_leases_run_out_no_sooner(room: Room) -> None:
    """By SQLite's clock, which is the machine's: a beat later every seat and duty would be anybody's."""

    def expire() -> dict[str, int]:
        with room.desk.database.reader.connect() as connection:
            return dict(connection.execute(select(leases.c.name, leases.c.expires_at)).all())

    before = expire()
    room.clock.ahead += timedelta(seconds=HOUR_S)
    room.do(a_call("2 Elm St"))
    moved = {name: (after - before[name]) / 1_000_000 for name, after in expire().items()}
    assert moved == pytest.approx(dict.fromkeys(before, HOUR_S), abs=1.0)
    assert len(moved) == 2, "the duty's and a seat's"


def test_another_window_of_this_host_moves_nothing_a_second_time(opened: Callable[..., Room], room: Room) -> None:
    other = opened(clock=room.clock)
    other.do(signs_on(DISPATCHER))
    before = due_at(room)
    room.clock.ahead -= timedelta(seconds=HOUR_S)
    heard: list[float] = []
    other.watch.on_jump(heard.append)
    other.do(KeepDuties(names=()))
    room.do(KeepDuties(names=()))
    assert abs(before - due_at(room) - timedelta(seconds=HOUR_S)) < timedelta(seconds=1)
    assert (len(other.kinds(EntryKind.CLOCK_JUMPED)), len(room.kinds(EntryKind.CLOCK_JUMPED))) == (1, 0)
    assert heard == pytest.approx([-HOUR_S], abs=1.0), "its own scheduler is set anew all the same"


def test_a_clock_set_while_no_program_ran(opened: Callable[..., Room], room: Room) -> None:
    before = due_at(room)
    room.close()
    room.clock.ahead += timedelta(seconds=2 * HOUR_S)
    again = opened(clock=room.clock)
    again.duties.beat()
    assert again.kinds(EntryKind.GUARD_RAN) == [], "it is not due yet"
    assert abs(due_at(again) - before - timedelta(seconds=2 * HOUR_S)) < timedelta(seconds=1)


def test_after_a_boot_there_is_nothing_to_compare_with(opened: Callable[..., Room], room: Room) -> None:
    before = due_at(room)
    room.close()
    room.clock.ahead += timedelta(seconds=HOUR_S)
    again = opened(clock=room.clock, boot="the next one")
    again.duties.beat()
    assert due_at(again) == before
    assert again.kinds(EntryKind.CLOCK_JUMPED) == []


def test_the_clock_of_a_host_that_does_not_keep_the_deadlines_moves_nothing(room: Room) -> None:
    """PostgreSQL, several hosts: what is armed is run by the keeper's clock, which nobody set."""
    with room.desk.database.writer.begin() as connection:
        connection.execute(update(leases).where(leases.c.name == DEADLINES).values(holder="far-away/1/1/x"))
    before = due_at(room)
    room.clock.ahead += timedelta(seconds=HOUR_S)
    room.do(KeepDuties(names=()))
    room.do(KeepDuties(names=()))
    assert due_at(room) == before
    assert room.kinds(EntryKind.CLOCK_JUMPED) == []


def test_a_batch_that_is_not_stored_is_minded_with_the_next(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.clock.ahead += timedelta(seconds=HOUR_S)
    with monkeypatch.context() as broken:
        broken.setattr(journal, "append", lambda *_words: (_ for _ in ()).throw(RuntimeError("lost")))
        with pytest.raises(RuntimeError, match="lost"):
            room.do(a_call("lost"))
    assert room.engine.pending == 0
    room.do(a_call("2 Elm St"))
    assert len(room.kinds(EntryKind.CLOCK_JUMPED)) == 1
