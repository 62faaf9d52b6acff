"""Pictures of the window in scripted states: `python -m tests.shots OUT`. For eyes, and for the guide."""

import itertools
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from dispatcher.domain.authority import Actor, Role
from dispatcher.domain.identifiers import OperatorId, Seat
from dispatcher.domain.worlds import World
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.scenes import SCENES
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.presenters.desk import Desk
from ui.theme import NAMES, Theme
from ui.wording import world_word

SIZES = ((1366, 768), (1920, 1080))


def open_scene(name: str, theme: Theme) -> tuple[MainWindow, Desk, FakeRoom]:
    """Make a window over a scripted room."""
    room = FakeRoom()
    SCENES[name](room)
    desk = Desk(room, lambda call: call(), FakeClock(), seat="seat-1", world=World.SIMULATED)
    window = MainWindow(theme, LayoutBook(None), lambda: None)
    window.open_desk(desk, lambda: None, world=world_word(World.SIMULATED))
    desk.start()
    if name != "empty":
        desk.sign_on.sign_on("costa")
        room.settle(Actor(operator=OperatorId("costa"), seat=Seat("seat-1"), role=Role.DISPATCHER))
    return window, desk, room


def shoot(app: QApplication, name: str, look: str, size: tuple[int, int], out: Path) -> Path:
    """Render one scene in one theme at one size."""
    theme = Theme.load(look)
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.stylesheet())
    app.setFont(theme.font("body"))
    window, desk, _ = open_scene(name, theme)
    window.resize(*size)
    window.show()
    for _ in range(6):
        app.processEvents()
    if name != "empty":
        desk.session.show_incident("i1")
        for _ in range(4):
            app.processEvents()
    if name == "chain":
        desk.command_line.edit("dispatch M1", len("dispatch M1"))
        app.processEvents()
    if name == "call":
        desk.open_call_entry()
        app.processEvents()
    path = out / f"{name}-{look}-{size[0]}x{size[1]}.png"
    window.grab().save(str(path))
    window.close_now()
    window.deleteLater()
    app.processEvents()
    return path


def main(argv: list[str]) -> int:
    """Render every scene, or those named behind the directory."""
    out = Path(argv[0] if argv else "build/shots")
    out.mkdir(parents=True, exist_ok=True)
    wanted = argv[1:] or list(SCENES)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    for name, look, size in itertools.product(wanted, NAMES, SIZES):
        sys.stdout.write(f"{shoot(app, name, look, size, out)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
