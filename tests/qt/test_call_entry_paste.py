"""200 kB in the narrative: whatever is pasted, the panel's thread is free for keys and paintings all the while."""

import gc
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QTimer
from pytestqt.qtbot import QtBot

from tests.qt.test_call_entry_view import Window
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_lines import text_of

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
GROSS_S = 0.080
"""Processor time: 16 ms are aimed at and 4 to 9 measured; a machine under load may need a multiple, a slip far more."""
PASTES = {
    "lines": "smoke on the stairs, he is not breathing\n" * 5_000,
    "one line": "smoke on the stairs, he is not breathing " * 5_000,
    "no blank": "x" * 200_000,
    "right to left and emoji": "حريق في المبنى 🔥 12 " * 10_000,
}


class Slices:
    """What the thread worked between two turns of its event loop, in seconds of processor time."""

    def __init__(self) -> None:
        self.worked: list[float] = []
        self._last = time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self._turn)
        self._timer.start(0)

    def _turn(self) -> None:
        now = time.thread_time()
        self.worked.append(now - self._last)
        self._last = now

    def over(self, part: float) -> float:
        """The length of the longest slice but for that part of those that did anything."""
        self._timer.stop()
        busy = sorted(each for each in self.worked if each > 0.001)
        return busy[int(len(busy) * (1 - part)) - 1]


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """As in the program, which collects what nobody holds while it is idle."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("words", PASTES.values(), ids=PASTES)
def test_200_kb_are_pasted_and_typed_in_without_a_long_slice(qtbot: QtBot, window: Window, words: str) -> None:
    window.keys("12 Elm St")
    narrative = window.view._fields.narrative
    narrative.setFocus()
    data = QMimeData()
    data.setText(words)
    slices = Slices()
    narrative.insertFromMimeData(data)
    qtbot.waitUntil(lambda: narrative._paste_at is None, timeout=60_000)
    for sign in "and then he fell":
        qtbot.keyClicks(narrative, sign)
        qtbot.wait(0)
    assert slices.over(0.02) < GROSS_S
    draft = window.entry.call.draft
    assert draft.text(CallField.NARRATIVE).replace("\n", "").replace(" ", "") == (
        f"{words}and then he fell".replace("\n", "").replace(" ", "")
    )
    assert text_of(draft.lines) == draft.text(CallField.NARRATIVE) == narrative.toPlainText()
