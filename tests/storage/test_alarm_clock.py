"""The alarm clock holds one wake-up, for the next deadline of all, and nothing stops its sweeps for long."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_SUBMITTED

from dispatcher import alarm_clock
from dispatcher.alarm_clock import AlarmClock
from dispatcher.domain.machine import DueRan, DutiesKept, KeepDuties, RunDue
from dispatcher.duties import Duties
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.leases import DEADLINES
from dispatcher.storage.unit_of_work import ArmedDeadline
from dispatcher.system_clock import SystemClock
from dispatcher.transactor import Committed

SOON_S = 10.0
HOUR = timedelta(hours=1)
FAR = datetime.now(UTC) + timedelta(days=1)


class Engine:
    """Grants every beat the duty; tells how often it was beaten and asked to run what is due."""

    def __init__(self) -> None:
        self.beats = threading.Semaphore(0)
        self.runs = threading.Semaphore(0)
        self.kept = DutiesKept(held={DEADLINES: 1}, taken=frozenset(), due=())
        self.ran = DueRan()

    def submit(self, command: AnyCommand) -> "Future[Any]":
        future: Future[Any] = Future()
        if isinstance(command, KeepDuties):
            future.set_result(self.kept)
            self.beats.release()
        elif isinstance(command, RunDue):
            future.set_result(self.ran)
            self.runs.release()
        return future


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def clock(engine: Engine) -> Iterator[AlarmClock]:
    """An alarm clock whose process holds the duty; it begins when the test starts it."""
    duties = Duties(engine, (DEADLINES,))
    duties.beat()
    opened = AlarmClock(duties, SystemClock())
    yield opened
    if opened._heartbeat.is_alive():
        opened.close()


def committed(*due: datetime) -> Committed:
    armed = tuple(ArmedDeadline(f"d{number}", due_at) for number, due_at in enumerate(due))
    return Committed(outcomes=(), entries=(), armed=armed, channels_to_wake=frozenset())


def jobs(clock: AlarmClock) -> dict[str, datetime]:
    return {job.id: job.next_run_time for job in clock._scheduler.get_jobs()}  # type: ignore[attr-defined]


def test_it_holds_one_job_whatever_is_armed(engine: Engine, clock: AlarmClock) -> None:
    clock.start()
    for first in range(0, 100_000, 10_000):
        clock.after_commit(committed(*(FAR + timedelta(seconds=first + number) for number in range(10_000))))
    assert engine.beats.acquire(timeout=SOON_S)
    assert set(jobs(clock)) - {"first sweep"} == {"sweep", "wake"}
    assert jobs(clock)["wake"] == FAR


def test_only_an_earlier_deadline_moves_the_wake_up(clock: AlarmClock) -> None:
    clock.start()
    clock.after_commit(committed(FAR))
    clock.after_commit(committed(FAR + HOUR))
    assert jobs(clock)["wake"] == FAR
    clock.after_commit(committed(FAR - HOUR, FAR + HOUR))
    assert jobs(clock)["wake"] == FAR - HOUR


def test_who_has_not_the_duty_is_not_woken(engine: Engine) -> None:
    clock = AlarmClock(Duties(engine, (DEADLINES,)), SystemClock())
    clock._scheduler.start()
    clock.after_commit(committed(FAR))
    assert jobs(clock) == {}
    clock.close()


def test_woken_it_has_what_is_due_run_and_is_told_of_the_next(engine: Engine, clock: AlarmClock) -> None:
    engine.ran = DueRan(ran=1, next_due=FAR)
    clock.start()
    clock.after_commit(committed(datetime.now(UTC)))
    assert engine.runs.acquire(timeout=SOON_S)
    told = threading.Event()
    clock._duties.on_ran(lambda _ran: told.set())
    clock.after_commit(committed(datetime.now(UTC) - HOUR))  # one that is long overdue wakes at once
    assert engine.runs.acquire(timeout=SOON_S)
    assert told.wait(SOON_S)
    assert jobs(clock)["wake"] == FAR


def test_a_wake_up_that_comes_while_another_is_put_away_is_not_dropped(
    engine: Engine, clock: AlarmClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """APScheduler drops a job of which an instance still runs, unless it may run more than one."""
    woken, go_on = threading.Semaphore(0), threading.Event()

    def run_due() -> None:
        woken.release()
        go_on.wait(SOON_S)

    monkeypatch.setattr(clock._duties, "run_due", run_due)
    handled = threading.Semaphore(0)
    clock._scheduler.add_listener(  # type: ignore[attr-defined]
        lambda told: handled.release() if told.job_id == "wake" else None,
        EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES,
    )
    clock.start()
    clock.after_commit(committed(datetime.now(UTC)))
    assert handled.acquire(timeout=SOON_S)
    assert woken.acquire(timeout=SOON_S)
    clock.after_commit(committed(datetime.now(UTC)))
    assert handled.acquire(timeout=SOON_S)
    go_on.set()
    assert woken.acquire(timeout=SOON_S), "it was dropped"


def test_what_the_store_holds_at_the_start_wakes(engine: Engine, clock: AlarmClock) -> None:
    engine.kept = DutiesKept(held={DEADLINES: 1}, taken=frozenset({DEADLINES}), due=(), next_due=FAR)
    heard = threading.Event()
    clock._duties.on_beat(lambda _kept: heard.set())
    clock.start()
    assert heard.wait(SOON_S)
    assert jobs(clock)["wake"] == FAR


def test_nothing_is_set_after_the_end(clock: AlarmClock) -> None:
    clock.start()
    clock.close()
    clock.after_commit(committed(FAR))
    assert not clock._heartbeat.is_alive()


# -- the wall clock is set -----------------------------------------------------------------------------------------


class Wall(datetime):
    """APScheduler's notion of now: the machine's wall clock, set by `ahead`."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + cls.ahead


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the clock that APScheduler goes by; a beat is short, and so is patience."""
    for module in ("schedulers.base", "triggers.interval", "triggers.date"):
        monkeypatch.setattr(f"apscheduler.{module}.datetime", Wall)
    monkeypatch.setattr(Wall, "ahead", timedelta(0))
    monkeypatch.setattr(alarm_clock, "BEAT_S", 0.05)
    monkeypatch.setattr(alarm_clock, "LATE_S", 0.2)
    return lambda ahead: setattr(Wall, "ahead", ahead)


@pytest.mark.parametrize("ahead", [-HOUR, HOUR, timedelta(0)])
def test_sweeps_go_on_whatever_the_wall_clock_says(
    engine: Engine, clock: AlarmClock, set_clock: Callable[[timedelta], None], ahead: timedelta
) -> None:
    clock.start()
    for _ in range(3):
        assert engine.beats.acquire(timeout=SOON_S)
    set_clock(ahead)
    for _ in range(6):
        assert engine.beats.acquire(timeout=SOON_S), "the sweep sleeps until the wall clock is where it was"


def test_a_late_sweep_is_said(
    engine: Engine, clock: AlarmClock, set_clock: Callable[[timedelta], None], caplog: pytest.LogCaptureFixture
) -> None:
    clock.start()
    assert engine.beats.acquire(timeout=SOON_S)
    set_clock(-HOUR)
    with caplog.at_level(logging.WARNING):
        for _ in range(12):
            assert engine.beats.acquire(timeout=SOON_S)
    assert any("late; setting the scheduler's jobs anew" in record.message for record in caplog.records)


def test_after_a_jump_it_asks_anew(
    engine: Engine, clock: AlarmClock, set_clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wake-up that was set lies an hour away by the clock that was set back."""
    monkeypatch.setattr(alarm_clock, "LATE_S", 3_600.0)  # not the heartbeat: the jump was seen
    clock.start()
    assert engine.beats.acquire(timeout=SOON_S)
    soon = datetime.now(UTC) + timedelta(seconds=30)
    clock.after_commit(committed(soon))
    set_clock(-HOUR)
    engine.kept = DutiesKept(held={DEADLINES: 1}, taken=frozenset(), due=("d",), next_due=soon - HOUR)
    heard = threading.Event()
    clock._duties.on_beat(lambda kept: heard.set() if kept.due else None)
    clock.rebuild()
    assert heard.wait(SOON_S)
    assert engine.runs.acquire(timeout=SOON_S)
    assert jobs(clock)["wake"] == soon - HOUR


def test_an_engine_that_does_not_answer_is_said_and_not_hurried(
    engine: Engine, clock: AlarmClock, set_clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = threading.Event()
    monkeypatch.setattr(alarm_clock._log, "error", lambda *_words: said.set())
    hung: Future[Any] = Future()
    monkeypatch.setattr(engine, "submit", lambda _command: hung)
    clock.start()
    assert said.wait(SOON_S)
    assert set(jobs(clock)) == {"sweep"}, "no second sweep waits behind the first"
    hung.set_result(engine.kept)
