"""The read-back as it is used: by keys alone, while the caller speaks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.caller_commands import RecordReadBack
from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.owed_commands import MakePromise
from dispatcher.domain.promises import PromiseAbout
from dispatcher.domain.read_back import Outcome, Standing, WhyNot
from dispatcher.domain.saying import Item
from dispatcher.queries.caller_rows import ReadBackState
from dispatcher.queries.callers import AskReadBackRules, AskTold
from tests.helpers import read_back_rows as rows
from tests.helpers.command_rows import ACTOR, PACK
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from ui.presenters.call_section import CallFacts
from ui.presenters.read_back import ReadBackPresenter
from ui.presenters.read_back_state import Tick
from ui.presenters.session import Session
from ui.theme import Theme
from ui.views.read_back import ReadBackView
from ui.widgets.labels import LampWidget
from ui.widgets.tick_box import TickBox

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


class Panel:
    """The read-back in a window of its own, over a room that answers at once."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.room, self.clock = qtbot, FakeRoom(), FakeClock()
        self.session, self.corrected = Session(), list[Item]()
        self.session.set_actor(ACTOR)
        self.room.canned |= {AskReadBackRules: rows.RULES, AskTold: lambda query: rows.told(query.incident_id)}
        self.presenter = ReadBackPresenter(
            self.room, self.session, self.clock, lambda call: call(), self.corrected.append
        )
        self.presenter.set_pack(PACK)
        theme = Theme.load()
        self.view = ReadBackView(self.presenter, theme)
        self.view.setStyleSheet(theme.stylesheet())
        qtbot.addWidget(self.view)
        self.view.resize(700, 640)
        self.view.show()
        self.view.activateWindow()
        qtbot.waitActive(self.view)

    def follow(self, facts: CallFacts = rows.FACTS) -> None:
        self.presenter.follow(facts)
        self.view._pacer.now()
        self.view.take_focus()

    def press(self, key: KEY, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, key, modifier)
        self.view._pacer.now()

    def lamp(self) -> str:
        found = self.view.findChild(LampWidget, "read_back_badge")
        assert found is not None
        return found.text()

    def text(self, name: str) -> str:
        found = self.view.findChild(QLabel, name)
        assert found is not None
        return found.text()

    def button(self, name: str) -> QPushButton:
        found = self.view.findChild(QPushButton, name)
        assert found is not None
        return found

    def ticked(self) -> list[str]:
        boxes = [box for box in self.view.findChildren(TickBox) if not box.isHidden() and box.isChecked()]
        return [box.text().split("  ")[1] for box in boxes]


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_an_empty_read_back_says_so(panel: Panel) -> None:
    panel.view._pacer.now()
    assert panel.text("read_back_empty") == "No call is being taken, and no incident is shown."
    assert not panel.button("read_back_all").isVisible()
    panel.follow(CallFacts(draft_id="d"))
    assert not panel.view.lines.isHidden(), "even of a call that says nothing yet, two things can be asked"
    assert panel.text("read_back_words_0") == "How many people are involved?"


def test_s10_the_sentences_are_ticked_by_numbers_and_the_last_one_records(panel: Panel) -> None:
    panel.follow()
    assert panel.lamp() == "W to be read back"
    assert panel.text("read_back_words_0") == "I have you at 12 Elm St. Is that right?"
    assert panel.text("read_back_words_3") == "If we are cut off I ring you on 0 1, 6 3, 2 9, 6 0."
    for key in (KEY.Key_1, KEY.Key_2, KEY.Key_4):
        panel.press(key)
    assert panel.ticked() == ["Where", "What", "Call back on"]
    panel.press(KEY.Key_2)
    assert panel.ticked() == ["Where", "Call back on"], "the caller takes it back"
    assert panel.room.executed == []
    for key in (KEY.Key_2, KEY.Key_3, KEY.Key_5, KEY.Key_6, KEY.Key_7):
        panel.press(key)
    [command] = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert (command.confirmed, command.complete, command.language) == (tuple(Item), True, "en")
    assert (command.incident_id, command.call_id, command.actor) == ("i1", "c1", ACTOR)
    panel.room.canned[AskTold] = rows.told("i1", rows.done())
    panel.room.settle()
    panel.view._pacer.now()
    assert panel.lamp() == "K read back"
    assert panel.text("read_back_said") == "done 04:04:05 by Ann"
    assert panel.text("read_back_message") == "Recorded"


def test_s10_one_key_confirms_everything(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_A)
    [command] = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert command.complete
    assert len(panel.ticked()) == 7


