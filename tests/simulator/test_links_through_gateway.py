"""Links to the network through the real gateway: outages, restarts, deaf peers, stuck CTS, a computer that slept."""

import itertools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from radio.drivers.registry import DRIVERS
from radio.gateway import Gateway, InMemoryPages, retry
from radio.gateway.channel import Channel, Ends
from radio.gateway.retry import Backoff
from radio.line_clock import LineClock
from radio.links import flow_watch, rfc2217, tcp
from radio.links.base import parse_link
from radio.links.tcp import TcpLine
from radio.message import ChannelConfig, ChannelState, Page, Receipt, ReceiptKind, Urgency, World
from radio.simulator.faults import parse_fault
from radio.simulator.tap_terminal import TapTerminal
from radio.simulator.tape import Tape, read_tape
from radio.trace import NoTrace
from tests.helpers.port_server import PortServer
from tests.simulator.radio_room import QUICK, Ledger

TEN_MINUTES_S = 600.0


class Site:
    """A terminal behind a server, and one LIVE channel to it."""

    def __init__(self, folder: Path, *, rfc2217: bool, faults: tuple[str, ...] = ()) -> None:
        self._tape = Tape(folder / "tape", LineClock().utc_now)
        self._tape_path = folder / "tape"
        self.server = PortServer(TapTerminal(self._tape, [parse_fault(text) for text in faults]), rfc2217=rfc2217)
        self.pages, self.ledger = InMemoryPages(), Ledger()
        self.gateway = Gateway(self.pages, self.ledger)
        self._numbers = itertools.count(1)

    def open(self, options: str = "", **profile: str | int | float | bool) -> None:
        config = ChannelConfig(
            name="net", driver="tap", link=self.server.url + options, world=World.LIVE, profile={**QUICK, **profile}
        )
        self.gateway.open(config)

    def open_up(self, options: str = "", **profile: str | int | float | bool) -> None:
        self.open(options, **profile)
        self.ledger.wait_state(ChannelState.UP)

    def page(self, text: str) -> str:
        attempt_id = f"a{next(self._numbers)}"
        page = Page(attempt_id=attempt_id, address="123", text=text, urgency=Urgency.P2, world=World.LIVE)
        self.pages.put("net", page)
        self.gateway.wake("net")
        return attempt_id

    def outcome(self, attempt_id: str) -> Receipt:
        self.ledger.wait(lambda: self.ledger.finals(attempt_id))
        (final,) = self.ledger.finals(attempt_id)
        return final

    def wait_down(self, words: str) -> None:
        self.ledger.wait(
            lambda: any(health.state is ChannelState.DOWN and words in health.reason for health in self.ledger.states)
        )

    def texts(self) -> list[str]:
        return [entry.text for entry in read_tape(self._tape_path)]

    def close(self) -> None:
        assert self.gateway.close_all(2.0)
        self.server.close()
        self._tape.close()


@pytest.fixture(params=[False, True], ids=["socket", "rfc2217"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path, rfc2217=request.param)
    yield made
    made.close()


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path, rfc2217=True)
    yield made
    made.close()


def test_page_is_accepted_over_the_network(site: Site) -> None:
    site.open_up()
    receipt = site.outcome(site.page("OVER THE NETWORK"))
    assert receipt.kind is ReceiptKind.ACCEPTED
    assert b"OVER THE NETWORK" in receipt.bytes_sent
    assert site.texts() == ["OVER THE NETWORK"]


def test_page_waits_while_nobody_listens(site: Site) -> None:
    site.server.stop()
    site.open()
    kept = site.page("KEPT")
    site.wait_down("nothing listens at 127.0.0.1")
    assert site.pages.count("net") == 1
    site.server.start()
    assert site.outcome(kept).kind is ReceiptKind.ACCEPTED
    assert site.texts() == ["KEPT"]


def test_server_that_restarts_is_found_again(site: Site) -> None:
    site.open_up()
    for number in range(3):
        site.server.stop()
        site.ledger.wait_state(ChannelState.DOWN, number + 1)
        site.server.start()
        site.ledger.wait_state(ChannelState.UP, number + 2)
    assert site.outcome(site.page("STILL THERE")).kind is ReceiptKind.ACCEPTED


@pytest.mark.parametrize("abort", [True, False])
def test_line_cut_behind_the_block_is_uncertain(tmp_path: Path, abort: bool) -> None:
    site = Site(tmp_path, rfc2217=True, faults=("lost-ack@1",))
    site.open_up(block_reply_s=30.0)
    lost = site.page("CUT OFF")
    site.server.wait(lambda: b"CUT OFF\r\x03" in site.server.heard)
    site.ledger.wait(lambda: site.texts())  # taken, and its answer lost
    site.server.drop(abort=abort)
    receipt = site.outcome(lost)
    assert (receipt.kind, receipt.code) == (ReceiptKind.UNCERTAIN, "line-lost")
    assert "the connection" in receipt.detail
    assert site.outcome(site.page("NEXT")).kind is ReceiptKind.ACCEPTED
    assert site.texts() == ["CUT OFF", "NEXT"]
    site.close()


