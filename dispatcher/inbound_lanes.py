"""What came in, on its way to the store: emergencies at once and first, positions gathered. Bounded where it may be.

Statuses and words go in order with the receipts, through the relay; this is what overtakes them, and what may be lost.
"""

import logging
import threading
from collections import OrderedDict, deque
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Protocol

from dispatcher.domain.machine import HeardPosition, PositionsTaken, TakeEmergency, TakePositions
from dispatcher.services.handlers import AnyCommand
from dispatcher.storage.errors import StorageError

_log = logging.getLogger(__name__)

GATHER_S = 0.25
"""So long positions are gathered: nobody sees more often than that where a unit is."""
PIECE = 200
"""So many positions share a command: an emergency must not wait long for those before it."""
MOST_SENDERS = 20_000
"""So many senders' last positions are remembered while the database is away; beyond, the oldest is dropped."""
RETRY_S = 0.5


class SubmitsUrgently(Protocol):
    """The engine as the air sees it."""

    def submit(self, command: AnyCommand, *, urgent: bool = False) -> "Future[Any]":
        """Queue a command, ahead of all that waits when it is urgent."""
        ...


class Gathered:
    """The newest position of each sender, in the order in which they were told of last."""

    def __init__(self, most: int = MOST_SENDERS) -> None:
        self._most = most
        self._newest: OrderedDict[tuple[str, str], HeardPosition] = OrderedDict()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._newest)

    def add(self, item: HeardPosition) -> None:
        """Keep it when it is the newest of its sender; drop the oldest sender when there are too many."""
        key = (item.channel, item.sender)
        known = self._newest.pop(key, None)
        if known is not None:
            newest = known if item.at < known.at else item
            item = replace(newest, times=known.times + item.times)
        self._newest[key] = item
        if len(self._newest) > self._most:
            _key, oldest = self._newest.popitem(last=False)
            self.dropped += oldest.times

    def take_all(self) -> list[HeardPosition]:
        """Hand over what is there."""
        items, self._newest = list(self._newest.values()), OrderedDict()
        return items


class InboundLanes:
    """Carries emergencies and positions to the engine, again and again until they are stored.

    Thread: `emergency` and `position` from the channels' threads; a thread of its own sends positions and what failed.
    """

    def __init__(self, engine: SubmitsUrgently) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._positions = Gathered()
        self._refused: deque[TakeEmergency] = deque()  # by a database that is away
        self._ringing = 0  # emergencies that are not stored yet
        self._told_dropped = 0
        self._sending = False
        self._something = threading.Event()
        self._calm = threading.Event()
        self._calm.set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inbound", daemon=True)

    def start(self) -> None:
        """Begin to send positions."""
        self._thread.start()

    def close(self, timeout_s: float) -> None:
        """Send what waits, once more, and stop."""
        self._ending.set()
        self._something.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    @property
    def unstored(self) -> int:
        """How many emergencies and senders' positions are not stored yet."""
        with self._lock:
            return self._ringing + len(self._positions) + self._sending

    @property
    def dropped(self) -> int:
        """How many positions were dropped because the database was away for too long."""
        with self._lock:
            return self._positions.dropped

    def emergency(self, command: TakeEmergency) -> None:
        """Let an emergency go ahead of everything; while the database is away it is tried again, before all others."""
        with self._lock:
            self._ringing += 1
        self._ring(command)

    def position(self, item: HeardPosition) -> None:
        """Let a position go with the next that are sent."""
        with self._lock:
            self._positions.add(item)
        self._something.set()

    def wait_for_emergencies(self, timeout_s: float) -> bool:
        """Wait until no emergency waits for the database to come back; False when one still does."""
        return self._calm.wait(timeout_s)

    def _ring(self, command: TakeEmergency) -> None:
        self._engine.submit(command, urgent=True).add_done_callback(lambda done: self._rang(command, done))

    def _rang(self, command: TakeEmergency, done: "Future[Any]") -> None:
        error = done.exception()
        with self._lock:
            if isinstance(error, StorageError):
                self._refused.append(command)
                self._calm.clear()
            else:
                self._ringing -= 1
        if isinstance(error, StorageError):
            _log.error("AN EMERGENCY on %s is kept until the database takes it: %s", command.channel, error)
            self._something.set()
        elif error is not None:
            _log.error("AN EMERGENCY on %s could not be stored", command.channel, exc_info=error)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._something.wait()
            self._something.clear()
            self._ending.wait(RETRY_S if self._ring_again() else GATHER_S)
            self._send_positions()
        self._ring_again()
        self._send_positions()

    def _ring_again(self) -> bool:
        """Send what the database refused, in order, one by one; True when it still does."""
        while True:
            with self._lock:
                if not self._refused:
                    self._calm.set()
                    return False
                command = self._refused[0]
            try:
                self._engine.submit(command, urgent=True).result()
            except StorageError:
                self._something.set()
                return True
            except Exception:  # noqa: BLE001  # one bad emergency must not hold up the others
                _log.exception("AN EMERGENCY on %s could not be stored", command.channel)
            with self._lock:
                self._refused.popleft()
                self._ringing -= 1

    def _send_positions(self) -> None:
        with self._lock:
            items = self._positions.take_all()
            self._sending = bool(items)
        for first in range(0, len(items), PIECE):
            try:
                taken: PositionsTaken = self._engine.submit(
                    TakePositions(items=tuple(items[first : first + PIECE]))
                ).result()
            except StorageError as error:
                self._keep(items[first:], error)
                break
            except Exception:  # noqa: BLE001  # one bad piece must not hold up the others
                _log.exception("%d positions could not be stored", len(items[first : first + PIECE]))
            else:
                if taken.broken:
                    _log.warning("%d positions are no place on earth and were not kept", taken.broken)
        with self._lock:
            self._sending = False

    def _keep(self, items: list[HeardPosition], error: StorageError) -> None:
        """Put back what the database refused, behind nothing that is newer."""
        with self._lock:
            newer = self._positions.take_all()
            for item in (*items, *newer):
                self._positions.add(item)
            kept, dropped = len(self._positions), self._positions.dropped
        _log.error("positions of %d senders are kept until the database takes them: %s", kept, error)
        if dropped > self._told_dropped:
            _log.error("%d positions were dropped, the oldest first: %d senders are remembered", dropped, MOST_SENDERS)
            self._told_dropped = dropped
        self._something.set()
