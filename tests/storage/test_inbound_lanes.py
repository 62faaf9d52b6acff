"""What comes in on its way to the store: emergencies first, statuses in order, words stored, positions bounded."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dispatcher.domain.events import EntryKind
from dispatcher.domain.inbound import InboundOutcome
from dispatcher.domain.machine import HeardPosition, TakeEmergency, TakePositions, TakeStatuses
from dispatcher.duties import Duties
from dispatcher.engine import BATCH_LIMIT, Engine
from dispatcher.inbound_lanes import Gathered, InboundLanes
from dispatcher.queries.inbound import inbound_feed
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskInboundFeed
from dispatcher.relay import MOST_STATUSES, Relay
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.errors import StorageError, Unwritable
from dispatcher.storage.leases import this_process
from dispatcher.storage.schema import unit_positions, units
from dispatcher.system_clock import SystemClock, new_id
from dispatcher.transactor import Committed
from radio.inbound import InboundEmergency, InboundPosition, InboundStatus, InboundText
from tests.helpers.builders import DISPATCHER, a_pack, open_desk, signs_on
from tests.helpers.clock import START

SOON_S = 20.0
FMS1, FMS2 = 0x8003, 0x8004


class Air:
    """A room whose database can go away, and radios that speak into it."""

    def __init__(self, url: str) -> None:
        self.clock = SystemClock()
        shipped = a_pack().model_dump(mode="json")["status"]
        pack = a_pack(status=[{**row, "driver": "", "channel": "paging"} for row in shipped])
        self.desk = open_desk(url, self.clock, pack, holder=this_process(new_id()), ids=new_id())
        self.desk.transactor.close()
        self.engine = Engine(self.desk.transactor)
        self.is_away = False
        self.batches: list[list[AnyCommand]] = []
        self._real = self.desk.transactor.run
        self.desk.transactor.run = self._run  # type: ignore[method-assign]
        self.gate = threading.Event()
        self.gate.set()
        self.engine.start()
        self.engine.submit(signs_on(DISPATCHER)).result(SOON_S)
        self.relay = Relay(self.engine, Duties(self.engine, ()), ())
        self.relay.start()
        self.batches.clear()

    def _run(self, batch: Any) -> Committed:
        self.gate.wait(SOON_S)
        if self.is_away:
            raise Unwritable("the database is away")
        self.batches.append(list(batch))
        return self._real(batch)

    def status(self, sender: str, code: int) -> None:
        self.relay.inbound("paging", InboundStatus(sender=sender, at=self.clock.now(), code=code, bytes_received=b"s"))

    def press(self, sender: str) -> None:
        self.relay.inbound("paging", InboundEmergency(sender=sender, at=self.clock.now(), how="status 0"))

    def moves(self, sender: str, latitude: float, age_s: float | None = None) -> None:
        item = InboundPosition(sender=sender, at=self.clock.now(), latitude=latitude, longitude=-3.5, age_s=age_s)
        self.relay.inbound("paging", item)

    def says(self, sender: str, text: str) -> None:
        self.relay.inbound("paging", InboundText(sender=sender, at=self.clock.now(), text=text, bytes_received=b"t"))

    def settles(self) -> None:
        waiting = threading.Event()
        for _ in range(int(SOON_S * 100)):
            if self.relay.is_idle():
                return
            waiting.wait(0.01)
        raise AssertionError("something is not stored yet")

    def feed(self) -> tuple[InboundRow, ...]:
        with self.desk.database.reader.connect() as connection:
            return tuple(reversed(inbound_feed(AskInboundFeed(1_000), connection, self.clock.now())))

    def close(self) -> None:
        self.gate.set()
        self.is_away = False
        self.relay.close()
        self.engine.close()
        self.desk.close()


@pytest.fixture
def air(new_url: Callable[..., str]) -> Iterator[Air]:
    """On both databases."""
    opened = Air(new_url())
    yield opened
    opened.close()


def test_everything_that_comes_in_is_stored_in_order(air: Air) -> None:
    codes = [FMS1, FMS2] * 30
    for code in codes:
        air.status("1000012", code)
    air.settles()
    assert [row.code for row in air.feed()] == codes
    assert {row.outcome for row in air.feed()} == {InboundOutcome.REPORTED}


def test_statuses_that_wait_share_a_commit_and_no_more_than_so_many(air: Air) -> None:
    air.gate.clear()
    for number in range(MOST_STATUSES * 2 + 5):
        air.status("1000012", (FMS1, FMS2)[number % 2])
    air.gate.set()
    air.settles()
    sizes = [len(command.items) for batch in air.batches for command in batch if isinstance(command, TakeStatuses)]
    assert sum(sizes) == MOST_STATUSES * 2 + 5
    assert max(sizes) == MOST_STATUSES


def test_an_emergency_overtakes_all_that_waits_and_is_committed_alone(air: Air) -> None:
    air.gate.clear()
    first = air.engine.submit(TakeStatuses(items=()))  # holds the engine
    waiting = [air.engine.submit(TakeStatuses(items=())) for _ in range(BATCH_LIMIT + 10)]
    air.press("1000012")
    air.press("1000011")
    air.gate.set()
    for future in (first, *waiting):
        future.result(SOON_S)
    air.settles()
    kinds = [[type(command) for command in batch] for batch in air.batches]
    place = next(place for place, batch in enumerate(kinds) if TakeEmergency in batch)
    assert place <= 1, "it waits for the commit that is running, at most"
    assert set(kinds[place]) == {TakeEmergency}
    assert max(map(len, kinds)) <= BATCH_LIMIT
    assert [row.call_sign for row in air.feed()] == ["E12", "E11"]


def test_words_are_stored_when_the_channel_is_told_so(air: Air) -> None:
    air.says("1000012", "read this")
    assert [row.words for row in air.feed()] == ["read this"]
    air.is_away = True
    with pytest.raises(StorageError):
        air.says("1000012", "and this")
    air.is_away = False
    air.says("1000012", "and this")
    assert [row.words for row in air.feed()] == ["read this", "and this"]


def test_words_that_nobody_waits_for_any_more_are_not_stored(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modem has them still and tells them again."""
    monkeypatch.setattr("dispatcher.relay.STORE_S", 0.05)
    air.gate.clear()
    air.status("1000012", FMS1)  # the thread that stores is held by this one
    with pytest.raises(TimeoutError):
        air.says("1000012", "too late")
    air.gate.set()
    air.settles()
    assert [row.words for row in air.feed()] == [None]


