"""How a program without a window is told to end, and woken when something happens."""

import signal
import threading
from types import FrameType

LOOK_S = 1.0
_HANG_UP = getattr(signal, "SIGHUP", signal.SIGTERM)  # Windows has none


class Stop:
    """What signals ask for. Thread: `wait` and the handlers on the main one, `ring` from any."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self.asked: signal.Signals | None = None

    def catch(self) -> None:
        """Hear SIGINT, SIGTERM and a terminal that is closed."""
        for number in {signal.SIGINT, signal.SIGTERM, _HANG_UP}:
            signal.signal(number, self._heard)

    def ring(self) -> None:
        """Something happened that is worth a look."""
        self._rung.set()

    def wait(self) -> None:
        """Wait for a ring or a signal, a second at most."""
        self._rung.wait(LOOK_S)
        self._rung.clear()

    def rest(self, seconds: float) -> None:
        """Wait so long, less when a signal comes."""
        self._rung.wait(seconds)
        self._rung.clear()

    def _heard(self, number: int, _frame: FrameType | None) -> None:
        self.asked = signal.Signals(number)
        self._rung.set()
