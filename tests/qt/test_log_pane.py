"""The log follows its newest line whatever its size, until a hand scrolls up; then it says that there is more."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.log_pane import LogPane

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key


class Log:
    """A pane with forty lines, some of them wrapped."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.pane = LogPane(Theme.load(), "card_log")
        qtbot.addWidget(self.pane)
        self.pane.resize(400, 200)
        self.pane.show()
        self.count = 0
        self.grow(40)

    def grow(self, count: int = 1) -> None:
        self.count += count
        lines = tuple(f"{n} {'long words ' * (8 if n % 7 == 0 else 1)}" for n in range(self.count))
        self.pane.show_lines("i1", lines)
        QApplication.processEvents()

    def resize(self, height: int) -> None:
        self.pane.resize(400, height)
        QApplication.processEvents()

    def wheel(self, notches: int) -> None:
        middle = QPointF(self.pane.viewport().rect().center())
        turned = QPoint(0, 120 * notches)
        no_button, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(middle, middle, QPoint(), turned, no_button, plain, phase, False)
        QApplication.sendEvent(self.pane.viewport(), event)

    @property
    def at_end(self) -> bool:
        bar = self.pane.verticalScrollBar()
        return bar.maximum() == bar.value() > 0

    @property
    def last_line_is_whole(self) -> bool:
        block = self.pane.document().lastBlock()
        box = self.pane.blockBoundingGeometry(block).translated(self.pane.contentOffset())
        return box.bottom() <= self.pane.viewport().height() + 1

    @property
    def says_newer(self) -> bool:
        button = self.pane.findChild(QPushButton, "card_log_newer")
        assert button is not None
        return button.isVisible()


@pytest.fixture
def log(qtbot: QtBot) -> Log:
    return Log(qtbot)


@pytest.mark.parametrize("heights", [(90,), (90, 200), (333, 61, 170), (200, 97)])
def test_it_follows_whatever_resizes_it(log: Log, heights: tuple[int, ...]) -> None:
    for height in heights:
        log.resize(height)
        assert log.at_end
        assert log.last_line_is_whole
        log.grow()
        assert log.at_end
        assert log.last_line_is_whole
    assert not log.says_newer


def test_it_follows_what_came_while_it_was_hidden(log: Log) -> None:
    log.pane.hide()
    log.grow(5)
    log.pane.resize(400, 120)
    log.pane.show()
    QApplication.processEvents()
    assert log.at_end


@pytest.mark.parametrize("up", ["wheel", "key"])
def test_a_hand_that_scrolls_up_stays_there_and_is_told_of_newer_lines(log: Log, up: str) -> None:
    if up == "wheel":
        log.wheel(2)
    else:
        log.qtbot.keyClick(log.pane, KEY.Key_PageUp)
    assert log.says_newer
    log.grow(3)
    log.resize(150)
    assert not log.at_end
    assert log.says_newer
    log.qtbot.keyClick(log.pane, KEY.Key_End)
    assert log.at_end
    assert not log.says_newer
    log.grow()
    assert log.at_end


def test_scrolling_back_to_the_end_follows_again(log: Log) -> None:
    log.wheel(3)
    log.wheel(-30)
    log.grow()
    assert log.at_end
    assert not log.says_newer


def test_another_incident_begins_at_its_end(log: Log) -> None:
    log.wheel(5)
    log.pane.show_lines("i2", tuple(f"line {n}" for n in range(50)))
    assert log.at_end
