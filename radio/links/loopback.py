"""A line in memory: for tests, and for protocols that are tried without a port."""

import threading
from collections import deque
from collections.abc import Callable

from radio.errors import LinkLost, LinkUnavailable


class Loopback:
    """Hands what is written to `answer` and returns what it answers. `plugged` and `present` are the cable."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self.present = True
        self.plugged = True
        self.written: list[bytes] = []
        self._answer = answer
        self._waiting: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._woken = False

    def open(self) -> None:
        """Raise LinkUnavailable while not `present`."""
        if not self.present:
            raise LinkUnavailable("the loopback is not there")
        self.plugged = True
        with self._changed:
            self._waiting.clear()

    def read(self, timeout_s: float | None) -> bytes:
        """Return what waits. Raises: LinkLost while not `plugged`."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._woken or not self.plugged, timeout_s)
            self._woken = False
            if not self.plugged:
                raise LinkLost("the loopback was unplugged")
            return self._waiting.popleft() if self._waiting else b""

    def write(self, data: bytes) -> None:
        """Hand to `answer`. Raises: LinkLost while not `plugged`."""
        if not self.plugged:
            raise LinkLost("the loopback was unplugged", unwritten=len(data))
        self.written.append(data)
        self.say(self._answer(data))

    def say(self, data: bytes) -> None:
        """Let the far side speak. Thread: any."""
        with self._changed:
            if data:
                self._waiting.append(data)
            self._changed.notify_all()

    def unplug(self) -> None:
        """Pull the cable. Thread: any."""
        with self._changed:
            self.plugged = False
            self._changed.notify_all()

    def give_up(self) -> None:
        """Nothing is on its way."""

    def close(self) -> None:
        """Nothing is held."""

    def wake(self) -> None:
        """End a read."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()