def test_peer_that_is_there_and_deaf_is_given_up_and_found_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a half-open connection looks like before keepalive ends it: the probe's own time notices first."""
    monkeypatch.setattr(rfc2217, "AGREE_TIMEOUT_S", 0.3)
    site.open_up(probe_interval_s=0.1)
    site.server.set_deaf(on=True)
    failed = site.ledger.wait_state(ChannelState.FAILED)
    assert "no answer" in failed.reason or "silent" in failed.reason
    kept = site.page("KEPT")
    site.server.set_deaf(on=False)
    assert site.outcome(kept).kind is ReceiptKind.ACCEPTED
    assert site.texts() == ["KEPT"]


def test_gateway_closes_while_a_connection_is_on_its_way(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is switched off refuses nothing: the connection just does not come."""
    asked, away = threading.Event(), threading.Event()

    def connect(*_: object, **__: object) -> socket.socket:
        asked.set()
        away.wait(10.0)
        raise TimeoutError("timed out")

    monkeypatch.setattr(tcp.socket, "create_connection", connect)
    site.open()
    assert asked.wait(5.0)
    before = LineClock().monotonic()
    assert site.gateway.close_all(5.0)
    assert LineClock().monotonic() - before < 2.0
    away.set()


def test_stuck_cts_is_named_and_the_page_stays_where_it_waits(far: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rfc2217, "WRITE_TIMEOUT_S", 0.3)
    far.server.set_cts(on=False)
    far.open("?flow=rtscts")
    kept = far.page("HELD BACK")
    far.wait_down("CTS is off, check the handset cable")
    assert far.pages.count("net") == 1
    assert far.ledger.receipts == []
    far.server.set_cts(on=True)
    assert far.outcome(kept).kind is ReceiptKind.ACCEPTED
    assert flow_watch.CTS_OFF in " ".join(health.reason for health in far.ledger.states)


def test_computer_that_slept_opens_its_lines_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asleep = [5.0]
    monkeypatch.setattr(LineClock, "asleep_s", lambda _clock: asleep[0])
    site.open_up()
    site.ledger.wait(lambda: site.gateway.idle("net"))
    asleep[0] += 3 * 3600.0
    kept = site.page("MORNING")  # wakes the read, which is when the sleep is seen
    site.wait_down("the computer slept for 180 minutes: the port is opened anew")
    receipt = site.outcome(kept)
    assert receipt.kind in (ReceiptKind.ACCEPTED, ReceiptKind.FAILED)
    assert site.server.connections == 2
    assert site.texts() == (["MORNING"] if receipt.kind is ReceiptKind.ACCEPTED else [])


@pytest.mark.parametrize("driver", sorted(DRIVERS))
def test_every_driver_sets_the_far_port_as_its_device_wants_it(driver: str) -> None:
    """A driver without a policy for DTR and RTS cannot be opened; what the link says goes before it."""
    profile = DRIVERS[driver]({})
    for options, dtr, rts in (("", profile.modem_lines.dtr != "off", profile.modem_lines.rts == "on"),
                              ("?dtr=off&rts=off", False, False)):  # fmt: skip
        with PortServer(rfc2217=True) as server:
            gateway = Gateway(InMemoryPages(), Ledger())
            gateway.open(ChannelConfig(name="x", driver=driver, link=server.url + options, world=World.LIVE))
            assert server.far is not None
            server.wait(lambda far=server.far: far.baudrate == profile.default_baud and len(far.lines_seen) == 2)
            server.wait(lambda far=server.far: far.mode == profile.default_mode)
            assert server.far.lines_seen == [("dtr", dtr), ("rts", rts)]
            assert gateway.close_all(0.0)


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


class Counted(TcpLine):
    """Counts its openings."""

    openings = 0

    def open(self) -> None:
        self.openings += 1
        super().open()


def test_ten_minutes_away_leak_nothing_and_end_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand times as fast: 0.5 to 30 s become milliseconds, their number stays what ten minutes have."""
    waits, tries = Backoff(), 0
    away_s = 0.0
    while away_s < TEN_MINUTES_S:
        away_s += waits.next_s()
        tries += 1
    monkeypatch.setattr(retry, "FIRST_S", retry.FIRST_S / 1000)
    monkeypatch.setattr(retry, "LONGEST_S", retry.LONGEST_S / 1000)
    site = Site(tmp_path, rfc2217=False)
    config = ChannelConfig(name="net", driver="tap", link=site.server.url, world=World.LIVE, profile=dict(QUICK))
    link = Counted(parse_link(config.link, config.world))
    channel = Channel(config, DRIVERS["tap"](dict(QUICK)), link, 9600, Ends(site.pages, site.ledger, NoTrace()))
    channel.start()
    site.ledger.wait_state(ChannelState.UP)
    site.server.stop()
    site.ledger.wait_state(ChannelState.DOWN)
    site.page("KEPT")
    before = open_files(), threading.active_count()
    first = link.openings
    site.ledger.wait(lambda: link.openings >= first + tries)
    after = open_files(), threading.active_count()
    assert after[0] - before[0] <= 1  # one socket may be on its way
    assert after[1] - before[1] <= 1
    site.server.start()
    site.ledger.wait(lambda: site.ledger.finals("a1"))
    channel.stop(1.0)
    assert channel.join(2.0)
    assert site.texts() == ["KEPT"]
    site.close()
