"""The question card by keys alone: digits answer, Backspace goes back, Delete takes back, a reason skips."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.triage_commands import RecordTriage
from dispatcher.packs.loading import load_pack
from dispatcher.queries.triage import AskPhrases
from tests.helpers.fake_room import FakeRoom, Posted
from tests.helpers.triage_rows import pack_row
from tests.unit.ui.test_triage_card import Entry
from ui.presenters.call_section import CallFacts
from ui.presenters.phrases import PhrasesPresenter
from ui.theme import Theme
from ui.views.phrases import PhrasesView
from ui.views.triage_card import TriageCardView

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
Key = Qt.Key


@pytest.fixture
def entry() -> Entry:
    return Entry()


@pytest.fixture
def view(qtbot: QtBot, entry: Entry) -> TriageCardView:
    made = TriageCardView(entry.card, Theme.load())
    qtbot.addWidget(made)
    made.resize(460, 900)
    made.show()
    made.activateWindow()
    made.take_focus()
    QApplication.processEvents()
    return made


def words(view: TriageCardView, name: str) -> str:
    label = view.findChild(object, name)
    return label.text() if label.isVisible() else ""


def press(qtbot: QtBot, view: TriageCardView, *keys: Key) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        assert view.isAncestorOf(target), "the card keeps the keyboard"
        qtbot.keyClick(target, key)


def test_s11_the_card_is_gone_through_by_number_keys(qtbot: QtBot, entry: Entry, view: TriageCardView):
    assert view.choices.hasFocus()
    press(qtbot, view, Key.Key_2)
    assert words(view, "triage_ask").startswith("Look at the chest")
    press(qtbot, view, Key.Key_3)
    assert "Push hard and fast" in words(view, "triage_advice")
    assert words(view, "triage_crew") == "For the crew: not breathing, CPR"
    assert words(view, "triage_grade") == "high impact × high urgency = P1"
    press(qtbot, view, Key.Key_1, Key.Key_1)
    assert words(view, "triage_ask") == "Every question was answered"
    assert [view.answered.item(place).text().split()[-1] for place in range(view.answered.count())] == [
        "No", "No", "Yes", "Neither",
    ]  # fmt: skip
    assert not view.skip.isVisible()


def test_arrows_mark_and_enter_takes(qtbot: QtBot, view: TriageCardView):
    press(qtbot, view, Key.Key_Down, Key.Key_Down)
    assert view.choices.accessibleDescription().startswith("2 No: does not wake up")
    press(qtbot, view, Key.Key_Return)
    assert words(view, "triage_ask").startswith("Look at the chest")


def test_backspace_goes_back_and_delete_takes_back(qtbot: QtBot, entry: Entry, view: TriageCardView):
    press(qtbot, view, Key.Key_2, Key.Key_Backspace)
    assert words(view, "triage_ask").startswith("Is the person awake")
    press(qtbot, view, Key.Key_Right)
    assert words(view, "triage_ask").startswith("Look at the chest")
    press(qtbot, view, Key.Key_Backspace, Key.Key_Delete)
    assert entry.card.shown.answered == ()
    assert view.choices.hasFocus()


def test_an_answer_is_asked_again_by_a_click_or_by_enter_in_the_list(qtbot: QtBot, view: TriageCardView):
    press(qtbot, view, Key.Key_2, Key.Key_3)
    rect = view.answered.visualItemRect(view.answered.item(0))
    qtbot.mouseClick(view.answered.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert words(view, "triage_ask").startswith("Is the person awake")
    view.answered.setFocus()
    view.answered.setCurrentRow(1)
    qtbot.keyClick(view.answered, Key.Key_Return)
    assert words(view, "triage_ask").startswith("Look at the chest")
    view.answered.setFocus()
    qtbot.keyClick(view.answered, Key.Key_1)
    assert view.answered.item(1).text().endswith("Yes, regularly"), "digits answer from anywhere in the card"


def test_a_number_is_written_and_a_wrong_one_stays(qtbot: QtBot, entry: Entry, view: TriageCardView):
    entry.say(draft_id="d2", incident_type="crash")
    view.take_focus()
    assert view.written.hasFocus()
    qtbot.keyClicks(view.written, "abc")
    press(qtbot, view, Key.Key_Return)
    assert view.written.text() == "abc"
    assert words(view, "triage_message").startswith("A whole number from 0 to 200")
    view.written.clear()
    qtbot.keyClicks(view.written, "3")
    press(qtbot, view, Key.Key_Return)
    assert words(view, "triage_ask").startswith("Is anybody trapped")
    assert view.choices.hasFocus()


def test_s11_skipping_asks_for_a_reason(qtbot: QtBot, entry: Entry, view: TriageCardView):
    entry.say(incident_id="i1")
    qtbot.mouseClick(view.skip, Qt.MouseButton.LeftButton)
    assert view.reason.hasFocus()
    assert words(view, "triage_message") == "Say why the card is skipped"
    qtbot.keyClicks(view.reason, "caller hung up")
    press(qtbot, view, Key.Key_Return)
    command = entry.room.executed[-1]
    assert isinstance(command, RecordTriage)
    assert command.skipped == "caller hung up"
    assert "skipped: caller hung up" in words(view, "triage_title")


def test_modifiers_are_ticked_by_space(qtbot: QtBot, entry: Entry, view: TriageCardView):
    box = view._boxes["vulnerable"]
    box.setFocus()
    qtbot.keyClick(box, Key.Key_Space)
    assert next(row for row in entry.card.shown.modifiers if row.name == "vulnerable").on
    assert box.accessibleDescription().startswith("somebody who has little strength")


def test_everything_that_takes_the_keyboard_has_a_name(entry: Entry, view: TriageCardView):
    for widget in (view.choices, view.answered, view.written, view.reason, view.skip, *view._boxes.values()):
        assert widget.accessibleName()
    entry.say(incident_type="theft")
    assert words(view, "triage_title") == "No question card for this type"
    assert not any(widget.isVisible() for widget in (view.choices, view.written, view.skip))


def test_s12_phrases_are_drawn_in_the_callers_language(qtbot: QtBot):
    room, post, pack = FakeRoom(), Posted(), load_pack("monaco")
    room.canned[AskPhrases] = tuple(part.phrase() for part in pack.phrase)
    presenter = PhrasesPresenter(room, post)
    drawn = PhrasesView(presenter, Theme.load())
    qtbot.addWidget(drawn)
    presenter.set_pack(pack_row(pack))
    post.run()
    presenter.follow(CallFacts(draft_id="d", incident_type="lift", caller_language="it"))
    said = [widget.text() for widget in drawn._lines]
    assert said[:2] == ["reassure", "“La sento, e so in quale ascensore si trova. Nessuno si dimentica di Lei.”"]
    assert said[2].startswith("EN  I can hear you")
