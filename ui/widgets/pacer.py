"""The first ring after a pause passes at once; what follows is gathered. Thread: Qt."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Pacer(QObject):
    """Calls `fire` at once, then at most once per interval while rung."""

    def __init__(self, interval_ms: int, fire: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fire = fire
        self._again = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._open)

    def ring(self) -> None:
        """Fire now, or at the end of the running interval."""
        if self._timer.isActive():
            self._again = True
        else:
            self.now()

    def now(self) -> None:
        """Fire without waiting, whatever the interval."""
        self._again = False
        self._timer.start()
        self._fire()

    def _open(self) -> None:
        if self._again:
            self.now()
