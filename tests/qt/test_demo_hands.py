"""What a tour does to a window: keys as the system brings them, the person's own noticed, pictures, captions."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from ui.demo.caption import Caption
from ui.demo.driver import Keyboard, Visitor
from ui.demo.shots import Camera, make_room
from ui.demo.steps import press, write
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    line = QLineEdit()
    window.setCentralWidget(line)
    window.resize(300, 100)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def line_of(window: QMainWindow) -> QLineEdit:
    line = window.centralWidget()
    assert isinstance(line, QLineEdit)
    return line


def test_it_types_what_people_type(window: QMainWindow) -> None:
    keyboard = Keyboard(window)
    assert keyboard.ready()
    for stroke in write("Rue Grimaldi, été: 12 / ?"):
        keyboard.type(stroke)
    assert line_of(window).text() == "Rue Grimaldi, été: 12 / ?"


def test_named_keys_start_shortcuts_and_reach_the_line(window: QMainWindow) -> None:
    started: list[str] = []
    for keys in ("F2", "Ctrl+Q", "Alt+1"):
        QShortcut(QKeySequence(keys), window).activated.connect(lambda keys=keys: started.append(keys))
    entered: list[str] = []
    line_of(window).returnPressed.connect(lambda: entered.append("entered"))
    keyboard = Keyboard(window)
    for stroke in press("F2", "Ctrl+Q", "Alt+1", "Return"):
        keyboard.type(stroke)
    assert started == ["F2", "Ctrl+Q", "Alt+1"]
    assert entered == ["entered"]


def test_the_persons_first_key_is_noticed_once_and_does_what_it_does(window: QMainWindow, qtbot: QtBot) -> None:
    noticed: list[str] = []
    keyboard = Keyboard(window)
    visitor = Visitor(window.windowHandle(), keyboard, lambda: noticed.append("a person"))
    for stroke in press("F2") + write("a"):
        keyboard.type(stroke)
    assert noticed == []
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_B)  # type: ignore[arg-type]
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_C)  # type: ignore[arg-type]
    assert noticed == ["a person"]
    assert line_of(window).text() == "abc"
    del visitor


def test_a_click_of_the_person_is_noticed(window: QMainWindow, qtbot: QtBot) -> None:
    noticed: list[str] = []
    visitor = Visitor(window.windowHandle(), Keyboard(window), lambda: noticed.append("a person"))
    qtbot.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton)  # type: ignore[arg-type]
    assert noticed == ["a person"]
    del visitor


def test_pictures_of_an_earlier_tour_go_first_and_others_stay(window: QMainWindow, tmp_path: Path) -> None:
    folder = tmp_path / "build" / "shots"
    folder.mkdir(parents=True)
    for name in ("tour-09-old.png", "failed.png", "calm-night.png"):
        (folder / name).touch()
    camera = Camera(window, folder)
    make_room(folder)
    assert [path.name for path in folder.iterdir()] == ["calm-night.png"]
    assert QImage(str(camera.shoot("01-room"))).width() == window.width()
    assert camera.shoot("failed") == folder / "failed.png"


def test_a_picture_that_cannot_be_written_is_an_error(window: QMainWindow, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be written"):
        Camera(window, tmp_path / "nowhere").shoot("01-room")


def test_the_caption_stands_at_the_foot_and_is_read_out(window: QMainWindow, qtbot: QtBot) -> None:
    caption = Caption(window, Theme.load())
    caption.say("F3 opens call entry.", "The time of contact is stamped now.")
    qtbot.waitUntil(caption.isVisible)
    assert caption.mapTo(window, caption.rect().topLeft()).y() > line_of(window).geometry().top()
    assert [child.accessibleName() for child in caption.children() if child.isWidgetType()] == [
        "F3 opens call entry.",
        "The time of contact is stamped now.",
    ]
