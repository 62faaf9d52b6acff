"""Call entry as it is used: by keys alone, in one pass."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatcher.domain.call_commands import AmendCall, CallTaken, TakeCall
from dispatcher.domain.calls import Medium
from dispatcher.domain.errors import Incomplete
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Priority, Urgency
from dispatcher.domain.vocabulary import Abbreviation
from dispatcher.queries.requests import AskPlaces
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from tests.helpers.place_rows import town
from ui.presenters.call_entry import CallEntryPresenter
from ui.presenters.call_entry_draft import CallField
from ui.presenters.call_entry_ringing import Ringing
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.call_entry import CallEntryView
from ui.widgets.priority_choice import PriorityChoice

# Qt's offscreen platform says so of every window that is shown; a real screen does not.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TAKEN = CallTaken(call_id=CallId("c"), incident_id=IncidentId("i13"), number="2026-000013", priority=Priority.P2)


class Window:
    """A window with call entry and another field."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.room, self.session, self.clock = qtbot, FakeRoom(), Session(), FakeClock()
        self.session.set_actor(ACTOR)
        self.entry = CallEntryPresenter(self.room, self.session, self.clock, lambda call: call())
        self.entry.set_pack(PACK)
        theme = Theme.load()
        self.widget = QWidget()
        self.widget.setStyleSheet(theme.stylesheet())
        self.other = QLineEdit()
        self.view = CallEntryView(self.entry, theme, Ringing(self.entry, self.clock))
        column = QVBoxLayout(self.widget)
        column.addWidget(self.view, 1)
        column.addWidget(self.other)
        self.widget.resize(460, 640)
        qtbot.addWidget(self.widget)
        self.widget.show()
        self.widget.activateWindow()
        qtbot.waitActive(self.widget)
        self.view.take_focus()

    def keys(self, *typed: str | KEY) -> None:
        """Type into whatever has the keyboard."""
        for each in typed:
            focused = QApplication.focusWidget()
            if isinstance(each, str):
                self.qtbot.keyClicks(focused, each)
            else:
                self.qtbot.keyClick(focused, each)

    def ctrl_enter(self) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Return, CTRL)

    @property
    def focus(self) -> str:
        return QApplication.focusWidget().objectName()

    def line(self, name: CallField) -> QLineEdit:
        return self.view.findChild(QLineEdit, f"call_{name}")

    def label(self, name: str) -> str:
        return self.view.findChild(QLabel, name).text()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


def test_s1_s3_s12_a_call_is_taken_in_one_pass(window: Window) -> None:
    tab = KEY.Key_Tab
    window.keys(
        "12 Elm St", tab, "str", tab, "Ann Lee", tab, "555 0142", tab, "daughter", tab, "it", tab, tab, "3", tab
    )
    window.keys("LIFT-7", tab, "smoke from the roof", tab, tab, "c", tab, KEY.Key_End, tab, "2", tab, "1")
    window.ctrl_enter()
    assert window.room.executed == [
        TakeCall(
            actor=ACTOR,
            place="12 Elm St",
            incident_type="structure_fire",
            impact=Impact.MEDIUM,
            urgency=Urgency.HIGH,
            caller_name="Ann Lee",
            caller_number="555 0142",
            caller_relation="daughter",
            caller_language="it",
            asset_number="LIFT-7",
            kind=Kind.COMPLAINT,
            medium=Medium.WALK_IN,
            draft_id=window.entry.call.id,
            persons_involved=3,
            narrative="smoke from the roof",
            contact_at=START,
            answered_at=START,
        )
    ]


def test_enter_goes_on_and_ctrl_enter_submits_anywhere(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Return, "fall")
    assert window.focus == "call_incident_type"
    window.ctrl_enter()
    window.ctrl_enter()
    assert len(window.room.executed) == 1


def test_tab_passes_every_field_in_order(window: Window) -> None:
    seen = [window.focus]
    for _ in range(18):
        window.keys(KEY.Key_Tab)
        seen.append(window.focus)
    asked = {CallField.PRIORITY_REASON, CallField.KIND_REASON}  # only when there is a reason to ask for
    fields = [f"call_{name}" for name in CallField if name not in asked]
    assert seen[: len(fields)] == fields
    assert (
        seen[len(fields) :] == ["call_clear", "other"][: len(seen) - len(fields)] or seen[len(fields)] == "call_clear"
    )


def test_types_are_offered_below_without_taking_the_keyboard(window: Window) -> None:
    window.keys(KEY.Key_Tab, "res")
    rows = window.widget.findChild(QListWidget, "call_types_rows")
    assert rows.isVisible()
    assert window.focus == "call_incident_type"
    window.keys(KEY.Key_Down, KEY.Key_Down, KEY.Key_Tab)
    assert window.line(CallField.TYPE).text() == "Lift rescue"
    assert not rows.isVisible()
    assert window.focus == "call_caller_name"


