"""What is known, on the screen: read by keys, codes by keys, and the keyboard is never taken away."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.knowledge import CallerNoteKind, NoteKind
from dispatcher.domain.knowledge_commands import AddPremiseNote, NoteCaller, RevealSecret
from tests.helpers.knowledge_panel import SHOWN, Panel
from tests.helpers.knowledge_rows import FACTS
from ui.theme import Theme
from ui.views.knowledge import KnowledgeView
from ui.widgets.labels import LampWidget

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


class Shown(Panel):
    """A panel with its view, beside a field in which somebody types."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.window = QWidget()
        self.typing = QLineEdit(self.window)
        self.view = KnowledgeView(self.it, Theme.load())
        column = QVBoxLayout(self.window)
        column.addWidget(self.typing)
        column.addWidget(self.view)
        qtbot.addWidget(self.window)
        self.window.resize(520, 700)
        self.window.show()
        self.typing.setFocus()
        QApplication.processEvents()

    def texts(self) -> list[str]:
        return [label.text() for label in self.view.findChildren(QLabel) if label.isVisible() and label.text()]

    def badges(self) -> list[str]:
        return [lamp.text() for lamp in self.view.findChildren(LampWidget) if lamp.isVisible()]

    def button(self) -> QPushButton:
        return self.view.findChildren(QPushButton, "secret_show")[0]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_a_hazard_is_a_shape_a_word_and_a_plate_and_comes_first(shown: Shown) -> None:
    assert shown.texts()[-1].startswith("What is known of the place")
    shown.it.follow(FACTS)
    QApplication.processEvents()
    lamps = [lamp for lamp in shown.view.findChildren(LampWidget) if lamp.isVisible()]
    top = min(lamps, key=lambda lamp: lamp.mapTo(shown.view, lamp.rect().topLeft()).y())
    assert (top.text(), top.tone()) == ("HAZARD", "plate_alarm")
    assert shown.badges().count("caution") == 2
    assert "Transformer room on level -3, 20 kV; do not enter before it is off" in shown.texts()


def test_nothing_takes_the_keyboard(shown: Shown) -> None:
    for facts in (FACTS, replace(FACTS, place="Casino"), FACTS):
        shown.it.follow(facts)
        shown.it.refresh()
        shown.it.ask_secret("s1")
        shown.it.reveal("door")
        shown.room.settle(SHOWN)
        QApplication.processEvents()
        assert shown.typing.hasFocus()
    assert "EX-2580" in shown.texts()


def test_s61_a_code_is_shown_by_keys_alone_and_hidden_by_one(qtbot: QtBot, shown: Shown) -> None:
    shown.it.follow(FACTS)
    QApplication.processEvents()
    assert shown.button().text() == "door code, loading dock: show (is journalled)"
    shown.button().setFocus()
    qtbot.keyClick(shown.button(), Qt.Key.Key_Return)
    reason = QApplication.focusWidget()
    assert isinstance(reason, QLineEdit)
    assert (reason.text(), reason.selectedText()) == ("crew at the door", "crew at the door")
    qtbot.keyClicks(reason, "fire on level 2")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    (command,) = shown.room.executed
    assert isinstance(command, RevealSecret)
    assert command.reason == "fire on level 2"
    shown.room.settle(SHOWN)
    assert "EX-2580" in shown.texts()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert "EX-2580" not in shown.texts()
    assert shown.button().hasFocus(), "the keyboard is where it was"


def test_s61_a_code_hides_itself_and_leaves_no_widget_that_holds_it(shown: Shown) -> None:
    shown.it.follow(FACTS)
    shown.it.ask_secret("s1")
    shown.it.reveal("door")
    shown.room.settle(SHOWN)
    shown.clock.advance(21)
    shown.view.second()
    said = [label.text() + label.accessibleName() for label in shown.view.findChildren(QLabel)]
    assert not [words for words in said if "EX-2580" in words]


def test_one_key_begins_a_note_and_enter_keeps_it(qtbot: QtBot, shown: Shown) -> None:
    shown.it.follow(FACTS)
    shown.view.begin_note()
    qtbot.keyClicks(shown.view.note, "gas bottles in the cellar")
    qtbot.keyClick(shown.view.note, Qt.Key.Key_Return)
    (command,) = shown.room.executed
    assert isinstance(command, AddPremiseNote)
    assert (command.kind, command.text) == (NoteKind.HAZARD, "gas bottles in the cellar")
    assert shown.view.note.text() == ""
    shown.view.begin_note(CallerNoteKind.HEALTH)
    qtbot.keyClicks(shown.view.note, "insulin")
    qtbot.keyClick(shown.view.note, Qt.Key.Key_Return)
    assert isinstance(shown.room.executed[1], NoteCaller)
    shown.session.set_actor(None)
    qtbot.keyClicks(shown.view.note, "not lost")
    qtbot.keyClick(shown.view.note, Qt.Key.Key_Return)
    assert shown.view.note.text() == "not lost", "what could not be kept stays written"


def test_an_endless_word_pushes_nothing_out_of_sight(shown: Shown) -> None:
    shown.it.follow(FACTS)
    QApplication.processEvents()
    for label in shown.view.findChildren(QLabel):
        if label.objectName() == "known_text":
            label.setText("x" * 4_000)
            break
    QApplication.processEvents()
    inside, area = shown.view.area.widget(), shown.view.area.viewport()
    assert inside.width() <= area.width()


def test_everything_has_an_accessible_name(shown: Shown) -> None:
    shown.it.follow(FACTS)
    for widget in (shown.view, shown.view.kind, shown.view.note, shown.view.area, shown.button()):
        assert widget.accessibleName(), widget.objectName()
