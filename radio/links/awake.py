"""Sees that the computer slept while a port was open: what answers afterwards is not the port that was opened."""

from typing import Protocol

from radio.errors import LinkLost
from radio.line_clock import LineClock
from radio.links.base import Link

# Shorter gaps are two clocks that were not read at one instant.
LEAST_SLEEP_S = 2.0


class LosableLink(Link, Protocol):
    """A link that can be told that it is lost before it notices."""

    def give_up(self) -> None:
        """Take the line for lost: what has not left yet must not leave when it is closed."""
        ...


class AwakeLink:
    """A link that is lost when the machine slept. Fulfils `radio.links.base.Link`.

    USB adapters come back as other devices, network peers have given up meanwhile, and neither says so. Seen within
    one read, so within seconds of the resume.
    """

    def __init__(self, link: LosableLink, clock: LineClock) -> None:
        self._link = link
        self._clock = clock
        self._asleep_before_s = clock.asleep_s()

    def open(self) -> None:
        """Open. Raises: ConfigurationError, LinkUnavailable."""
        self._asleep_before_s = self._clock.asleep_s()
        self._link.open()

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrived, also what came before the sleep. Raises: LinkLost."""
        data = self._link.read(timeout_s)
        if not data:
            self._check(0)
        return data

    def write(self, data: bytes) -> None:
        """Write. Raises: LinkLost."""
        self._check(len(data))
        self._link.write(data)

    def close(self) -> None:
        """Release the port."""
        self._link.close()

    def wake(self) -> None:
        """End a read."""
        self._link.wake()

    def _check(self, unwritten: int) -> None:
        slept_s = self._clock.asleep_s() - self._asleep_before_s
        if slept_s >= LEAST_SLEEP_S:
            self._link.give_up()
            words = f"{slept_s:.0f} s" if slept_s < 120 else f"{slept_s / 60:.0f} minutes"
            raise LinkLost(f"the computer slept for {words}: the port is opened anew", unwritten)