def test_the_matrix_is_shown_at_once_and_an_override_asks_why(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Tab, "fall", *[KEY.Key_Tab] * 12, "1", KEY.Key_Tab, "1")
    priority = window.view.findChild(PriorityChoice)
    assert priority.accessibleDescription().startswith("P1")
    window.keys(KEY.Key_Tab, "4")
    assert priority.accessibleDescription().startswith("P4, the matrix gives P1")
    window.ctrl_enter()
    assert not window.room.executed
    assert window.label("error_priority_reason") == "Impact and urgency give P1: why P4?"
    assert window.focus == "call_priority_reason"
    window.keys("caller corrected herself")
    window.ctrl_enter()
    command = window.room.executed[0]
    assert isinstance(command, TakeCall)
    assert (command.priority, command.priority_reason) == (Priority.P4, "caller corrected herself")


def test_zero_gives_the_matrix_back(window: Window) -> None:
    window.keys(*[KEY.Key_Tab] * 15, "1", "0")
    assert window.focus == "call_priority"
    assert not window.line(CallField.PRIORITY_REASON).isVisible()


def test_a_refusal_stands_beside_its_field_and_takes_the_caret_there(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Tab, "fall", KEY.Key_Tab)
    window.ctrl_enter()
    window.room.refuse(Incomplete("that street does not exist", field="place"))
    assert window.label("error_place") == "that street does not exist"
    assert window.focus == "call_place"
    assert window.line(CallField.PLACE).property("tone") == "alarm"
    assert window.line(CallField.PLACE).text() == "12 Elm St"


def test_a_refusal_never_takes_the_caret_from_somebody_typing_elsewhere(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Tab, "fall", KEY.Key_Tab)
    window.ctrl_enter()
    window.other.setFocus()
    window.room.refuse(Incomplete("that street does not exist", field="place"))
    assert window.other.hasFocus()


def test_a_taken_call_is_told_and_the_panel_stays_with_it_caret_and_all(window: Window) -> None:
    window.keys("12 Elm St", KEY.Key_Tab, "str", KEY.Key_Tab, "An")
    window.ctrl_enter()
    window.keys("n")
    window.room.settle(TAKEN)
    assert window.label("call_title") == "2026-000013 · opened"
    assert window.session.incident_id == "i13"
    window.keys("e")
    assert (window.focus, window.line(CallField.CALLER_NAME).text()) == ("call_caller_name", "Anne")
    window.keys(KEY.Key_Tab)
    assert window.room.executed[1:] == [AmendCall(actor=ACTOR, call_id=CallId("c"), caller_name="Anne")]


def test_a_hidden_panel_keeps_its_draft(window: Window) -> None:
    left: list[bool] = []
    window.view.left.connect(lambda: left.append(True))
    window.keys("12 Elm St", KEY.Key_Escape)
    assert left == [True]
    window.view.hide()
    window.clock.advance(30)
    window.view.show()
    window.view.take_focus()
    window.view.tick()
    assert window.line(CallField.PLACE).text() == "12 Elm St"
    assert window.label("call_contact") == "contact 04:04:05 · 0:30 ago"


def test_what_was_cleared_comes_back(window: Window) -> None:
    window.keys("12 Elm St")
    button = window.view.findChild(QPushButton, "call_clear")
    button.setFocus()
    window.keys(KEY.Key_Return)
    assert window.line(CallField.PLACE).text() == ""
    assert button.text() == "Bring back"
    button.setFocus()
    window.keys(KEY.Key_Return)
    assert window.line(CallField.PLACE).text() == "12 Elm St"


def test_s1_enter_makes_a_new_line_in_the_narrative_and_each_keeps_the_time_of_its_first_key(window: Window) -> None:
    narrative = window.view.findChild(QPlainTextEdit)
    narrative.setFocus()
    window.keys("one", KEY.Key_Return)
    window.clock.advance(20)
    window.keys("t")
    window.clock.advance(5)
    window.keys("wo")
    assert [window.entry.line_time(place) for place in range(3)] == ["04:04:05", "04:04:25", ""]
    assert window.entry.state.texts[CallField.NARRATIVE] == "one\ntwo"
    assert not window.room.executed


def test_everything_has_a_name(window: Window) -> None:
    for name in CallField:
        widget = window.view.findChild(QWidget, f"call_{name}")
        assert widget is not None, name
        assert widget.accessibleName(), name


@pytest.fixture
def town_window(window: Window) -> Window:
    window.room.canned[AskPlaces] = town
    return window


def shown_places(window: Window) -> QListWidget:
    return window.widget.findChild(QListWidget, "call_places_rows")


