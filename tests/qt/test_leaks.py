"""The guard against what a test leaves behind sees each kind of it, and sees nothing where nothing is."""

import multiprocessing
import signal

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.leaks import left_behind, living, settle

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def test_a_window_is_seen_until_it_is_deleted(qtbot: QtBot):
    before = living()
    window = QWidget()
    window.setObjectName("forgotten")
    QLabel("within", window)
    assert left_behind(before) == ["hidden window QWidget 'forgotten' ('')"]
    window.show()
    assert left_behind(before) == ["shown window QWidget 'forgotten' ('')"]
    window.close()
    window.deleteLater()
    settle()
    assert left_behind(before) == []


def test_a_window_in_a_cycle_is_not_left_behind(qtbot: QtBot):
    before = living()
    window = QWidget()
    window.self = window  # pyright: ignore[reportAttributeAccessIssue]
    del window
    settle()
    assert left_behind(before) == []


def test_a_running_timer_without_a_parent_is_seen(qtbot: QtBot):
    before = living()
    owner = QObject()
    owned, stray = QTimer(owner), QTimer()
    owned.start(1000)
    assert left_behind(before) == []
    stray.start(1000)
    assert left_behind(before) == ["a timer of 1000 ms runs and has no parent"]
    stray.stop()
    assert left_behind(before) == []


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="there is nothing so small to wait in on Windows")
def test_a_process_is_seen_until_it_ends(qtbot: QtBot):
    before = living()
    child = multiprocessing.get_context("spawn").Process(target=signal.pause, name="readback-tiles")
    child.start()
    try:
        assert left_behind(before) == ["process readback-tiles runs"]
    finally:
        child.kill()
        child.join()
    assert left_behind(before) == []


_FORGETFUL = """
from PySide6.QtWidgets import QWidget
kept = []
def test_forgets(qtbot):
    kept.append(QWidget())
def test_registers(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    kept.append(widget)
def test_fails_for_a_reason_of_its_own(qtbot):
    widget = QWidget()
    assert widget is None
"""


def test_the_guard_fails_a_test_that_forgets_and_no_other(pytester: pytest.Pytester):
    pytester.makeconftest("from tests.qt.conftest import *")
    pytester.makepyfile(_FORGETFUL)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:xvfb")
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(["left behind: hidden window QWidget *"])
