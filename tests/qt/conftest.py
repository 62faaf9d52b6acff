"""Qt objects die on the Qt thread: cycles are collected there, after each test, and never on a test's worker.

A test that leaves something behind fails: what lives on answers to the events of the next one.
"""

import gc
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from dispatcher.storage import leases
from tests.helpers.leaks import left_behind, living, settle

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test failed: its traceback then holds what it made."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def leases_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases run by the database's own clock: on a busy machine a room that is only looked at would lose them."""
    monkeypatch.setattr(leases, "LEASE_S", 3_600.0)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    gc.disable()
    gc.freeze()  # what was there before this test cannot be left behind by it, and need not be searched again
    before, palette, font = living(), qapp.palette(), qapp.font()
    yield
    if qapp.styleSheet():  # a window that changed its look changed the application's
        qapp.setStyleSheet("")
        qapp.setPalette(palette)
        qapp.setFont(font)
    settle()
    gc.enable()
    node: pytest.Item = request.node
    if node.stash.get(FAILED, False) or not left_behind(before):
        return
    settle()  # what went in the first round may have held more
    if left := left_behind(before):
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)
