"""The workstation's start and end: arguments, window at once, room in another thread, a clean way out."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import FrameType, TracebackType
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from dispatcher.app import Dispatcher, database_url, open_room, start_log
from dispatcher.domain.authority import Role
from dispatcher.domain.events import Entry
from dispatcher.domain.simulated import Level, Simulation
from dispatcher.settings import Settings, UnusableSettings, read_settings
from dispatcher.system_clock import SystemClock
from ui.bridge import EventBridge
from ui.demo.entry import WISHES, prepare
from ui.icons import application_icon
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.presenters.refresh import take_over
from ui.saving import FileKeeper, folder_of
from ui.theme import DEFAULT, NAMES, Theme, scale_for
from ui.widgets.dressing import wear
from ui.widgets.housekeeping import Housekeeper
from ui.widgets.sound import Sounder, SoundPlayer
from ui.wording import install_translator, tr, world_word

Made = TypeVar("Made")

logger = logging.getLogger(__name__)

CLOSE_LIMIT_MS = 8000
"""How long lines may take to come to rest before the window goes without them."""
FAILED = 2


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line of the program."""
    parser = argparse.ArgumentParser(prog="readback", description="The window of Readback: desktop dispatch.")
    parser.add_argument("--simulated", action="store_true", default=None, help="train: nothing here reaches the air")
    parser.add_argument("--home", type=Path, help="directory of database and log")
    parser.add_argument("--database", help="SQLAlchemy URL instead of the file in the home")
    parser.add_argument("--pack", help="name of a pack, or its directory")
    parser.add_argument("--no-crews", action="store_true", help="in a simulated room: no crews that answer, no calls")
    parser.add_argument("--no-calls", action="store_true", help="in a simulated room: nobody calls by himself")
    parser.add_argument("--level", type=Level, choices=list(Level), help="in a simulated room: how much happens")
    parser.add_argument("--seat", default="seat-1", help="name of this workstation's seat")
    parser.add_argument("--operator", help="sign this operator on at once")
    parser.add_argument("--role", type=Role, choices=[role for role in Role if role is not Role.SYSTEM])
    parser.add_argument("--theme", choices=NAMES)
    parser.add_argument("--demo", nargs="?", const="any", choices=WISHES, help="play a guided dispatch by itself")
    return parser.parse_args(argv)


def settings_of(given: argparse.Namespace) -> Settings:
    """Return the settings: what was given, else the environment, else the defaults."""
    values = {name: getattr(given, name) for name in ("simulated", "home", "database", "pack", "level")}
    for name in ("crews", "calls"):
        if getattr(given, f"no_{name}"):
            values[name] = False
    return read_settings(values)


