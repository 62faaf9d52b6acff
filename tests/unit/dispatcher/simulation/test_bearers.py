"""Simulated bearers: one device for each channel, started beside the lease, in parallel, and never waited for."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from dispatcher.domain.machine import DutiesKept
from dispatcher.packs.plans import ChannelPart
from dispatcher.simulation.bearers import SimulatedBearers
from dispatcher.storage.leases import channel_lease
from radio.errors import RadioError
from radio.simulator.orders import GiveStatus, Order

PATIENCE_S = 10.0
CHANNELS = tuple(
    ChannelPart(name=name, title=name, driver=driver)
    for name, driver in (("paging", "tap"), ("sms", "sms"), ("tetra", "tetra"), ("voice", "voice"))
)
ORDER = GiveStatus(sender="4010101", code=0x8005)


class Device:
    """A device that runs until somebody ends it."""

    def __init__(self, link: Path, faults: Sequence[str]) -> None:
        self.link, self.faults = link, tuple(faults)
        self.orders: list[Order] = []
        self.running = True
        link.touch()

    def is_running(self) -> bool:
        return self.running

    def act(self, order: Order) -> None:
        if not self.running:
            raise BrokenPipeError("it has ended")
        self.orders.append(order)

    def stop(self) -> None:
        self.running = False
        self.link.unlink(missing_ok=True)


class Workshop:
    """Starts devices; a closed door keeps every start waiting."""

    def __init__(self) -> None:
        self.door = threading.Event()
        self.door.set()
        self.made: dict[str, list[Device]] = {}
        self.begun: list[str] = []
        self.news = threading.Condition()
        self.broken: set[str] = set()

    def start(self, link: Path, tape: Path, faults: Sequence[str] = (), *, device: str = "tap") -> Device:
        assert tape.name == f"{link.name}-tape.jsonl"
        with self.news:
            self.begun.append(device)
            self.news.notify_all()
        assert self.door.wait(PATIENCE_S)
        if device in self.broken:
            raise RadioError("no start today")
        made = Device(link, faults)
        self.made.setdefault(device, []).append(made)
        return made

    def wait_begun(self, count: int) -> None:
        with self.news:
            assert self.news.wait_for(lambda: len(self.begun) >= count, PATIENCE_S), self.begun


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


@contextmanager
def bearers_of(
    home: Path, workshop: Workshop, faults: dict[str, tuple[str, ...]] | None = None
) -> Iterator[SimulatedBearers]:
    bearers = SimulatedBearers(home, CHANNELS, faults, workshop.start)
    try:
        yield bearers
    finally:
        workshop.door.set()
        bearers.stop()


def holding(*channels: str) -> DutiesKept:
    return DutiesKept(held={channel_lease(name): 1 for name in channels}, taken=frozenset(), due=())


def test_each_channel_but_voice_has_a_device_of_its_driver_under_a_name_of_its_own(
    tmp_path: Path, workshop: Workshop
) -> None:
    with bearers_of(tmp_path, workshop, {"sms": ("reply=20@1",)}) as bearers:
        assert bearers.links == {
            "paging": f"simulator:{tmp_path / 'terminal'}",
            "sms": f"simulator:{tmp_path / 'terminal-sms'}",
            "tetra": f"simulator:{tmp_path / 'terminal-tetra'}",
        }
        bearers.stand_ready(holding("paging", "sms", "tetra"))
        assert {name: len(made) for name, made in workshop.made.items()} == {"tap": 1, "sms": 1, "tetra": 1}
        assert workshop.made["sms"][0].faults == ("reply=20@1",)
        assert workshop.made["tap"][0].faults == ()
        assert bearers.tape("sms") == tmp_path / "terminal-sms-tape.jsonl"
        assert bearers.tape() == tmp_path / "terminal-tape.jsonl"


def test_they_start_side_by_side_and_no_beat_waits_for_them(tmp_path: Path, workshop: Workshop) -> None:
    workshop.door.clear()
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_by(holding("paging", "sms"))
        workshop.wait_begun(2)  # both, although neither is done
        assert not bearers.is_ready("paging")
        assert bearers.is_ready("tetra"), "it is not held here: nothing is on its way"
        assert not bearers.act("sms", ORDER)
        bearers.stand_by(holding("paging", "sms"))
        assert sorted(workshop.begun) == ["sms", "tap"], "the next beat starts none twice"
        workshop.door.set()
        bearers.stand_ready(holding("paging", "sms"))
        assert bearers.is_ready("paging")
        assert bearers.act("sms", ORDER)
    assert workshop.made["sms"][0].orders == [ORDER]


def test_only_what_is_held_runs_and_what_is_lost_ends(tmp_path: Path, workshop: Workshop) -> None:
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_ready(holding("sms"))
        assert set(workshop.made) == {"sms"}
        bearers.stand_ready(holding())
        assert not workshop.made["sms"][0].running
        assert not bearers.act("sms", ORDER)


def test_a_lease_that_is_lost_while_a_device_starts_ends_it(tmp_path: Path, workshop: Workshop) -> None:
    workshop.door.clear()
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_by(holding("sms"))
        workshop.wait_begun(1)
        bearers.stand_by(holding())
        workshop.door.set()
        bearers.stop()
        assert [made.running for made in workshop.made["sms"]] == [False]


@pytest.mark.parametrize("harm", ["dead", "nameless"])
def test_a_device_that_died_or_lost_its_name_is_started_again(tmp_path: Path, workshop: Workshop, harm: str) -> None:
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_ready(holding("paging"))
        first = workshop.made["tap"][0]
        if harm == "dead":
            first.running = False
            assert not bearers.act("paging", ORDER)
        else:
            first.link.unlink()
        bearers.stand_ready(holding("paging"))
        assert len(workshop.made["tap"]) == 2
        assert not first.running
        assert workshop.made["tap"][1].running


def test_a_device_that_does_not_start_is_a_line_that_is_down_and_is_tried_again(
    tmp_path: Path, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    workshop.broken.add("sms")
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_ready(holding("sms"))
        assert bearers.is_ready("sms"), "the channel is opened, and says itself that nothing is there"
        assert "no start today" in caplog.text
        workshop.broken.clear()
        bearers.stand_ready(holding("sms"))
        assert bearers.act("sms", ORDER)


def test_every_process_ends_with_the_room(tmp_path: Path, workshop: Workshop) -> None:
    with bearers_of(tmp_path, workshop) as bearers:
        bearers.stand_ready(holding("paging", "sms", "tetra"))
    assert [made.running for each in workshop.made.values() for made in each] == [False] * 3