def test_s10_correcting_leads_to_the_field_and_is_said_again(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_1)
    panel.press(KEY.Key_1, CTRL)
    assert panel.corrected == [Item.PLACE]
    assert panel.ticked() == []
    assert panel.text("read_back_note_0") == "being corrected: say it again afterwards"
    panel.follow(replace(rows.FACTS, place="14 Elm St"))
    assert panel.text("read_back_words_0") == "I have you at 14 Elm St. Is that right?"
    panel.press(KEY.Key_A)
    command = panel.room.executed[0]
    assert isinstance(command, RecordReadBack)
    assert (command.corrected, command.complete) == ((Item.PLACE,), True)


def test_what_changes_after_its_tick_is_to_be_said_again(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_1)
    panel.follow(replace(rows.FACTS, place="14 Elm St", verified=False))
    assert panel.ticked() == []
    assert panel.text("read_back_note_0") == "changed since it was confirmed: say it again"
    assert panel.presenter.shown().lines[0].tick is Tick.CHANGED


def test_s10_before_the_room_has_the_call_the_ticks_are_kept_and_then_recorded(panel: Panel) -> None:
    panel.follow(replace(rows.FACTS, incident_id=None, call_id=None))
    panel.press(KEY.Key_A)
    assert panel.room.executed == []
    assert panel.text("read_back_message") == "Kept; it is recorded as soon as the room has taken the call"
    panel.follow(rows.FACTS)
    [command] = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert (command.complete, command.incident_id) == (True, "i1")


def test_another_call_begins_with_nothing_ticked(panel: Panel) -> None:
    panel.follow(replace(rows.FACTS, incident_id=None, call_id=None))
    panel.press(KEY.Key_A)
    panel.follow(replace(rows.FACTS, draft_id="other", incident_id="i2", call_id="c2"))
    assert panel.ticked() == []
    assert panel.room.executed == [], "what one caller confirmed is never recorded for another"


def test_s10_not_possible_takes_a_reason_by_one_key(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_N)
    assert panel.button("read_back_why_rang_off").isVisible()
    panel.press(KEY.Key_Escape)
    assert not panel.button("read_back_why_rang_off").isVisible()
    panel.press(KEY.Key_N)
    panel.press(KEY.Key_1)
    [command] = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert (command.why_not, command.confirmed) == (WhyNot.RANG_OFF, ())


def test_s10_another_reason_is_said_in_words(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_N)
    panel.press(KEY.Key_4)
    assert panel.room.executed == []
    assert panel.text("read_back_message") == "Say in words why it is not possible"
    words = QApplication.focusWidget()
    assert isinstance(words, QLineEdit)
    panel.qtbot.keyClicks(words, "line 3 broke")
    panel.press(KEY.Key_Return)
    [command] = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert (command.why_not, command.words) == (WhyNot.OTHER, "line 3 broke")


def test_s40_one_key_promises_with_the_time_that_is_said(panel: Panel) -> None:
    panel.follow()
    arrival, call_back = panel.button("read_back_promise_arrival"), panel.button("read_back_promise_call_back")
    assert arrival.text() == "Promise arrival in 8 min  R"
    assert arrival.toolTip() == "Count on about 8 minutes. If anything changes, ring us again."
    panel.press(KEY.Key_R)
    panel.press(KEY.Key_B)
    first, second = panel.room.executed
    assert isinstance(first, MakePromise)
    assert isinstance(second, MakePromise)
    assert (first.about, first.due_at) == (PromiseAbout.ARRIVAL, START + timedelta(minutes=8))
    assert (second.about, second.due_at) == (PromiseAbout.CALL_BACK, START + timedelta(minutes=15))
    assert second.words == "We ring you back within 15 minutes."
    panel.room.canned[AskTold] = replace(rows.told("i1"), promised=("arrival", "call_back"))
    panel.room.settle()
    panel.view._pacer.now()
    assert not arrival.isEnabled()
    assert call_back.toolTip() == "promised already"


def test_s10_what_is_owed_says_since_when(panel: Panel) -> None:
    panel.room.canned[AskTold] = rows.told("i1", rows.owed())
    panel.follow()
    panel.clock.advance(seconds=130)
    panel.view.tick()
    assert panel.lamp() == "! READ-BACK OWED"
    assert panel.text("read_back_said") == "since 04:04:05, 2:10 ago: units went first"


def test_a_refusal_is_said_and_nothing_is_lost(panel: Panel) -> None:
    panel.follow()
    panel.press(KEY.Key_A)
    panel.room.refuse(InvalidTransition("2026-000001 is closed"))
    panel.view._pacer.now()
    assert panel.text("read_back_message") == "Refused: 2026-000001 is closed"
    assert len(panel.ticked()) == 7


