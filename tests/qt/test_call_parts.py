"""The parts of call entry in the smallest window: every one whole, beside each other only where there is room."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.qt.test_main_window import Desktop

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
PARTS = {"likely_same", "triage_card", "phrases", "read_back_panel", "knowledge_panel"}


def test_no_part_is_wider_than_call_entry_on_the_smallest_monitor(qtbot: QtBot):
    desktop = Desktop(qtbot, "busy")
    desktop.window.resize(1366, 768)
    desktop.trigger("new_call")
    QApplication.processEvents()
    entry = desktop.window.panels.call_entry
    area = entry.findChild(QScrollArea, "call_sections")
    assert area is not None
    assert area.isVisible()
    parts = {part.objectName(): part for part in area.widget().findChildren(QWidget) if part.objectName() in PARTS}
    assert set(parts) == PARTS
    room = area.viewport().width()
    assert {
        name: part.minimumSizeHint().width() for name, part in parts.items() if part.minimumSizeHint().width() > room
    } == {}
