"""What is overdue is run in due order, piece by piece, and nobody waits for all of it."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from dispatcher.domain.events import EntryKind
from dispatcher.domain.machine import DuePlace, DueRan, DutiesKept, KeepDuties, RunDue
from dispatcher.domain.record_commands import AddNote
from dispatcher.duties import FIRST, LEAST, MOST, PIECE_S, Duties
from dispatcher.engine import Engine
from dispatcher.services import running_due
from dispatcher.services.escalating import run_deadline
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage import deadlines, journal
from dispatcher.storage.errors import Unwritable
from dispatcher.storage.leases import DEADLINES
from dispatcher.storage.schema import deadlines as table
from dispatcher.transactor import Committed
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START, FakeClock

SOON_S = 10.0
PIECE = FIRST
MANY = 2 * PIECE + 7
OVERDUE = START + timedelta(hours=2)


@pytest.fixture
def desk(new_url: Callable[..., str]) -> Iterator[Desk]:
    """Many open incidents whose guards are overdue, in an order that is not that of their ids; the duty is held."""
    desk = open_desk(new_url())
    desk.run(signs_on(DISPATCHER))
    for number in range(MANY):
        desk.run(a_call(f"{number} Elm St"))
    with desk.database.writer.begin() as connection:
        found = connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all()
        for number, deadline_id in enumerate(found):
            due_at = OVERDUE - timedelta(seconds=number * 37 % MANY // 2)  # pairs share an instant
            connection.execute(update(table).where(table.c.id == deadline_id).values(due_at=due_at))
    clock = desk.clock
    assert isinstance(clock, FakeClock)
    clock.move_to(OVERDUE)
    desk.run(KeepDuties(names=(DEADLINES,)))
    yield desk
    desk.close()


def in_due_order(desk: Desk) -> list[str]:
    with desk.database.reader.connect() as connection:
        rows = connection.execute(select(table.c.id).where(table.c.run == 1).order_by(table.c.due_at, table.c.id))
        return list(rows.scalars())


def ran(desk: Desk) -> list[str]:
    """Ids of the deadlines whose guards the journal tells of, in its order."""
    with desk.database.reader.connect() as connection:
        entries = [entry for entry in journal.read_after(connection, 0) if entry.kind is EntryKind.GUARD_RAN]
        guards = dict(connection.execute(select(table.c.subject_id, table.c.id).where(table.c.run == 1)).all())
    return [guards[entry.incident_id] for entry in entries]


def state_of(desk: Desk, deadline_id: str) -> str:
    with desk.database.reader.connect() as connection:
        return connection.execute(select(table.c.state).where(table.c.id == deadline_id)).scalar_one()


def test_pieces_follow_the_due_order_and_tell_what_was_late(desk: Desk) -> None:
    told: list[DueRan] = []
    while not told or told[-1].more:
        told.append(desk.run(RunDue(epoch=1, most=PIECE)))
    assert [part.ran for part in told] == [PIECE, PIECE, 7]
    assert ran(desk) == in_due_order(desk)
    assert sum(part.late for part in told) == MANY - 4, "the last two instants are no later than a second"
    assert told[0].latest_s == (MANY - 1) // 2
    with desk.database.reader.connect() as connection:
        assert told[-1].next_due == deadlines.next_due(connection) > OVERDUE  # the guards are set anew
    assert desk.run(RunDue(epoch=1, most=PIECE)) == DueRan(next_due=told[-1].next_due)


def test_only_who_holds_the_duty_runs_it(desk: Desk) -> None:
    assert desk.run(RunDue(epoch=2, most=PIECE)).ran == 0
    assert ran(desk) == []


def test_one_that_fails_holds_up_no_other_and_leaves_no_trace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order = in_due_order(desk)
    broken = order[3]

    def fails(command: Any, work: Any) -> bool:
        did = run_deadline(command, work)
        if command.deadline_id == broken:
            raise RuntimeError("a rule that cannot be followed")
        return did

    monkeypatch.setattr(running_due, "run_deadline", fails)
    with caplog.at_level(logging.ERROR):
        first = desk.run(RunDue(epoch=1, most=5))
    assert f"deadline {broken} did not run" in caplog.text
    assert ran(desk) == [*order[:3], order[4]]
    assert state_of(desk, broken) == "armed"
    assert len(desk.committed[-1].armed) == 4, "nothing is armed in place of it"
    with desk.database.reader.connect() as connection:
        fifth = connection.execute(select(table.c.due_at).where(table.c.id == order[4])).scalar_one()
    assert first.failed_upto == DuePlace(fifth, order[4])
    second = desk.run(RunDue(epoch=1, most=5, behind=first.failed_upto))
    assert (second.ran, second.failed_upto) == (5, None), "it is not tried again in the same pass"
    assert ran(desk) == [*order[:3], *order[4:10]]
    monkeypatch.undo()
    desk.run(RunDue(epoch=1, most=1))
    assert ran(desk)[-1] == broken


def test_what_the_beat_says_of_the_backlog(desk: Desk) -> None:
    kept = desk.run(KeepDuties(names=(DEADLINES,)))
    assert kept.missed == MANY - 4
    assert kept.oldest_s == (MANY - 1) // 2
    assert kept.next_due is None
    while desk.run(RunDue(epoch=1, most=PIECE)).more:
        pass
    kept = desk.run(KeepDuties(names=(DEADLINES,)))
    assert (kept.missed, kept.due) == (0, ())
    assert kept.next_due > OVERDUE


class Steady(FakeClock):
    """Every piece takes as long as a piece should, so all are of one size."""

    def monotonic(self) -> float:
        self.advance(seconds=PIECE_S)
        return super().monotonic()


def test_a_command_passes_the_backlog(desk: Desk) -> None:
    """Given while the first piece is run, it is carried out with the second."""
    engine = Engine(desk.transactor)
    duties = Duties(engine, (DEADLINES,), Steady())
    ran_before: list[int] = []
    live: list[Future[Any]] = []
    caught_up = threading.Event()
    with desk.database.reader.connect() as connection:
        first = select(table.c.incident_id).order_by(table.c.due_at, table.c.id).limit(1)
        incident = connection.execute(first).scalar_one()

    def after(committed: Committed) -> None:
        kinds = [entry.kind for entry in committed.entries]
        if EntryKind.GUARD_RAN in kinds and not live:
            live.append(engine.submit(AddNote(actor=DISPATCHER, incident_id=incident, text="a second caller")))
        if EntryKind.NOTE_ADDED in kinds:
            ran_before.append(len(ran(desk)))

    engine.after_commit(after)
    duties.on_ran(lambda part: None if part.more else caught_up.set())
    desk.transactor.close()
    engine.start()
    try:
        duties.beat()
        assert caught_up.wait(SOON_S)
        assert live[0].exception(SOON_S) is None
    finally:
        engine.close()
    assert ran_before == [2 * PIECE]
    assert len(ran(desk)) == len(set(ran(desk))) == MANY


# -- what the duties ask of the engine -----------------------------------------------------------------------------


class Recorder:
    """An engine that grants the duty, has something due, and keeps what it is asked to run."""

    def __init__(self) -> None:
        self.jobs: list[tuple[RunDue, Future[Any]]] = []

    def submit(self, command: AnyCommand) -> "Future[Any]":
        future: Future[Any] = Future()
        if isinstance(command, KeepDuties):
            future.set_result(DutiesKept(held={DEADLINES: 3}, taken=frozenset(), due=("due",)))
        elif isinstance(command, RunDue):
            self.jobs.append((command, future))
        else:
            future.set_result(None)
        return future

    def answer(self, ran: DueRan) -> None:
        """Answer the piece that was asked for last."""
        self.jobs[-1][1].set_result(ran)


@pytest.fixture
def engine() -> Recorder:
    return Recorder()


@pytest.fixture
def duties(engine: Recorder) -> Duties:
    return Duties(engine, (DEADLINES,), FakeClock())


def test_a_piece_takes_no_longer_than_people_may_wait(engine: Recorder) -> None:
    """Ever fewer while the store is slow, ever more while it is quick, within bounds."""
    clock = FakeClock()
    duties = Duties(engine, (DEADLINES,), clock)
    duties.beat()
    asked: list[int] = []
    for each_s in [0.01] * 12 + [0.0001] * 12 + [1.0] * 12:
        asked.append(engine.jobs[-1][0].most)
        clock.advance(seconds=asked[-1] * each_s)
        engine.answer(DueRan(ran=asked[-1], more=True))
    assert asked[0] == FIRST
    assert abs(asked[11] * 0.01 - PIECE_S) <= 0.01
    assert asked[23] == MOST
    assert asked[35] == LEAST


def test_a_piece_that_was_not_full_says_nothing_of_the_next(engine: Recorder) -> None:
    clock = FakeClock()
    duties = Duties(engine, (DEADLINES,), clock)
    duties.beat()
    clock.advance(seconds=60)
    engine.answer(DueRan(ran=1))
    duties.run_due()
    assert engine.jobs[-1][0].most == FIRST


def test_one_piece_at_a_time_is_in_the_inbox(engine: Recorder, duties: Duties) -> None:
    duties.run_due()
    assert engine.jobs == [], "the duty is not held yet"
    duties.beat()
    duties.beat()
    assert [(job.epoch, job.most) for job, _ in engine.jobs] == [(3, PIECE)]
    engine.answer(DueRan(ran=PIECE, more=True))
    assert len(engine.jobs) == 2
    assert duties.is_running
    engine.answer(DueRan(ran=3))
    assert len(engine.jobs) == 2
    assert not duties.is_running


def test_what_falls_due_while_a_piece_is_run_is_looked_for_after_it(engine: Recorder, duties: Duties) -> None:
    duties.beat()
    duties.run_due()
    engine.answer(DueRan(ran=1))
    assert len(engine.jobs) == 2
    engine.answer(DueRan(ran=0))
    assert len(engine.jobs) == 2


def test_what_failed_waits_for_the_next_beat(engine: Recorder, duties: Duties) -> None:
    place = DuePlace(datetime(2026, 3, 14, tzinfo=START.tzinfo), "broken")
    duties.beat()
    engine.answer(DueRan(ran=PIECE - 1, failed_upto=place, more=True))
    engine.answer(DueRan(ran=1))
    duties.run_due()
    engine.answer(DueRan())
    duties.beat()
    assert [job.behind for job, _ in engine.jobs] == [None, place, place, None]


def test_a_store_that_is_away_is_asked_again_at_the_next_beat(engine: Recorder, duties: Duties) -> None:
    duties.beat()
    engine.jobs[-1][1].set_exception(Unwritable("away"))
    assert not duties.is_running
    assert len(engine.jobs) == 1
    duties.beat()
    assert len(engine.jobs) == 2


def test_whoever_gives_the_duty_back_leaves_the_rest_of_the_backlog(engine: Recorder, duties: Duties) -> None:
    duties.beat()
    duties.release(DEADLINES)
    engine.answer(DueRan(ran=PIECE, more=True))
    assert len(engine.jobs) == 1
    assert not duties.is_running


def test_what_ran_late_is_summed_up_once(engine: Recorder, duties: Duties, caplog: pytest.LogCaptureFixture) -> None:
    duties.beat()
    with caplog.at_level(logging.WARNING):
        engine.answer(DueRan(ran=PIECE, late=PIECE, latest_s=300.0, more=True))
        assert caplog.records == []
        engine.answer(DueRan(ran=2, late=1, latest_s=4.0))
        duties.beat()
        engine.answer(DueRan(ran=1))
    assert [record.getMessage() for record in caplog.records] == [
        f"{PIECE + 1} deadlines ran late, the latest by 300.0 s; no more are overdue"
    ]
