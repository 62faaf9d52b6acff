"""Sees that the wall clock was set while the program runs: asked by the engine before every batch."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from dispatcher.domain.clock import JUMP, Clock
from dispatcher.domain.machine import MindClock

_log = logging.getLogger(__name__)
_READINGS = 5
_APART_S = 0.05
"""Two clocks cannot be read at once; the thread may be held up between them, or the machine sleep."""


class ClockWatch:
    """Compares the wall clock with the monotonic one; a difference becomes a command that comes before all others.

    So nothing is run, armed or beaten by a clock that was set until what is armed was re-anchored. Time asleep passed
    on both clocks: that is no jump, and what is overdue after it runs. Thread: the engine's own.
    """

    def __init__(self, clock: Clock, origin: str, *, of_host: bool) -> None:
        self._clock = clock
        self._origin = origin
        self._of_host = of_host
        self._zero: datetime | None = None
        self._asked: datetime | None = None
        self._heard: list[Callable[[float], None]] = []

    def on_jump(self, listener: Callable[[float], None]) -> None:
        """Hear by how many seconds the clock was set, after what is armed was re-anchored."""
        self._heard.append(listener)

    def before_batch(self) -> MindClock | None:
        """Return what must be carried out first, if anything must."""
        zero = self._read()
        if zero is None or (self._zero is not None and abs(zero - self._zero) <= JUMP / 2):
            return None
        self._asked = zero
        return MindClock(origin=self._origin, zero=zero, of_host=self._of_host)

    def carried_out(self, done: "Future[Any]") -> None:
        """Hear what became of it; what was not stored is asked for again before the next batch."""
        if done.exception() is not None or self._asked is None:
            return
        known, self._zero = self._zero, self._asked
        if known is None or abs(self._zero - known) <= JUMP:
            return
        jump_s = (self._zero - known).total_seconds()
        _log.warning("the wall clock was set by %+.1f s; what is armed keeps its true intervals", jump_s)
        for listener in self._heard:
            listener(jump_s)

    def _read(self) -> datetime | None:
        """Return what the wall clock says at the zero of the monotonic one."""
        for _ in range(_READINGS):
            before = self._clock.monotonic()
            now = self._clock.now()
            if self._clock.monotonic() - before < _APART_S:
                return now - timedelta(seconds=before)
        return None
