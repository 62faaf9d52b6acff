"""The threads around the store: engine, readers, change feed, duties, alarm clock. Real threads, bounded waits."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from dispatcher.alarm_clock import AlarmClock
from dispatcher.change_feed import ChangeFeed
from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.domain.errors import Rejected
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.duties import Duties
from dispatcher.engine import BATCH_LIMIT, Engine
from dispatcher.queries.requests import AskQueue, AskSentinel, Query
from dispatcher.readers import READERS, Readers
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage import journal
from dispatcher.storage.errors import StorageError, Unwritable
from dispatcher.storage.leases import DEADLINES, this_process
from dispatcher.storage.schema import deadlines, incidents
from dispatcher.system_clock import SystemClock, new_id
from dispatcher.transactor import Committed
from tests.helpers.builders import DISPATCHER, Desk, a_call, a_pack, open_desk, signs_on

SOON_S = 10.0


@dataclass
class Room:
    """An engine with its own desk."""

    desk: Desk
    engine: Engine

    def do(self, command: AnyCommand) -> Any:
        return self.engine.submit(command).result(SOON_S)

    def close(self) -> None:
        self.engine.close()
        self.desk.close()


def open_room(url: str, **more: Any) -> Room:
    clock = SystemClock()
    desk = open_desk(url, clock, holder=this_process(new_id()), ids=new_id(), **more)
    desk.transactor.close()
    return Room(desk, Engine(desk.transactor))


@pytest.fixture
def rooms(new_url: Callable[..., str]) -> Iterator[Callable[..., Room]]:
    """Opens rooms, by default on one database of both kinds."""
    url, opened = new_url(), []

    def new(**more: Any) -> Room:
        opened.append(open_room(url, **more))
        return opened[-1]

    yield new
    for room in opened:
        room.close()


@pytest.fixture
def room(rooms: Callable[..., Room]) -> Room:
    opened = rooms()
    opened.engine.start()
    opened.do(signs_on(DISPATCHER))
    return opened


# -- engine --------------------------------------------------------------------------------------------------------


def test_a_future_resolves_after_the_commit(room: Room) -> None:
    seen: list[int] = []

    def look(_done: "Future[Any]") -> None:
        with room.desk.database.reader.connect() as connection:
            seen.append(connection.execute(select(func.count()).select_from(incidents)).scalar_one())

    future = room.engine.submit(a_call())
    looked = threading.Event()
    future.add_done_callback(look)
    future.add_done_callback(lambda _done: looked.set())
    assert future.result(SOON_S).number.endswith("-000001")
    assert looked.wait(SOON_S)
    assert seen == [1]


def test_what_waits_together_is_committed_together(rooms: Callable[..., Room]) -> None:
    room = rooms()
    batches: list[Committed] = []
    room.engine.after_commit(batches.append)
    futures = [room.engine.submit(signs_on(DISPATCHER))]
    futures += [room.engine.submit(a_call(f"{number} Elm St")) for number in range(BATCH_LIMIT)]
    assert room.engine.pending == BATCH_LIMIT + 1
    room.engine.start()
    numbers = [future.result(SOON_S) for future in futures][1:]
    assert [len(batch.outcomes) for batch in batches] == [BATCH_LIMIT, 1]
    assert [taken.number[-3:] for taken in numbers] == [f"{number:03d}" for number in range(1, BATCH_LIMIT + 1)]
    assert room.engine.pending == 0


def test_it_goes_on_after_anything(room: Room) -> None:
    def deaf(_committed: Committed) -> None:
        raise RuntimeError("a listener that fails")

    room.engine.after_commit(deaf)
    with pytest.raises(Rejected):
        room.do(a_call(" "))
    with pytest.raises(KeyError):
        room.do(object())  # type: ignore[arg-type]
    assert room.do(a_call()).number.endswith("-000001")


def test_a_cancelled_command_is_not_carried_out(rooms: Callable[..., Room]) -> None:
    room = rooms()
    dropped = room.engine.submit(a_call("1 Elm St"))
    assert dropped.cancel()
    kept = room.engine.submit(signs_on(DISPATCHER))
    room.engine.start()
    assert kept.result(SOON_S) == DISPATCHER
    with pytest.raises(CancelledError):
        dropped.result(SOON_S)
    assert room.do(a_call("2 Elm St")).number.endswith("-000001")


def test_closing_carries_out_what_is_queued_and_refuses_the_rest(rooms: Callable[..., Room]) -> None:
    room = rooms()
    queued = [room.engine.submit(signs_on(DISPATCHER)), room.engine.submit(a_call())]
    room.engine.start()
    room.engine.close()
    assert all(future.done() for future in queued)
    with pytest.raises(StorageError, match="closing"):
        room.do(a_call())
    room.engine.close()


def test_a_full_disk_loses_nothing_that_was_accepted(sqlite_new: Callable[..., str]) -> None:
    room = open_room(sqlite_new())
    accepted = []
    with ExitStack() as stack:
        stack.callback(room.close)
        connection = room.desk.transactor._connected()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 40}")
        connection.rollback()
        room.engine.start()
        room.do(signs_on(DISPATCHER))
        with pytest.raises(Unwritable, match="disk is full; nothing of it was stored"):  # noqa: PT012
            for number in range(500):  # until it is full: what was accepted before counts
                accepted.append(room.do(a_call(f"{number} Elm St", narrative="smoke " * 200)))  # noqa: PERF401
        after = room.do(a_call("after"))
        with room.desk.database.reader.connect() as reading:
            stored = set(reading.execute(select(incidents.c.id)).scalars())
            assert list(journal.verify(reading))
        assert stored == {taken.incident_id for taken in [*accepted, after]}
        assert accepted


# -- readers -------------------------------------------------------------------------------------------------------


@pytest.fixture
def readers(room: Room) -> Iterator[Readers]:
    opened = Readers(room.desk.database, room.desk.clock)
    yield opened
    opened.close()


def test_a_newer_question_of_the_same_key_replaces_the_older(room: Room, readers: Readers) -> None:
    older = readers.ask(AskQueue(), key="queue")
    other = readers.ask(AskQueue())
    newer = readers.ask(AskQueue(), key="queue")
    readers.start()
    assert newer.result(SOON_S) == ()
    assert other.result(SOON_S) == ()
    assert older.cancelled()
    room.do(a_call())
    assert len(readers.ask(AskQueue(), key="queue").result(SOON_S)) == 1
    assert newer.result() == (), "an answer that was given stays given"


def test_a_question_that_fails_is_told_and_the_readers_go_on(readers: Readers) -> None:
    readers.start()
    for _ in range(READERS + 1):
        with pytest.raises(KeyError):
            readers.ask(Query()).result(SOON_S)
    assert readers.ask(AskSentinel()).result(SOON_S).unguarded == 0


def test_readers_close_after_what_was_asked(readers: Readers) -> None:
    asked = [readers.ask(AskSentinel()) for _ in range(5)]
    readers.start()
    readers.close()
    assert all(future.result(0) for future in asked)
    with pytest.raises(StorageError, match="closing"):
        readers.ask(AskSentinel()).result(0)


# -- change feed ---------------------------------------------------------------------------------------------------


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.entries: queue.SimpleQueue[Entry] = queue.SimpleQueue()

    def __call__(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            self.entries.put(entry)

    def next(self, count: int) -> list[Entry]:
        return [self.entries.get(timeout=SOON_S) for _ in range(count)]

    def until(self, kind: EntryKind) -> Entry:
        while True:
            entry = self.entries.get(timeout=SOON_S)
            if entry.kind is kind:
                return entry


@pytest.fixture
def feed_of() -> Iterator[Callable[[Room], ChangeFeed]]:
    opened: list[ChangeFeed] = []

    def new(room: Room) -> ChangeFeed:
        feed = ChangeFeed(room.desk.database)
        room.engine.after_commit(lambda _committed: feed.ring())
        feed.start()
        opened.append(feed)
        return feed

    yield new
    for feed in opened:
        feed.close()


def test_every_entry_once_in_order_to_every_process(rooms: Callable[..., Room], feed_of: Any) -> None:
    one, two = rooms(), rooms()
    heard = []
    for room in (one, two):
        room.engine.start()
        room.do(signs_on(DISPATCHER))
    for room in (one, two):
        heard.append(Heard())
        feed_of(room).subscribe(heard[-1])
    with one.desk.database.reader.connect() as connection:
        last = journal.last_sequence(connection)
    futures = [room.engine.submit(a_call(f"{number} Elm St")) for number in range(20) for room in (one, two)]
    for future in futures:
        future.result(SOON_S)
    for listener in heard:
        assert [entry.sequence for entry in listener.next(80)] == list(range(last + 1, last + 81))
        assert listener.entries.empty()


def test_a_late_subscriber_hears_from_then_on(room: Room, feed_of: Any) -> None:
    feed = feed_of(room)
    early, late = Heard(), Heard()
    feed.subscribe(early)
    room.do(a_call("1 Elm St"))
    early.next(2)
    stop = feed.subscribe(late)
    room.do(a_call("2 Elm St"))
    assert [entry.body["number"][-1] for entry in late.next(2) if "number" in entry.body] == ["2"]  # type: ignore[index]
    early.next(2)
    stop()
    room.do(a_call("3 Elm St"))
    early.next(2)
    assert late.entries.empty()


def test_a_deaf_listener_does_not_silence_the_others(room: Room, feed_of: Any) -> None:
    def deaf(_entries: tuple[Entry, ...]) -> None:
        raise RuntimeError("a listener that fails")

    feed, heard = feed_of(room), Heard()
    feed.subscribe(deaf)
    feed.subscribe(heard)
    room.do(a_call())
    assert [entry.kind.value for entry in heard.next(2)] == ["call_taken", "incident_opened"]


@pytest.mark.postgres
def test_the_feed_finds_the_server_again(postgres_new: Callable[..., str], postgres_server: Any, feed_of: Any) -> None:
    import psycopg

    room = open_room(postgres_new())
    room.engine.start()
    try:
        room.do(signs_on(DISPATCHER))
        heard = Heard()
        feed = feed_of(room)
        feed.subscribe(heard)
        room.do(a_call("1 Elm St"))
        heard.next(2)
        with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [room.desk.database.url.database],
            )
        with pytest.raises(Unwritable):
            room.do(a_call("lost, and said so"))
        room.do(a_call("2 Elm St"))
        assert [entry.kind.value for entry in heard.next(2)] == ["call_taken", "incident_opened"]
    finally:
        feed.close()
        room.close()


# -- duties and alarm clock ----------------------------------------------------------------------------------------


def test_a_due_deadline_runs_on_time(rooms: Callable[..., Room], feed_of: Any) -> None:
    steps = {"not_accepted": 0.3, "repeat": 0.5, "voice": 0.7, "supervisor": 0.9}
    room = rooms(pack=a_pack(dispatch=steps, read_back={}))
    duties = Duties(room.engine, (DEADLINES,))
    clock = AlarmClock(duties, room.desk.clock)
    held = threading.Event()
    duties.on_beat(lambda kept: held.set() if DEADLINES in kept.held else None)
    room.engine.after_commit(clock.after_commit)
    room.engine.start()
    room.do(signs_on(DISPATCHER))
    heard = Heard()
    feed_of(room).subscribe(heard)
    clock.start()
    try:
        assert held.wait(SOON_S)
        taken = room.do(a_call())
        room.do(DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E12",)))
        ran = [heard.until(EntryKind.STEP_RAN) for _ in range(3)]
    finally:
        clock.close()
        duties.release()
    assert [entry.body["step"] for entry in ran] == ["repeat", "voice", "supervisor"]
    lateness = sorted(int(str(entry.body["late_ms"])) for entry in ran)
    assert lateness[0] >= 0
    assert lateness[1] <= 250, f"late by {lateness} ms"


def test_the_alarm_clock_wakes_for_what_the_store_holds(rooms: Callable[..., Room], feed_of: Any) -> None:
    """After a restart, and what another process armed: nothing was told by a commit of this process."""
    room = rooms()
    room.engine.start()
    room.do(signs_on(DISPATCHER))
    taken = room.do(a_call())
    with room.desk.database.writer.begin() as connection:
        soon = room.desk.clock.now() + timedelta(milliseconds=400)
        connection.execute(deadlines.update().values(due_at=soon))
    duties = Duties(room.engine, (DEADLINES,))
    clock = AlarmClock(duties, room.desk.clock)
    heard = Heard()
    feed_of(room).subscribe(heard)
    clock.start()
    try:
        assert heard.until(EntryKind.GUARD_RAN).incident_id == taken.incident_id
        other = {
            "subject_kind": "incident", "incident_id": taken.incident_id, "run": 1, "state": "armed",
            "name": "guard_watch", "step": "overdue", "subject_id": taken.incident_id, "since": room.desk.clock.now(),
        }  # fmt: skip
        with room.desk.database.writer.begin() as connection:
            due = room.desk.clock.now() + timedelta(milliseconds=1500)
            connection.execute(insert(deadlines).values(id="another's", due_at=due, **other))
        assert heard.until(EntryKind.GUARD_RAN).body["guard"] == "guard_watch"
    finally:
        clock.close()
        duties.release()


def test_nothing_is_held_after_the_release(room: Room) -> None:
    duties = Duties(room.engine, (DEADLINES,))
    assert duties.beat().held == {DEADLINES: 1}
    duties.release()
    assert duties.epoch(DEADLINES) is None
    with room.desk.database.reader.connect() as connection:
        assert set(connection.execute(text("SELECT holder FROM leases")).scalars()) == {""}
    duties.release()
