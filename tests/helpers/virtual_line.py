"""A session with a simulated device at the other end, on a clock that nobody waits for: days of a line in seconds."""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from radio.drivers.base import Driver
from radio.drivers.registry import driver_for
from radio.errors import LinkLost
from radio.evidence import about_line
from radio.line_clock import LineClock
from radio.message import AcceptedPage, ChannelConfig, Page, Urgency, World
from radio.protocols.base import DeviceFailed, Event, SessionEnded
from radio.session import Session
from radio.simulator.device import Device
from radio.simulator.devices import DEVICES, Making, faults_of
from radio.trace import Bounds, FileTrace

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class VirtualClock(LineClock):
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def utc_now(self) -> datetime:
        return START + timedelta(seconds=self.now - 1000.0)


class Shown:
    """A recorder that remembers."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def record(self, address: str, text: str, blocks: bytes) -> int:
        del address, blocks
        self.texts.append(text)
        return len(self.texts)

    def retract(self, number: int) -> None:
        self.texts[number - 1] = ""

    def read(self, number: int) -> None:
        assert self.texts[number - 1]


class VirtualLink:
    """A line to a device core. What the device says takes 1 ms an octet and comes in pieces."""

    def __init__(self, clock: VirtualClock, device: Device, piece: int = 7) -> None:
        self._clock = clock
        self.device = device
        self.fails_after: int | None = None  # octets of the next write that still leave
        self._piece = piece
        self._coming: deque[tuple[float, bytes]] = deque()

    def open(self) -> None:
        self._coming.clear()

    def read(self, timeout_s: float | None) -> bytes:
        until = self._clock.now + max(timeout_s or 0.0, 1e-6)  # asking takes time too
        while True:
            self.device.tick(self._clock.now)
            self._listen()
            if self._coming and self._coming[0][0] <= self._clock.now:
                return self._coming.popleft()[1]
            dues = [until, self._coming[0][0] if self._coming else until, self.device.deadline() or until]
            if self._clock.now >= until:
                return b""
            self._clock.now = min(due if due > self._clock.now else self._clock.now + 1e-4 for due in dues)

    def write(self, data: bytes) -> None:
        if self.fails_after is not None:
            left, self.fails_after = min(self.fails_after, len(data)), None
            self.device.receive(data[:left], self._clock.now)
            raise LinkLost("the plug is out", unwritten=len(data) - left)
        self._clock.now += 0.0003
        self.device.receive(data, self._clock.now)
        if self.device.take_unplug() is not None:
            raise LinkLost("the plug is out")
        self._listen()

    def _listen(self) -> None:
        data = self.device.take_bytes()
        at = max(self._clock.now, self._coming[-1][0] if self._coming else 0.0)
        for start in range(0, len(data), self._piece):
            piece = data[start : start + self._piece]
            at += 0.001 * len(piece)
            self._coming.append((at, piece))

    def close(self) -> None:
        self._coming.clear()

    def wake(self) -> None:
        pass


class Life:
    """What a channel does with its line, without its thread."""

    def __init__(
        self,
        driver: str,
        path: Path,
        *,
        faults: Sequence[str] = (),
        bounds: Bounds | None = None,
        values: dict[str, Any] | None = None,
        **profile: str | int | float | bool,
    ) -> None:
        self.clock = VirtualClock()
        self.config = ChannelConfig(
            name="line", driver=driver, link="simulator:/none", world=World.SIMULATED, profile=profile
        )
        self.driver: Driver = driver_for(self.config)
        self.shown = Shown()
        making = Making(
            tape=self.shown, now_utc=self.clock.utc_now, faults=faults_of(driver, faults), values=values or {}
        )
        self.link = VirtualLink(self.clock, DEVICES[driver].make(making))
        self.trace = FileTrace(path, about_line(self.config), bounds)
        self.events: list[Event] = []
        self.pages: deque[Page] = deque()
        self._count = 0
        self.session: Session | None = None
        self._probe_at = 0.0

    def open(self, recalled: Iterable[AcceptedPage] = ()) -> None:
        self.link.open()
        self.session = Session(self.link, self.driver.protocol(self.driver.default_baud), self.trace, self.clock)
        self.session.protocol.recall(tuple(recalled), self.clock.now)
        self.session.protocol.probe(self.clock.now)
        self._probe_at = self.clock.now + self.driver.probe_interval_s

    def page(self, text: str, address: str = "+491701234567", urgency: Urgency = Urgency.P3) -> None:
        self._count += 1
        self.pages.append(
            Page(attempt_id=f"a{self._count}", address=address, text=text, urgency=urgency, world=World.SIMULATED)
        )

    def run(self, seconds: float) -> None:
        """Let time pass; a line that is lost is opened again at once, as is one whose device failed."""
        until = self.clock.now + seconds
        while self.clock.now < until:
            if self.session is None:
                self.open()
            try:
                self._turn(until)
            except LinkLost:
                self._end("lost")

    def _turn(self, until: float) -> None:
        session = self.session
        assert session is not None
        protocol = session.protocol
        now = self.clock.now
        if self.pages and protocol.wants_page() and self.events:
            session.send(self.pages.popleft())
        elif protocol.may_finish():
            protocol.finish(now)
        elif protocol.is_resting() and now >= self._probe_at:
            self._probe_at = now + self.driver.probe_interval_s
            protocol.probe(now)
        events = session.turn(max(0.001, min(5.0, until - now)))
        self.events += events
        if any(isinstance(event, SessionEnded) for event in events):
            self._probe_at = self.clock.now + self.driver.probe_interval_s
        if any(isinstance(event, DeviceFailed) for event in events):
            session.flush()
            self._end("the device failed")
            self.clock.now += 1.0

    def _end(self, reason: str) -> None:
        session, self.session = self.session, None
        if session is not None:
            self.events += session.take_events()
            session.abandon(reason)
            self.events += session.take_events()
        self.link.close()

    def close(self) -> None:
        self._end("the gateway closed the line")
        self.trace.close()
