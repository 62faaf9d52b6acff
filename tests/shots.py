"""Pictures of the real window over rooms that were played: `python -m tests.shots OUT [SCENE…]`."""

import argparse
import functools
import itertools
import operator
import os
import re
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher.domain.authority import Actor
from dispatcher.domain.worlds import World
from tests.helpers.gallery import SCENES, Scene
from tests.helpers.stage import CAMILLE, Stage
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import NAMES, SCALES, Theme, scale_for
from ui.widgets.dressing import wear
from ui.wording import world_word

SIZES = ("1366x768", "1920x1080")
GUIDE = Path("docs/guide/pictures")
_QUALITY = 82
_CHORD = re.compile(r"((Ctrl|Shift|Alt)\+)+\w+")
_LONGEST_WAIT_MS = 20_000


@contextmanager
def played(scene: Scene) -> Generator[tuple[Stage, str]]:
    """Play a scene in a room of its own; the stage and the incident to show."""
    with tempfile.TemporaryDirectory(prefix="readback-stage-") as folder:
        stage = Stage(Path(folder), scene.pack())
        try:
            yield stage, scene.play(stage)
        finally:
            stage.close()


def open_window(stage: Stage, theme: Theme, shown: str, who: Actor = CAMILLE) -> tuple[MainWindow, Callable[[], None]]:
    """Make the window of a seat; call the second to close it, before another one opens over the same room."""
    desk = Desk(stage.room, lambda call: call(), stage.h.clock, seat=who.seat, world=World.SIMULATED)
    window = MainWindow(theme, LayoutBook(None), lambda: None)
    window.open_desk(desk, lambda: None, world=world_word(World.SIMULATED))
    deafen = stage.room.subscribe(desk.entries)
    desk.start()
    desk.sign_on.sign_on(who.operator, who.role)
    desk.start()
    if shown:
        desk.session.show_incident(shown)

    def close() -> None:
        deafen()
        desk.close()
        window.close_now()
        window.deleteLater()

    return window, close


def shoot(app: QApplication, window: MainWindow, scene: Scene, path: Path, stage: Stage) -> Path:
    """Render the window once its map is painted."""
    window.show()
    window.activateWindow()
    settle(app, window)
    for action in scene.actions:
        window.findChild(QAction, action.value).trigger()
        QTest.qWait(300)
    for each in scene.keys:
        if each.startswith("wait "):
            stage.h.advance(seconds=int(each.removeprefix("wait ")))
            window.tick()
        else:
            _type(window, each)
    settle(app, window)
    window.grab().save(str(path), quality=_QUALITY if path.suffix == ".webp" else -1)
    return path


def settle(app: QApplication, window: MainWindow) -> None:
    """Let everything come to rest that a pause would bring to rest."""
    timer = QElapsedTimer()
    timer.start()
    while timer.elapsed() < _LONGEST_WAIT_MS:
        app.processEvents()
        QTest.qWait(50)
        canvas = window.panels.map.canvas
        if timer.elapsed() > 600 and canvas is not None and canvas.settled:
            return


def _type(window: MainWindow, what: str) -> None:
    target = QApplication.focusWidget() or window
    *chord, last = what.split("+") if _CHORD.fullmatch(what) else [what]
    key = getattr(Qt.Key, f"Key_{last}", None)
    if key is None:
        for sign in what:  # keyClicks writes no accents
            _press_sign(target, sign)
    else:
        held = [getattr(Qt.KeyboardModifier, f"{'Control' if each == 'Ctrl' else each}Modifier") for each in chord]
        QTest.keyClick(target, key, functools.reduce(operator.or_, held, Qt.KeyboardModifier.NoModifier))
    QTest.qWait(300)


def _press_sign(target: QWidget, sign: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        code = Qt.Key(ord(sign.upper())) if sign.isascii() and sign.isalnum() else Qt.Key.Key_unknown
        QApplication.sendEvent(target, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, sign))


def dress(app: QApplication, look: str, scale: float) -> Theme:
    """Give the application a theme."""
    theme = Theme(look, scale)
    wear(app, theme)
    return theme


def picture(
    app: QApplication, stage: Stage, shown: str, name: str, wanted: tuple[str, str], given: argparse.Namespace
) -> None:
    """Make one picture of a scene that was played."""
    look, size = wanted
    width, height = (int(part) for part in size.split("x"))
    theme = dress(app, look, given.scale or scale_for(height))
    window, close = open_window(stage, theme, shown, SCENES[name].who)
    window.resize(width, height)
    ending = "webp" if given.guide else "png"
    path = shoot(app, window, SCENES[name], given.out / f"{name}-{look}-{size}.{ending}", stage)
    sys.stdout.write(f"{path}\n")
    sys.stdout.flush()
    close()
    app.processEvents()


def main(argv: list[str]) -> int:
    """Render the scenes named, or all, in every theme and size asked for."""
    parser = argparse.ArgumentParser(prog="make shots", description=__doc__)
    parser.add_argument("out", nargs="?", default="build/shots", type=Path)
    parser.add_argument("scene", nargs="*", choices=[*SCENES, []], default=[])
    parser.add_argument("--theme", action="append", choices=NAMES)
    parser.add_argument("--scale", type=float, choices=SCALES, help="instead of what a screen so tall would have")
    parser.add_argument("--size", action="append", help="such as 1366x768")
    parser.add_argument("--guide", action="store_true", help="the guide's pictures: night and day, smaller files")
    given = parser.parse_args(argv)
    if given.guide:
        given.out, given.theme = GUIDE, given.theme or ["night", "day"]
    given.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    for name in given.scene or SCENES:
        pictures = list(itertools.product(given.theme or NAMES, given.size or SIZES))
        for some in [[each] for each in pictures] if SCENES[name].afresh else [pictures]:
            with played(SCENES[name]) as (stage, shown):
                for look, size in some:
                    picture(app, stage, shown, name, (look, size), given)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