def test_positions_are_gathered_and_the_newest_of_each_is_kept(air: Air) -> None:
    for number in range(200):
        air.moves("1000012", 50 + number / 1000)
        air.moves("1000011", 51 + number / 1000, age_s=60.0)
    air.settles()
    assert sum(isinstance(command, TakePositions) for batch in air.batches for command in batch) < 20
    with air.desk.database.reader.connect() as connection:
        places = {
            row.call_sign: row
            for row in connection.execute(
                select(units.c.call_sign, unit_positions.c.latitude, unit_positions.c.at).join(
                    unit_positions, unit_positions.c.unit_id == units.c.id
                )
            )
        }
    assert places["E12"].latitude == pytest.approx(50.199)
    assert places["E11"].latitude == pytest.approx(51.199)
    assert places["E12"].at - places["E11"].at > timedelta(seconds=55)


def test_a_database_that_comes_back_is_told_of_emergencies_first_and_nothing_is_missing(
    air: Air, caplog: pytest.LogCaptureFixture
) -> None:
    air.is_away = True
    air.status("1000012", FMS1)
    air.moves("1000012", 50.5)
    air.press("1000012")
    air.status("1000012", FMS2)
    air.press("1000011")
    pause = threading.Event()
    while "AN EMERGENCY on paging is kept" not in caplog.text or "positions of 1 senders" not in caplog.text:
        pause.wait(0.01)
    air.is_away = False
    air.settles()
    told = [
        type(command) for batch in air.batches for command in batch if isinstance(command, TakeEmergency | TakeStatuses)
    ]
    assert told[:2] == [TakeEmergency, TakeEmergency]
    rows = air.feed()
    assert sorted(row.kind for row in rows) == ["emergency", "emergency", "status", "status"]
    assert [row.code for row in rows if row.code] == [FMS1, FMS2]
    with air.desk.database.reader.connect() as connection:
        assert connection.execute(select(unit_positions.c.latitude)).scalar_one() == 50.5
    assert "1000012" not in caplog.text


def test_every_emergency_is_told_at_once_after_its_commit(air: Air) -> None:
    heard: list[EntryKind] = []
    came = threading.Event()

    def listen(committed: Committed) -> None:
        heard.extend(entry.kind for entry in committed.entries)
        came.set()

    air.engine.after_commit(listen)
    air.press("1000012")
    assert came.wait(SOON_S)
    assert EntryKind.EMERGENCY_HEARD in heard
    assert EntryKind.ATTENTION_RAISED in heard


# -- gathering, without threads ----------------------------------------------------------------------------------------


def at(sender: str, seconds: float, latitude: float = 1.0) -> HeardPosition:
    return HeardPosition(
        channel="tetra", sender=sender, latitude=latitude, longitude=0.0, at=START + timedelta(seconds=seconds)
    )


def test_what_is_older_than_what_is_known_only_counts() -> None:
    gathered = Gathered()
    for item in (at("a", 5, 1.0), at("a", 3, 2.0), at("a", 7, 3.0), at("b", 1)):
        gathered.add(item)
    first, second = gathered.take_all()
    assert (first.latitude, first.times) == (3.0, 3)
    assert (second.sender, second.times) == ("b", 1)
    assert len(gathered) == 0


def test_memory_is_bounded_and_what_is_dropped_is_counted() -> None:
    gathered = Gathered(most=3)
    for number in range(10):
        gathered.add(at("first", number))
    for name in "abc":
        gathered.add(at(name, 0))
    assert [item.sender for item in gathered.take_all()] == ["a", "b", "c"]
    assert gathered.dropped == 10


class Away:
    """An engine whose database never comes back."""

    def submit(self, command: AnyCommand, *, urgent: bool = False) -> "Future[Any]":
        del command, urgent
        future: Future[Any] = Future()
        future.set_exception(StorageError("away"))
        return future


def test_lanes_end_although_the_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    lanes = InboundLanes(Away())
    lanes.start()
    lanes.emergency(TakeEmergency(channel="tetra", sender="1", how="status 0", heard_at=START))
    lanes.position(at("1", 0))
    assert not lanes.wait_for_emergencies(0.0)
    lanes.close(SOON_S)
    assert lanes.unstored == 2
    assert "AN EMERGENCY on tetra is kept" in caplog.text


def test_a_fault_of_ours_is_said_and_holds_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Away):
        def submit(self, command: AnyCommand, *, urgent: bool = False) -> "Future[Any]":
            del command, urgent
            future: Future[Any] = Future()
            future.set_exception(ZeroDivisionError("a fault"))
            return future

    lanes = InboundLanes(Broken())
    lanes.start()
    lanes.emergency(TakeEmergency(channel="tetra", sender="1", how="status 0", heard_at=START))
    lanes.position(at("1", 0))
    lanes.close(SOON_S)
    assert lanes.unstored == 0
    assert "AN EMERGENCY on tetra could not be stored" in caplog.text
