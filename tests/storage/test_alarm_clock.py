"""Thousands of stored deadlines are armed behind the beats, the nearest first, and whoever closes need not wait."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from dispatcher.alarm_clock import AlarmClock
from dispatcher.domain.machine import DutiesKept, KeepDuties
from dispatcher.duties import Duties
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.database import sqlite_url
from dispatcher.storage.deadlines import armed
from dispatcher.storage.leases import DEADLINES
from dispatcher.storage.schema import deadlines
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START

MANY = 1_203
SOON_S = 10.0


class Engine:
    """Grants every beat the duty, taken at the first one."""

    def __init__(self) -> None:
        self.beats = 0

    def submit(self, command: AnyCommand) -> "Future[Any]":
        future: Future[Any] = Future()
        self.beats += isinstance(command, KeepDuties)
        taken = frozenset({DEADLINES}) if self.beats == 1 else frozenset[str]()
        future.set_result(DutiesKept(held={DEADLINES: 1}, taken=taken, due=()))
        return future


class Noted(AlarmClock):
    """Notes what is armed, in order; `after` many, it waits to be let on."""

    def __init__(self, duties: Duties, desk: Desk, after: int = MANY) -> None:
        super().__init__(duties, desk.database)
        self.ids: list[str] = []
        self.after, self.there, self.go_on = after, threading.Event(), threading.Event()

    def _arm(self, deadline_id: str, due_at: Any) -> None:
        self.ids.append(deadline_id)
        super()._arm(deadline_id, due_at)
        if len(self.ids) == self.after:
            self.there.set()
            self.go_on.wait(SOON_S)

    def jobs(self) -> int:
        return sum(not job.id.endswith("sweep") for job in self._scheduler.get_jobs())  # type: ignore[attr-defined]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with many deadlines armed, a day ahead, many of them at one instant."""
    desk = open_desk(sqlite_url(tmp_path / "room.db"))
    desk.run(signs_on(DISPATCHER))
    incident = desk.run(a_call()).incident_id
    rows = [
        {
            "id": f"d{(number * 7919) % MANY:05}", "subject_kind": "incident", "subject_id": incident,
            "incident_id": incident, "name": f"step {number}", "step": "step", "since": START, "run": 1,
            "state": "armed",
            "due_at": START + timedelta(days=20_000, seconds=number // 700),
        }
        for number in range(MANY - 1)
    ]  # fmt: skip
    with desk.database.writer.begin() as connection:
        connection.execute(deadlines.update().values(due_at=START + timedelta(days=20_000)))
        connection.execute(insert(deadlines), rows)
    yield desk
    desk.close()


def test_all_are_read_once_in_pages_the_nearest_first(desk: Desk) -> None:
    with desk.database.reader.connect() as connection:
        wanted = select(deadlines.c.id, deadlines.c.due_at).order_by(deadlines.c.due_at, deadlines.c.id)
        everything = [tuple(row) for row in connection.execute(wanted)]
        found = list(armed(connection, limit=500))
        while page := armed(connection, limit=500, after=found[-1]):
            found += page
    assert found == everything
    assert len(found) == MANY


def test_beats_go_on_while_thousands_are_armed(desk: Desk) -> None:
    duties = Duties(Engine(), (DEADLINES,))
    clock = Noted(duties, desk, after=300)
    duties.beat()
    assert clock.there.wait(SOON_S)
    duties.beat()
    duties.beat()
    assert len(clock.ids) == 300, "the beats did not wait for it, nor begin it again"
    clock.after, _ = MANY, clock.there.clear()
    clock.go_on.set()
    assert clock.there.wait(SOON_S)
    assert len(set(clock.ids)) == MANY
    clock._arming.join(SOON_S)
    assert clock.jobs() == MANY


def test_whoever_closes_does_not_wait_until_all_are_armed(desk: Desk) -> None:
    duties = Duties(Engine(), (DEADLINES,))
    clock = Noted(duties, desk, after=150)
    clock._scheduler.start()
    duties.beat()
    assert clock.there.wait(SOON_S)
    clock._ending.set()
    clock.go_on.set()
    clock.close()
    assert not clock._arming.is_alive()
    assert len(clock.ids) < MANY


def test_what_could_not_be_read_is_read_at_the_next_beat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    duties = Duties(Engine(), (DEADLINES,))
    clock = Noted(duties, desk)
    with monkeypatch.context() as broken:
        broken.setattr(clock, "_database", open_desk(sqlite_url(desk.database.path.parent / "other.db")).database)  # type: ignore[union-attr]
        with clock._database.writer.begin() as connection:
            connection.exec_driver_sql("DROP TABLE deadlines")
        duties.beat()
        clock._arming.join(SOON_S)
        clock._database.close()
    assert clock.ids == []
    duties.beat()
    assert clock.there.wait(SOON_S)
    assert len(clock.ids) == MANY
    clock.go_on.set()
    clock._arming.join(SOON_S)


def test_a_duty_taken_while_a_reading_fails_is_not_forgotten(desk: Desk) -> None:
    clock = AlarmClock(Duties(Engine(), (DEADLINES,)), desk.database)
    with desk.database.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE deadlines RENAME TO elsewhere")
    clock._new_here = True
    clock._arm_stored(every=False)
    assert (clock._stale, clock._new_here) == (True, True)