def test_the_callers_language_where_the_pack_has_it(panel: Panel) -> None:
    panel.follow(replace(rows.FACTS, caller_language="fr-MC"))
    assert panel.text("read_back_words_0") == "Vous êtes à 12 Elm St, c'est bien cela ?"
    assert panel.text("read_back_language") == "Said in Français"
    panel.follow(replace(rows.FACTS, caller_language="de"))
    assert panel.text("read_back_words_0").startswith("I have you at")
    assert panel.text("read_back_language") == "No sentences in “de”: said in English"


def test_what_was_recorded_elsewhere_is_shown(panel: Panel) -> None:
    state = rows.done(Outcome.PARTIAL, Standing.WANTED, (Item.PLACE, Item.TYPE))
    panel.room.canned[AskTold] = rows.told("i1", state)
    panel.follow()
    assert panel.ticked() == ["Where", "What"]
    assert panel.text("read_back_said") == "begun 04:04:05 by Ann"


def test_every_part_has_a_name_and_is_reached_by_keys(panel: Panel) -> None:
    panel.follow()
    named = [widget for widget in panel.view.findChildren(QWidget) if isinstance(widget, QPushButton | TickBox)]
    shown = [widget for widget in named if widget.isVisible()]
    assert len(shown) == 7 + 5 + 3 + 2, "what the room does is not the caller's to correct"
    assert all(widget.accessibleName() for widget in shown)
    assert all(widget.focusPolicy() & Qt.FocusPolicy.TabFocus for widget in shown)
    assert panel.text("read_back_words_0") in panel.view.findChildren(TickBox)[0].accessibleName()


def test_arrows_go_from_sentence_to_sentence(panel: Panel) -> None:
    panel.follow()
    first = QApplication.focusWidget()
    assert first is not None
    panel.press(KEY.Key_Down)
    second = QApplication.focusWidget()
    assert second is not first
    panel.press(KEY.Key_Space)
    assert panel.ticked() == ["What"]
    panel.press(KEY.Key_Up)
    assert QApplication.focusWidget() is first


def test_nobody_signed_on_records_nothing(panel: Panel) -> None:
    panel.session.set_actor(None)
    panel.follow()
    assert not panel.button("read_back_all").isEnabled()
    panel.presenter.confirm_all()
    assert panel.room.executed == []
    assert "press F9" in panel.presenter.shown().message


def test_state_of_nothing_is_quiet() -> None:
    assert ReadBackState().standing is Standing.NOT_ASKED


def test_s10_another_call_of_the_incident_is_chosen_and_read_back(panel: Panel) -> None:
    first = replace(rows.FACTS, draft_id="i1/c0", call_id="c0", caller_name="Ann", caller_number="0100")
    last = replace(rows.FACTS, draft_id="i1/c1")
    panel.presenter.follow_calls((first, last))
    panel.view._pacer.now()
    panel.view.take_focus()
    call = panel.button("read_back_call")
    assert (call.isVisible(), call.text()) == (True, "Call 2 of 2 · 04:04:05 · 01632 960  C")
    panel.press(KEY.Key_C)
    assert call.text() == "Call 1 of 2 · 04:04:05 · Ann 0100  C"
    asked = [query for query in panel.room.asked if isinstance(query, AskTold)]
    assert len(asked) == 2, "how it stands is read anew"
    panel.presenter.follow_calls((first, last, replace(last, draft_id="i1/c2", call_id="c2")))
    panel.presenter.confirm_all()
    (command,) = panel.room.executed
    assert isinstance(command, RecordReadBack)
    assert (command.call_id, command.incident_id) == ("c0", "i1"), "a further call moves nothing that was chosen"
    panel.follow()
    assert not call.isVisible(), "of one call nothing is chosen"


def test_of_several_calls_the_last_one_is_said_until_somebody_ticks(panel: Panel) -> None:
    first, last = replace(rows.FACTS, draft_id="i1/c0", call_id="c0"), replace(rows.FACTS, draft_id="i1/c1")
    panel.presenter.follow_calls((first,))
    panel.presenter.follow_calls((first, last))
    assert panel.presenter.shown().call.startswith("Call 2 of 2")
    panel.presenter.tick(Item.PLACE)
    panel.presenter.follow_calls((first, last, replace(last, draft_id="i1/c2", call_id="c2")))
    assert panel.presenter.shown().call.startswith("Call 2 of 3")