class Workstation:
    """One run of the window. Thread: Qt, but for the opening and the closing of the room."""

    def __init__(self, app: QApplication, given: argparse.Namespace, settings: Settings, theme: Theme) -> None:
        self._app, self._given, self._settings = app, given, settings
        self._theme = theme
        self._room: Dispatcher | None = None
        self._desk: Desk | None = None
        self._leaving = self._opening = False
        self.code = 0
        self.bridge = EventBridge(self._deliver)
        self.player = SoundPlayer(lambda text: self.bridge.post(lambda: self._say("sound", text or None)))
        self.window = MainWindow(theme, LayoutBook(settings.home / "layouts.json"), self.leave)
        app.screenRemoved.connect(self.window.bring_home)
        self._housekeeper = Housekeeper()
        self._pulse = QTimer()
        self._pulse.start(250)  # lets Python see signals while Qt waits

    @property
    def desk(self) -> Desk | None:
        """What the window shows, once the room is open."""
        return self._desk

    @property
    def simulation(self) -> Simulation | None:
        """What steers the simulated people of the room."""
        return self._room.simulation if self._room is not None else None

    def start(self) -> None:
        """Show the window and open the room behind it."""
        self.window.notice.opening(database_url(self._settings))
        self.window.place(as_before=self._given.theme is None)
        self._opening = True
        self._in_thread("open room", lambda: open_room(self._settings), self._opened, self.fail)

    def fail(self, error: BaseException) -> None:
        """Say on the screen and on stderr why there is no room."""
        self._opening = False
        self.code = FAILED
        if self._leaving:
            self._app.exit(self.code)
        logger.error("the room cannot be opened", exc_info=error)
        what, where = str(error) or type(error).__name__, database_url(self._settings)
        sys.stderr.write(tr("readback: the room cannot be opened: {what} ({where})", what=what, where=where) + "\n")
        self.window.notice.failed(what, where)

    def trouble(self, error: BaseException) -> None:
        """Log a fault of this program and say it on the strip."""
        logger.error("fault in the workstation", exc_info=(type(error), error, error.__traceback__))
        text = tr("A fault in this workstation, written to its log: {error}", error=error or type(error).__name__)
        self.bridge.post(lambda: self._say("fault", text))

    def leave(self) -> None:
        """Close the room in its own time, but not for ever."""
        if self._leaving:
            return
        self._leaving = True
        self.player.stop()
        if self._room is not None:
            self._close(self._room)
        elif not self._opening:
            self._app.exit(self.code)
            return
        QTimer.singleShot(CLOSE_LIMIT_MS, self._app, lambda: self._app.exit(self.code))

    def _close(self, room: Dispatcher) -> None:
        self._in_thread("close room", room.close, self._gone, self._gone)

    def _gone(self, error: BaseException | None = None) -> None:
        if error is not None:
            logger.error("the room did not close cleanly", exc_info=error)
        self._app.exit(self.code)

    def _opened(self, room: Dispatcher) -> None:
        self._opening, self._room = False, room
        if self._leaving:  # somebody left while it was being opened: its leases go back at once
            self._close(room)
            return
        desk = Desk(room, self.bridge.post, SystemClock(), seat=self._given.seat, world=room.world)
        desk.contacts.reader.save = FileKeeper(folder_of(room.world)).save
        self._desk = desk
        self._sounder = Sounder(desk.attention, self.player)
        self.window.open_desk(desk, self._sounder.mute, world=world_word(room.world))
        room.subscribe(self.bridge.publish)
        self.player.start()
        desk.start()
        if self._given.operator:
            desk.sign_on.sign_on(self._given.operator, self._given.role)
        self._housekeeper.start()

    def _deliver(self, entries: tuple[Entry, ...]) -> None:
        if self._desk is not None:
            self._desk.entries(entries)

    def _say(self, key: str, text: str | None) -> None:
        if self._desk is not None:
            self._desk.attention.say(key, text)

    def _in_thread(
        self, name: str, work: Callable[[], Made], done: Callable[[Made], None], failed: Callable[[BaseException], None]
    ) -> None:
        future: Future[Made] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001
                future.set_exception(error)

        take_over(future, self.bridge.post, done, failed)
        threading.Thread(target=run, name=name, daemon=True).start()


def catch_faults(station: Workstation) -> None:
    """Never a bare traceback: faults go to the log and onto the strip; signals close the window cleanly."""

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        station.trouble(error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            station.trouble(args.exc_value)

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        station.window.close_now()

    sys.excepthook = hook
    threading.excepthook = in_thread
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the workstation; return 0, or 2 when the room could not be opened."""
    given = arguments(argv)
    try:
        demo = prepare(given)
        settings = settings_of(given)
        if demo is not None:
            demo.check(settings)
        start_log(settings)
    except (UnusableSettings, OSError) as error:
        sys.stderr.write(tr("readback: the settings cannot be used: {error}", error=error) + "\n")
        return FAILED
    app = QApplication(sys.argv[:1])
    app.setApplicationName("readback")
    app.setStyle("Fusion")
    install_translator(lambda text: QCoreApplication.translate("readback", text))
    theme = Theme.load(given.theme or DEFAULT)
    theme.rescale(scale_for(app.primaryScreen().size().height()))
    wear(app, theme)
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    station = Workstation(app, given, settings, theme)
    catch_faults(station)
    station.start()
    return demo.play(app, station, theme, SystemClock()) if demo is not None else app.exec()


if __name__ == "__main__":
    sys.exit(main())
