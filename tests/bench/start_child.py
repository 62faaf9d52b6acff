"""One start of the real program, timed from inside: run by `start.py`, which gives the instant before exec.

Nothing of the program is changed: functions it calls on its way are wrapped from outside, and the first paint is seen
by an event filter on the queue. Prints one JSON line of milliseconds since the start, then closes the window.
"""

import gc
import json
import sys
import time

STARTED, WANTED = (float(sys.argv[1]), json.loads(sys.argv[2])) if __name__ == "__main__" else (0.0, {})
BORN = time.monotonic()

from ui import __main__ as door  # noqa: E402  # the clock runs; what this costs is the first phase

IMPORTED, SPENT_IMPORTING = time.monotonic(), time.process_time()

from PySide6.QtCore import QEvent, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QKeyEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget  # noqa: E402

from dispatcher import app as room  # noqa: E402
from dispatcher.alarm_clock import AlarmClock  # noqa: E402
from ui import app as program  # noqa: E402

KEY = "x"
MARKS: dict[str, float] = {"interpreter": BORN, "imports": IMPORTED}
LASTED: dict[str, float] = {}
SPENT: dict[str, float] = {"imports": SPENT_IMPORTING}
"""Processor time of all threads at each mark: what a busy machine does not blur."""


def mark(name: str) -> None:
    MARKS.setdefault(name, time.monotonic())
    SPENT.setdefault(name, time.process_time())


def wrap(owner: object, name: str, phase: str) -> None:
    """Time the first call of a function of the program, and note when it ended."""
    inner = getattr(owner, name)

    def timed(*args: object, **options: object) -> object:
        began = time.monotonic()
        try:
            return inner(*args, **options)
        finally:
            LASTED.setdefault(phase, time.monotonic() - began)
            mark(phase)

    setattr(owner, name, timed)


class Probe(QObject):
    """Looks after every paint of the queue whether the room can be worked in, and if so presses a key."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._looking = self._pressed = False
        table = window.findChild(QTableView, WANTED["queue"])
        assert table is not None
        self._table = table
        table.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and not self._looking:
            self._looking = True
            QTimer.singleShot(0, self, self._painted)  # the whole window is painted before this comes
        return False

    def _painted(self) -> None:
        self._looking = False
        mark("window_paint")
        if self._table.model().rowCount() < WANTED["open"]:
            return
        ground = self._window.findChild(QWidget, WANTED["map"])
        if ground is None or not ground.isVisible():
            QTimer.singleShot(1, self, self._painted)
            return
        QTimer.singleShot(0, self, self._in_place)  # the map that has just come is painted before this

    def _in_place(self) -> None:
        mark("first_paint")
        self._press()

    def _press(self) -> None:
        line = self._window.focusWidget()  # offscreen no window is active
        if not isinstance(line, QLineEdit) or line.objectName() != WANTED["line"]:
            QTimer.singleShot(1, self, self._press)
            return
        if self._pressed:
            return
        self._pressed = True
        line.textChanged.connect(self._arrived)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, KEY)
            QApplication.postEvent(line, key)

    def _arrived(self, text: str) -> None:
        if text == KEY:
            mark("interactive")
            wait_for_deadlines()


def is_armed() -> bool:
    """Tell whether the alarm clock knows when to wake for the next of all deadlines."""
    return any(clock._wake_at is not None for clock in CLOCKS)


CLOCKS: list[AlarmClock] = []


def watch_alarm_clock() -> None:
    """Note the alarm clock of the room."""
    make = AlarmClock.__init__

    def made(self: AlarmClock, *args: object, **options: object) -> None:
        make(self, *args, **options)  # type: ignore[arg-type]
        CLOCKS.append(self)

    AlarmClock.__init__ = made  # type: ignore[method-assign, assignment]


def wait_for_deadlines() -> None:
    if not is_armed():
        QTimer.singleShot(20, wait_for_deadlines)
        return
    mark("deadlines_armed")
    QTimer.singleShot(WANTED["rest_ms"], tell)


def tell() -> None:
    memory = 0.0
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmRSS:"):
                memory = round(int(line.split()[1]) / 1024, 1)
    told = {
        "marks": {name: round((at - STARTED) * 1000, 1) for name, at in MARKS.items()},
        "lasted": {name: round(seconds * 1000, 1) for name, seconds in LASTED.items()},
        "spent": {name: round(seconds * 1000, 1) for name, seconds in SPENT.items()},
        "rss_mb": memory,
        "qt_platform": QApplication.platformName(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    STATIONS[0].window.close_now()


STATIONS: list[program.Workstation] = []


def watch_window() -> None:
    """Put the probe into the window as soon as it has panels."""
    open_desk = program.MainWindow.open_desk

    def opened(self: program.MainWindow, *args: object, **options: object) -> None:
        mark("room")
        open_desk(self, *args, **options)  # type: ignore[arg-type]
        mark("panels")
        self.start_probe = Probe(self)  # type: ignore[attr-defined]

    program.MainWindow.open_desk = opened  # type: ignore[method-assign, assignment]
    start = program.Workstation.start

    def started(self: program.Workstation) -> None:
        STATIONS.append(self)
        QTimer.singleShot(WANTED["limit_ms"], tell)
        start(self)
        mark("window_shown")

    program.Workstation.start = started  # type: ignore[method-assign]


if __name__ != "__main__":
    gc.enable()  # a test only looks whether this can be loaded


def main() -> int:
    wrap(room, "load_pack", "pack")
    wrap(room, "open_database", "database")
    wrap(room, "build", "build")
    watch_alarm_clock()
    watch_window()
    return door.main(WANTED["arguments"])


if __name__ == "__main__":
    sys.exit(main())
