"""The narrative's field under absurd texts: no sign lost, keys and paintings between the pieces of a paste."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from ui.theme import Theme
from ui.widgets.timed_text import TimedText, fold

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
RTL = "حريق في المبنى 🔥 12\n"


@pytest.fixture
def text(qtbot: QtBot) -> TimedText:
    made = TimedText(Theme.load(), lambda _: False, lambda place: f"0{place}:00:00")
    made.resize(400, 200)
    qtbot.addWidget(made)
    made.show()
    return made


def paste(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def taken(qtbot: QtBot, text: TimedText) -> None:
    qtbot.waitUntil(lambda: text._paste_at is None, timeout=60_000)


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("smoke on the stairs\n" * 10_500, lambda words: words),
        (RTL * 2_000, lambda words: words),
        ("\x00\x1b[31m\r\nbell\x07\r" * 500, lambda _: "␀␛[31m\nbell␇\n" * 500),
        ("no blank anywhere " * 3, lambda words: words),
    ],
)
def test_a_paste_is_whole_however_long(qtbot: QtBot, text: TimedText, words: str, stands: Callable[[str], str]) -> None:
    text.insertFromMimeData(paste(words))
    taken(qtbot, text)
    assert text.toPlainText() == stands(words)


def test_what_is_typed_while_a_paste_goes_in_stands_behind_it(qtbot: QtBot, text: TimedText) -> None:
    text.setPlainText("before after")
    cursor = text.textCursor()
    cursor.setPosition(7)
    text.setTextCursor(cursor)
    text.insertFromMimeData(paste("smoke\n" * 2_000))
    assert text._paste_at is not None, "it goes in piece by piece"
    qtbot.keyClicks(text, "x")
    text.insertFromMimeData(paste("second"))
    taken(qtbot, text)
    assert text.toPlainText() == "before " + "smoke\n" * 2_000 + "second" + "xafter"


def test_an_overlong_line_is_broken_at_blanks_and_no_word_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(20_000))
    assert fold(words).split() == words.split()
    assert max(map(len, fold(words).split("\n"))) <= 400
    assert fold("x" * 1_000).replace("\n", "") == "x" * 1_000
    assert fold("short\nlines") == "short\nlines"


def test_another_text_keeps_the_caret_as_near_as_it_can(text: TimedText) -> None:
    text.setPlainText("12345")
    text.moveCursor(QTextCursor.MoveOperation.End)
    text.show_text("123")
    assert text.textCursor().position() == 3
    text.show_text("1234567")
    assert text.textCursor().position() == 3
