"""The one way from foreign threads to the Qt thread: committed entries, and callables that finish Futures."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from dispatcher.domain.events import Entry, EntryKind
from ui.widgets.pacer import Pacer

BURST_MS = 50
URGENT = frozenset(
    {
        EntryKind.ATTENTION_RAISED,
        EntryKind.TRANSMISSION_CHANGED,
        EntryKind.ANSWER_RECORDED,
        EntryKind.STATUS_REPORTED,
        EntryKind.STEP_RAN,
        EntryKind.CHANNEL_CHANGED,
        EntryKind.EMERGENCY_HEARD,
    }
)
"""Alarms, receipts and answers: they never wait for a burst to end, and take along what came before them."""


class EventBridge(QObject):
    """Delivers entries in their order: the first after a pause at once, a burst every 50 ms."""

    _arrived = Signal(object)
    _posted = Signal(object)

    def __init__(self, deliver: Callable[[tuple[Entry, ...]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._held: list[Entry] = []
        self._pacer = Pacer(BURST_MS, self._flush, self)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def publish(self, entries: Iterable[Entry]) -> None:
        """Accept entries on any thread."""
        self._arrived.emit(tuple(entries))

    def post(self, callable_: Callable[[], None]) -> None:
        """Accept a callable on any thread; it runs on the Qt thread, in order."""
        self._posted.emit(callable_)

    @Slot(object)
    def _take(self, entries: tuple[Entry, ...]) -> None:
        self._held.extend(entries)
        if any(entry.kind in URGENT for entry in entries):
            self._pacer.now()
        else:
            self._pacer.ring()

    @Slot(object)
    def _run(self, callable_: Callable[[], None]) -> None:
        callable_()

    def _flush(self) -> None:
        held, self._held = tuple(self._held), []
        if held:
            self._deliver(held)
