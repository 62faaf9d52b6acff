"""Without eyes and without a mouse: everything that takes the keyboard says what it is, and Tab passes it in order."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers import scenes
from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
BARE = re.compile(r"\w+_\w+|Q[A-Z]\w+")
MOST_STOPS = 80


def opened(qtbot: QtBot, scene: str, *, signed_on: bool = True) -> Desktop:
    desktop = Desktop(qtbot, scene, signed_on=signed_on)
    desktop.desk.session.show_incident("i1")
    if scene == "call":
        desktop.desk.open_call_entry()
    QApplication.processEvents()
    return desktop


def takes_keyboard(widget: QWidget) -> bool:
    """A button that waits hidden for its words takes none yet."""
    waits = isinstance(widget, QAbstractButton) and not (widget.isVisible() or widget.text())
    no_focus = widget.focusPolicy() is Qt.FocusPolicy.NoFocus
    return not (no_focus or waits or isinstance(widget, QScrollBar))


def focused() -> QWidget:
    here = QApplication.focusWidget()
    assert isinstance(here, QWidget)
    return here


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def panel_of(desktop: Desktop, widget: QWidget) -> int:
    panels = desktop.window.panels.in_reading_order()
    return next(place for place, panel in enumerate(panels) if widget is panel or panel.isAncestorOf(widget))


def tabbed(desktop: Desktop) -> list[QWidget]:
    """What has the keyboard after each Tab, from the command line once round."""
    desktop.window.panels.command_line.take_focus()
    start = focused()
    passed: list[QWidget] = []
    for _ in range(MOST_STOPS):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        here = focused()
        passed.append(here)
        if here is start:
            return passed
    raise AssertionError(f"Tab does not come back to the command line: {[one.objectName() for one in passed]}")


@pytest.mark.parametrize("scene", list(scenes.SCENES))
@pytest.mark.parametrize("signed_on", [True, False])
def test_whatever_takes_the_keyboard_says_what_it_is(qtbot: QtBot, scene: str, signed_on: bool):
    window = opened(qtbot, scene, signed_on=signed_on).window
    within = [widget for widget in window.findChildren(QWidget) if widget.window() is window]
    asked = [widget for widget in within if takes_keyboard(widget)]
    assert len(asked) > 10
    silent = [f"{type(one).__name__} {one.objectName()!r}" for one in asked if not spoken(one).strip()]
    bare = [spoken(one) for one in asked if BARE.fullmatch(spoken(one))]
    nameless = [f"{type(one).__name__} of {one.parent()!r}" for one in asked if not one.objectName()]
    assert (silent, bare, nameless) == ([], [], [])


@pytest.mark.parametrize("scene", ["busy", "chain"])
def test_no_two_stops_of_tab_say_the_same(qtbot: QtBot, scene: str):
    names = [spoken(widget) for widget in tabbed(opened(qtbot, scene))]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("scene", list(scenes.SCENES))
def test_tab_passes_every_stop_panel_by_panel_as_the_eye_does(qtbot: QtBot, scene: str):
    desktop = opened(qtbot, scene)
    passed = tabbed(desktop)
    stops = {
        widget
        for widget in desktop.window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert {one.objectName() for one in stops - set(passed)} == set()
    places = [panel_of(desktop, widget) for widget in passed]
    assert places == sorted(places)
    assert len(set(places)) >= 2


def test_tab_passes_lines_that_came_later_where_they_stand(qtbot: QtBot):
    names = [spoken(widget) for widget in tabbed(opened(qtbot, "busy"))]
    assert names[:2] == ["Answer  F6", "Take  Alt+2"]


def test_shift_and_tab_goes_the_same_way_back(qtbot: QtBot):
    desktop = opened(qtbot, "busy")
    passed = tabbed(desktop)
    back: list[QWidget] = []
    for _ in passed:
        QTest.keyClick(focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        back.append(focused())
    assert back == [*reversed(passed[:-1]), passed[-1]]
