"""The duplicate warning as widgets: it cannot be missed, acts by one letter, and never takes the caret."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.same_event_commands import KeepApart
from dispatcher.queries.same_event_rows import LikelyRow
from tests.helpers.fake_room import START
from tests.unit.ui.test_likely_same import FACTS, Scene, likely
from ui.theme import Theme
from ui.views.likely_same import View
from ui.widgets.dressing import wear

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


class Panel:
    """A field that somebody types in, and the warning below it."""

    def __init__(self, qtbot: QtBot, *rows: LikelyRow, theme: str = "night") -> None:
        self.scene = Scene(*rows)
        self.theme = Theme(theme)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        wear(app, self.theme)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.field = QLineEdit()
        self.view = View(self.scene.presenter, self.theme)
        column = QVBoxLayout(self.window)
        column.addWidget(self.field)
        column.addWidget(self.view)
        self.window.resize(760, 420)
        self.window.show()
        self.field.setFocus()
        QApplication.processEvents()

    def follow(self) -> None:
        self.scene.presenter.follow(FACTS)
        QApplication.processEvents()


Made = Callable[..., Panel]


@pytest.fixture
def panel(qtbot: QtBot) -> Made:
    return lambda *rows: Panel(qtbot, *rows)


def test_s31_a_warning_is_seen_and_the_caret_stays_in_the_field(panel: Made):
    here = panel(likely(1), likely(2, score=0.41, is_likely=False))
    assert not here.view.isVisible(), "nothing is like it: no line, no room taken"
    QTest.keyClicks(here.field, "Harb")
    here.follow()
    assert here.view.isVisible()
    assert QApplication.focusWidget() is here.field
    QTest.keyClicks(QApplication.focusWidget(), "our")
    assert here.field.text() == "Harbour"
    assert here.view.warning.text().startswith("LIKELY THE SAME as 2026-000001")
    assert here.view.warning.tone() == "plate_warning"
    assert [row.isVisible() for row in here.view.rows] == [True, True, False]
    assert (here.view.rows[0].bar.score, here.view.rows[1].bar.score) == (0.93, 0.41)
    assert here.view.rows[0].reasons.text() == "80 m away · 4 min ago · same type"


def test_s31_a_row_is_reached_by_tab_and_acts_by_a_letter(panel: Made):
    here = panel(likely(1), likely(2))
    here.follow()
    QTest.keyClick(here.field, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is here.view.rows[0]
    QTest.keyClick(here.view.rows[0], Qt.Key.Key_S)
    assert here.scene.shown == ["i1"]
    QTest.keyClick(here.view.rows[1], Qt.Key.Key_A)
    assert here.scene.attached == ["i2"]
    here.view.reason.setText("other house")
    QTest.keyClick(here.view.rows[0], Qt.Key.Key_K)
    (command,) = here.scene.room.executed
    assert isinstance(command, KeepApart)
    assert command.reason == "other house"
    assert here.view.reason.text() == ""
    assert [row.isVisible() for row in here.view.rows] == [True, False, False]


def test_s31_what_cannot_be_attached_says_why_on_its_button(panel: Made):
    here = panel(likely(1, closed_at=START - timedelta(minutes=1)))
    here.follow()
    attach = here.view.rows[0].buttons["a"]
    assert not attach.isEnabled()
    assert "link the two" in attach.toolTip()
    here.view.rows[0].buttons["s"].click()
    assert here.scene.shown == ["i1"]


def test_every_widget_that_takes_the_keyboard_says_what_it_is(panel: Made):
    here = panel(likely(1))
    here.follow()
    for widget in here.view.findChildren(QWidget):
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.isVisible():
            assert widget.accessibleName(), widget.objectName()
    assert here.view.rows[0].accessibleName().startswith("93 % alike")
    here.view.tick()
