"""Garbage collection on the Qt thread only.

Python collects cycles on whatever thread happens to allocate. A cycle that holds a Qt object, collected on the
engine's or a channel's thread, destroys that object there and takes the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
_THRESHOLDS = (2_000, 10, 10)


class Housekeeper(QObject):
    """Takes collection over from the interpreter. What is there already is kept for good and never looked at again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what the program is made of: looked at once more, it would cost the start a tenth of a second
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.tidy)

    def start(self) -> None:
        """Freeze what the window is made of too (a full collection of it costs whole frames), then tidy each second."""
        gc.collect()
        gc.freeze()
        self._timer.start()

    def tidy(self) -> None:
        """Collect the oldest generation that has filled up, if any."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > _THRESHOLDS[generation]:
                gc.collect(generation)
                return
