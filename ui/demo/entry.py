"""`readback --demo`: on which screen, in which home, and what the program then exits with."""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Protocol

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from dispatcher.domain.clock import Clock
from dispatcher.domain.simulated import Simulation
from dispatcher.settings import Settings, UnusableSettings
from ui.demo import screens
from ui.demo.caption import Caption
from ui.demo.driver import Keyboard, Visitor
from ui.demo.guide import DONE, INTERRUPTED, SWIFT, VISIBLE, Guide, Stage
from ui.demo.scene import Scene, Station
from ui.demo.shots import Camera, make_room
from ui.demo.story import Story
from ui.demo.tour import guided_dispatch
from ui.theme import Theme
from ui.wording import tr

WISHES = ("auto", "screen", "offscreen", "any")
HOME_KEY = "READBACK_HOME"
_TICK_MS = 15
_CHATTER = ("This plugin does not support ", "QBackingStore::flush() called for ")
"""What Qt's offscreen platform says of each window, and of one that is closed while it paints."""


class Playing(Station, Protocol):
    """The program that a tour is played in."""

    @property
    def simulation(self) -> Simulation | None:
        """What steers the simulated people, once the room is open."""
        ...


def prepare(given: Namespace) -> "Demo | None":
    """Decide whether a tour is played and where, and give it a home; None: the program is used by a person.

    Raises:
        UnusableSettings: there is no screen, and no tour was asked for.
    """
    seen = screens.has_screen()
    if given.demo == "screen" and not seen:
        raise UnusableSettings(tr("there is no screen: {why}", why=screens.why_not()))
    if given.demo is None and not seen and not os.environ.get(screens.PLATFORM_KEY):
        why = tr("there is no screen: {why}; --demo=offscreen plays a guided dispatch", why=screens.why_not())
        raise UnusableSettings(why)
    if given.demo is None or (given.demo == "auto" and seen):
        return None
    demo = Demo(on_screen=seen and given.demo != "offscreen")
    if given.home is None and not os.environ.get(HOME_KEY):
        given.home = demo.folder / "home"
    return demo


class Demo:
    """One tour of one run of the program."""

    def __init__(self, *, on_screen: bool) -> None:
        self.on_screen = on_screen
        self.folder = Path(tempfile.mkdtemp(prefix="readback-tour-"))
        atexit.register(self.forget)
        self._why = screens.why_not()
        if not on_screen:
            screens.use_virtual_screen(self.folder)
            qInstallMessageHandler(_without_chatter)

    def check(self, settings: Settings) -> None:
        """Refuse what could reach the air, and what could not be shown afterwards.

        Raises:
            UnusableSettings: the room would be LIVE, or there is no place for pictures.
        """
        if not settings.simulated:
            raise UnusableSettings(tr("--demo plays in a SIMULATED room only; add --simulated"))
        try:
            make_room()
        except OSError as error:
            raise UnusableSettings(tr("there is no place for pictures: {error}", error=error)) from error

    def play(self, app: QApplication, station: Playing, theme: Theme, clock: Clock) -> int:
        """Run the program while the tour is played in it; return what to exit with."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal that has no “·” is no reason to fail
        story = Story(clock, _told, sys.stderr.write)
        story.headline(self._headline())
        camera = Camera(station.window)
        if not self.on_screen:
            station.window.showFullScreen()
        guide = self._guide(station, theme, clock, camera, story)
        ticking = QTimer()
        ticking.timeout.connect(guide.tick)
        ticking.start(_TICK_MS)
        code = app.exec()
        ticking.stop()
        guide.closed()
        return self._outcome(guide.code or code)

    def forget(self) -> None:
        """Remove the room of this tour."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _guide(self, station: Playing, theme: Theme, clock: Clock, camera: Camera, story: Story) -> Guide:
        keyboard, scene = Keyboard(station.window), Scene(station)
        caption = Caption(station.window, theme) if self.on_screen else None
        stage = Stage(
            type=keyboard.type,
            shoot=camera.shoot,
            caption=caption.say if caption else _unsaid,
            hurry=lambda speed: _hurry(station.simulation, speed),
            ready=keyboard.ready,
            settled=scene.is_map_painted,
        )
        guide = Guide(guided_dispatch(), scene, stage, story, clock, VISIBLE if self.on_screen else SWIFT)
        guide.failed = station.window.close_now

        def stopped() -> None:
            if caption is not None and guide.code is None:
                guide.stop(DONE)
                _hurry(station.simulation, 1.0)
                caption.say(tr("The tour has stopped; the room is yours."), self._of_the_room())

        if caption is not None:
            self._visitor = Visitor(station.window.windowHandle(), keyboard, stopped)
        _on_interrupt(lambda: guide.stop(INTERRUPTED), station.window.close_now)
        return guide

    def _of_the_room(self) -> str:
        keys = tr("F1 shows every command and key.")
        return f"{keys} {tr('Nothing here is kept when you leave.')}" if (self.folder / "home").exists() else keys

    def _headline(self) -> str:
        if self.on_screen:
            return tr("Readback plays a guided dispatch on this screen. Any key or click stops it. SIMULATED.")
        return tr(
            "Readback plays a guided dispatch on a virtual screen (Qt's offscreen platform, {width}x{height}): {why}."
            " SIMULATED: nothing reaches the air.",
            width=screens.WIDTH, height=screens.HEIGHT, why=self._why,
        )  # fmt: skip

    def _outcome(self, code: int) -> int:
        home = self.folder / "home"
        if code not in (DONE, INTERRUPTED) and home.exists():
            atexit.unregister(self.forget)
            sys.stderr.write(tr("its room and log are kept in {home}", home=home) + "\n")
        return code


def _without_chatter(_kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but for what concerns nobody."""
    if not text.startswith(_CHATTER):
        sys.stderr.write(f"{text}\n")


def _told(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on (`make run | head`): play it to the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hurry(simulation: Simulation | None, speed: float) -> None:
    if simulation is not None:
        simulation.set_speed(speed)


def _on_interrupt(stop: Callable[[], None], close: Callable[[], None]) -> None:
    def interrupted(_number: int, _frame: FrameType | None) -> None:
        stop()
        close()

    signal.signal(signal.SIGINT, interrupted)


def _unsaid(_does: str, _because: str) -> None:
    pass
