"""Turns one simulated device, whatever it is plugged into. Runs on the caller's thread."""

import contextlib
import os
import select
from abc import ABC, abstractmethod

from radio.line_clock import LineClock
from radio.simulator.device import Device
from radio.simulator.order_input import OrderInput
from radio.simulator.paced_line import PacedLine

# A terminal that comes back to the foreground says so to nobody.
_LOOK_AT_TERMINAL_S = 1.0


class DeviceServer(ABC):
    """Serves one device until `stop` is called, or its orders end with its input."""

    def __init__(self, device: Device, line: PacedLine, orders: OrderInput | None = None) -> None:
        self._device = device
        self._line = line
        self._orders = orders
        self._clock = LineClock()
        self._wake_r, self._wake_w = os.pipe()
        self._stopped = False
        self._plug_in()

    def stop(self) -> None:
        """End `serve` soon. Thread: any."""
        self._stopped = True
        with contextlib.suppress(OSError):
            os.write(self._wake_w, b".")

    def serve(self) -> None:
        """Serve until stopped; takes the plug away at the end."""
        try:
            while not self._stopped:
                self._turn()
        finally:
            self._pull()
            os.close(self._wake_r)
            os.close(self._wake_w)

    @abstractmethod
    def _plug_in(self) -> None:
        """Offer the line."""

    @abstractmethod
    def _pull(self) -> None:
        """Take the line away."""

    @abstractmethod
    def _descriptors(self) -> list[int]:
        """Return what reports when something comes in."""

    @abstractmethod
    def _read(self, ready: list[int]) -> bytes:
        """Return what came in on the descriptors that reported."""

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Send. What nobody takes is lost, as on a real line."""

    def _turn(self) -> None:
        now = self._clock.monotonic()
        self._device.tick(now)
        self._line.say(self._device.take_bytes(), now)
        due = self._line.due(now)
        if due:
            self._write(due)
        ready = self._wait(self._until_due_s(now), self._descriptors())
        data = self._read(ready) if ready else b""
        if not data:
            return
        now = self._clock.monotonic()
        self._line.heard(len(data), now)
        self._device.receive(data, now)
        unplug_s = self._device.take_unplug()
        if unplug_s is not None:
            self._unplug(unplug_s)

    def _unplug(self, seconds: float) -> None:
        self._pull()
        self._line.clear()
        back_at = self._clock.monotonic() + seconds
        while not self._stopped and (now := self._clock.monotonic()) < back_at:
            self._wait(back_at - now, [])
        self._plug_in()

    def _until_due_s(self, now: float) -> float | None:
        dues = [at for at in (self._device.deadline(), self._line.next_at()) if at is not None]
        return max(0.0, min(dues) - now) if dues else None

    def _wait(self, timeout_s: float | None, fds: list[int]) -> list[int]:
        """Wait for the line, an order, a wake or the timeout; return what of `fds` reports."""
        watched = [*fds, self._wake_r]
        orders_fd = self._orders.watched() if self._orders is not None else None
        if orders_fd is not None:
            watched.append(orders_fd)
        elif self._orders is not None and self._orders.may_come_back():
            timeout_s = _LOOK_AT_TERMINAL_S if timeout_s is None else min(timeout_s, _LOOK_AT_TERMINAL_S)
        readable, _, _ = select.select(watched, [], [], timeout_s)
        if self._wake_r in readable:
            os.read(self._wake_r, 64)
        if self._orders is not None and orders_fd in readable:
            self._stopped = not self._orders.take(self._device, self._clock.monotonic()) or self._stopped
        return [fd for fd in fds if fd in readable]
