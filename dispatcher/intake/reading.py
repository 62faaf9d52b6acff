"""Reads every source of contacts that this process holds, each on a thread of its own; what fails is tried again."""

import logging
import threading
from collections.abc import Callable, Iterable

from dispatcher.domain.contacts import SourceState
from dispatcher.intake.door import Door, Source, Submits
from dispatcher.intake.errors import NotStored, SourceTrouble
from dispatcher.storage.intake_sources import source_lease

_log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
_LOOK_S = 0.5
_JOIN_S = 10.0

Epoch = Callable[[str], int | None]


class Intake:
    """All sources of one process. `epoch` tells in which epoch it holds a lease, None when it does not."""

    def __init__(self, engine: Submits, epoch: Epoch, sources: Iterable[Source]) -> None:
        self._stop = threading.Event()
        self._readers = [_Reader(engine, epoch, source, self._stop) for source in sources]

    @staticmethod
    def leases(sources: Iterable[Source]) -> tuple[str, ...]:
        """Return the leases that are needed to read them."""
        return tuple(source_lease(source.name) for source in sources)

    def start(self) -> None:
        """Begin to read."""
        for reader in self._readers:
            reader.start()

    def stop(self) -> None:
        """Come to rest: what was brought is stored, what was not stays where it is."""
        self._stop.set()
        for reader in self._readers:
            reader.join(_JOIN_S)


class _Reader(threading.Thread):
    def __init__(self, engine: Submits, epoch: Epoch, source: Source, stop: threading.Event) -> None:
        super().__init__(name=f"intake {source.name}", daemon=True)
        lease = source_lease(source.name)
        self._engine, self._source, self._stop_asked = engine, source, stop
        self._epoch = lambda: epoch(lease)
        self._pause_s = FIRST_PAUSE_S

    def run(self) -> None:
        """Read while the lease is held; after trouble pause, each time longer."""
        while not self._stop_asked.is_set():
            if self._epoch() is None:
                self._stop_asked.wait(_LOOK_S)
                continue
            door = Door(self._engine, self._source, self._epoch, self._stop_asked)
            why = self._read(door)
            if why is None:
                self._pause_s = FIRST_PAUSE_S
                continue
            self._say(door, why)
            door.wait(self._pause_s)
            self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s)

    def _read(self, door: Door) -> str | None:
        """Return why it ended; None: the door was shut."""
        try:
            self._source.run(door)
        except SourceTrouble as error:
            return str(error)
        except Exception:  # noqa: BLE001
            # The duty boundary: whatever a source fails with, a fault of this program above all, its thread must go on.
            # One that ends here would be a source that nobody reads and no alarm tells of; so it is down, with an alarm
            # on the strip, and is tried again. What it brought and was not stored is brought again.
            _log.exception("the source %s failed", self._source.name)
            return "a fault in the program; its log says which"
        return None

    def _say(self, door: Door, why: str) -> None:
        _log.warning("nothing comes in from %s: %s", self._source.name, why)
        if door.is_open:
            try:
                door.tell(SourceState.DOWN, why)
            except NotStored as error:
                _log.warning("%s: %s", self._source.name, error)
