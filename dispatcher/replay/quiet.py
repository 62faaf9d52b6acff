"""Tells when the room has come to rest: nothing to store, nothing to send, nothing on a line, nothing unheard."""

import threading

from dispatcher.app import RoomParts
from dispatcher.domain.clock import Clock
from dispatcher.domain.events import Entry, EntryKind
from dispatcher.transactor import Committed

UP = "up"
LINE_PATIENCE_S = 3.0
"""A line that is not UP is waited for so long; then the world goes on without it, as it would."""


class Quiet:
    """Thread: `committed` on the engine's, `hear` on the feed's (after every other listener), the rest on one."""

    def __init__(self, parts: RoomParts, channel: str, real: Clock) -> None:
        self._parts = parts
        self._channel = channel
        self._real = real
        self._news = threading.Event()
        self._head = 0
        self._seen = 0
        self._waiting: set[str] = set()
        self._on_the_line: set[str] = set()
        self._since: float | None = None  # when we began to wait for a line that is not UP
        self.channel_state = "down"
        self.faults = 0  # times the channel was UP and no longer is
        self.left_behind = False  # whether the world ever went on without the line

    def committed(self, committed: Committed) -> None:
        """Note how far the journal reaches."""
        if committed.entries:
            self._head = committed.entries[-1].sequence

    def hear(self, entries: tuple[Entry, ...]) -> None:
        """Note how far everybody has listened, and what waits for the line."""
        for entry in entries:
            attempt = str(entry.body.get("attempt"))
            match entry.kind:
                case EntryKind.ATTEMPT_QUEUED:
                    self._waiting.add(attempt)
                case EntryKind.ATTEMPT_CLAIMED:
                    self._waiting.discard(attempt)
                    self._on_the_line.add(attempt)
                case EntryKind.ATTEMPT_ENDED:
                    self._waiting.discard(attempt)
                    self._on_the_line.discard(attempt)
                case EntryKind.CHANNEL_CHANGED if entry.body["channel"] == self._channel:
                    self._changed(str(entry.body["state"]))
                case _:
                    pass
        self._seen = entries[-1].sequence
        self._news.set()

    def wait_for_news(self, timeout_s: float) -> None:
        """Sleep until something is heard, or so long: a line that comes to rest tells nobody."""
        self._news.wait(timeout_s)
        self._news.clear()

    def is_quiet(self) -> bool:
        """Tell whether the world may go on."""
        return self._is_stored_and_heard() and self._line_is_at_rest() and self._is_stored_and_heard()

    def _is_stored_and_heard(self) -> bool:
        at_rest = self._parts.engine.pending == 0 and not self._parts.duties.is_running
        return at_rest and self._head <= self._seen

    def _line_is_at_rest(self) -> bool:
        relay = self._parts.relay
        if relay is None or (relay.is_idle() and not self._waiting and not self._on_the_line):
            self._since = None
            return True
        if self.channel_state == UP or self._on_the_line:
            self._since = None
            return False
        now = self._real.monotonic()
        if self._since is None:
            self._since = now
        waited_enough = now - self._since >= LINE_PATIENCE_S
        self.left_behind |= waited_enough
        return waited_enough

    def _changed(self, state: str) -> None:
        self.faults += self.channel_state == UP
        self.channel_state = state
