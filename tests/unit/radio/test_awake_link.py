"""A computer that slept: the port is given up, whatever it looks like."""

import pytest

from radio.errors import LinkLost
from radio.line_clock import LineClock
from radio.links.awake import AwakeLink
from radio.links.base import parse_link
from radio.links.loopback import Loopback
from radio.links.opening import link_for
from radio.links.rfc2217 import RemotePort
from radio.links.serial_port import SerialPort
from radio.links.tcp import TcpLine
from radio.message import World


class SleepyClock(LineClock):
    """Slept for as long as it is told."""

    slept_s = 1234.5

    def asleep_s(self) -> float:
        return self.slept_s


def opened() -> tuple[AwakeLink, Loopback, SleepyClock]:
    clock, inner = SleepyClock(), Loopback(lambda data: data)
    link = AwakeLink(inner, clock)
    clock.slept_s += 500.0  # before it is opened nothing is lost
    link.open()
    return link, inner, clock


@pytest.mark.parametrize(("slept_s", "words"), [(2.5, "2 s"), (600.0, "10 minutes"), (50_000.0, "833 minutes")])
def test_sleep_is_told_by_an_empty_read_and_before_a_write(slept_s: float, words: str) -> None:
    link, inner, clock = opened()
    clock.slept_s += slept_s
    with pytest.raises(LinkLost, match=f"the computer slept for {words}"):
        link.read(0.0)
    with pytest.raises(LinkLost) as caught:
        link.write(b"page")
    assert caught.value.unwritten == 4
    assert inner.written == []
    link.close()
    link.open()
    link.write(b"page")
    assert link.read(0.0) == b"page"


def test_what_came_before_the_sleep_is_still_read() -> None:
    link, inner, clock = opened()
    inner.say(b"\x06\r")
    clock.slept_s += 60.0
    assert link.read(0.0) == b"\x06\r"
    with pytest.raises(LinkLost):
        link.read(0.0)


def test_two_clocks_read_apart_are_no_sleep() -> None:
    link, _, clock = opened()
    clock.slept_s += 1.9
    assert link.read(0.0) == b""
    link.wake()
    assert link.read(30.0) == b""


def test_machines_clock_does_not_sleep_while_we_look() -> None:
    clock = LineClock()
    assert abs(clock.asleep_s() - clock.asleep_s()) < 1.0


@pytest.mark.parametrize(
    ("url", "kind"),
    [("serial:COM3", SerialPort), ("socket://host:1", TcpLine), ("rfc2217://host:1", RemotePort)],
)
def test_every_link_is_watched(url: str, kind: type) -> None:
    link = link_for(parse_link(url, World.LIVE))
    assert isinstance(link, AwakeLink)
    assert isinstance(link._link, kind)