def test_a_place_is_chosen_by_keys_alone(town_window: Window) -> None:
    window = town_window
    window.keys("elm")
    rows = shown_places(window)
    assert rows.isVisible()
    assert window.focus == "call_place"
    window.keys(KEY.Key_Down, KEY.Key_Down, KEY.Key_Up, KEY.Key_Tab)
    assert window.line(CallField.PLACE).text() == "Elm Street, Old Town"
    assert window.label("call_place_note") == "verified · 100 %"
    assert window.focus == "call_incident_type"
    assert not rows.isVisible()
    window.keys("fall")
    window.ctrl_enter()
    command = window.room.executed[0]
    assert isinstance(command, TakeCall)
    assert (command.latitude, command.verified) == (43.7, True)


def test_enter_takes_what_is_marked_and_goes_on_when_nothing_is(town_window: Window) -> None:
    window = town_window
    window.keys("elm", KEY.Key_Down, KEY.Key_Return)
    assert (window.line(CallField.PLACE).text(), window.focus) == ("Elm Street, Old Town", "call_incident_type")
    window.line(CallField.PLACE).setFocus()
    window.line(CallField.PLACE).selectAll()
    window.keys("elm", KEY.Key_Return)
    assert (window.line(CallField.PLACE).text(), window.focus) == ("elm", "call_incident_type")
    assert window.label("call_place_note") == "unverified"
    assert not shown_places(window).isVisible()


def test_a_place_typed_in_full_is_verified_and_tab_writes_it_as_the_map_does(town_window: Window) -> None:
    window = town_window
    window.keys("quay 4")
    assert window.label("call_place_note") == "verified · 100 %"
    window.keys(KEY.Key_Tab)
    assert window.line(CallField.PLACE).text() == "Quay 4, Harbour"
    assert window.focus == "call_incident_type"


def test_escape_closes_the_list_and_only_then_leaves(town_window: Window) -> None:
    window = town_window
    left: list[bool] = []
    window.view.left.connect(lambda: left.append(True))
    window.keys("elm", KEY.Key_Escape)
    assert not shown_places(window).isVisible()
    assert not left
    window.keys(KEY.Key_Escape)
    assert left == [True]


def test_ctrl_enter_submits_what_stands_there_with_the_list_open(town_window: Window) -> None:
    window = town_window
    window.keys(KEY.Key_Tab, "fall")
    window.line(CallField.PLACE).setFocus()
    window.keys("elm", KEY.Key_Down)
    window.ctrl_enter()
    command = window.room.executed[0]
    assert isinstance(command, TakeCall)
    assert (command.place, command.verified) == ("elm", False)


def test_a_click_takes_a_place_and_leaves_the_caret_behind_it(town_window: Window) -> None:
    window = town_window
    window.keys("elm")
    rows = shown_places(window)
    centre = rows.visualItemRect(rows.item(1)).center()
    window.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert window.line(CallField.PLACE).text() == "Elm Street, West End"
    assert window.focus == "call_place"


def test_an_answer_that_comes_while_somebody_types_elsewhere_shows_no_list(town_window: Window) -> None:
    window = town_window
    window.room.hold = True
    window.keys("elm")
    window.other.setFocus()
    window.room.resolve()
    assert not shown_places(window).isVisible()
    assert window.other.hasFocus()


def test_the_list_stands_within_the_window_and_beside_nothing_clipped(town_window: Window) -> None:
    window = town_window
    window.keys("elm")
    frame = window.widget.findChild(QWidget, "call_places")
    assert window.widget.rect().contains(frame.geometry())
    rows = shown_places(window)
    assert rows.visualItemRect(rows.item(rows.count() - 1)).bottom() <= rows.viewport().height()
    QApplication.processEvents()
    note = window.view.findChild(QLabel, "call_place_note")
    assert note.width() >= note.sizeHint().width()
    for row in range(rows.count()):
        assert rows.item(row).data(Qt.ItemDataRole.AccessibleTextRole)


def test_s34_abbreviations_expand_in_the_narrative_in_the_callers_language(window: Window) -> None:
    known = (
        Abbreviation(short="pt", text="patient"),
        Abbreviation(short="avp", text="accident de la voie publique", language="fr"),
        Abbreviation(short="rtc", text="road traffic collision", language="en"),
    )
    window.entry.set_pack(replace(PACK, languages=("en", "fr"), abbreviations=known))
    narrative = window.view._fields.narrative
    narrative.setFocus()
    narrative.insertPlainText("🔥 ")
    window.keys("smoke", KEY.Key_Return, "avp rtc pt ")
    assert narrative.toPlainText() == "🔥 smoke\navp road traffic collision patient "
    window.keys(KEY.Key_Backspace)
    assert narrative.toPlainText() == "🔥 smoke\navp road traffic collision pt ", "one key brings back what was typed"
    window.keys("pt ")
    assert narrative.toPlainText().endswith(" pt pt "), "and there it stays"
    assert window.entry.state.texts[CallField.NARRATIVE] == narrative.toPlainText()
    window.entry.another()
    window.line(CallField.LANGUAGE).setFocus()
    window.keys("fr")
    narrative.setFocus()
    window.keys("avp, pt ")
    assert narrative.toPlainText() == "accident de la voie publique, patient "
