"""The record panel on a screen, by keys alone: write, correct, give a task, tell somebody, store the outcome."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.incident_plan_commands import DoPlanStep, SkipPlanStep
from dispatcher.domain.record_commands import AddNote, AddTask, CorrectLine, RecordReply, RecordResolution, SettleTask
from dispatcher.domain.records import LineKind, TaskState
from tests.helpers.plan_rows import PlanDesk
from tests.helpers.record_rows import RecordDesk
from ui.presenters.record import RecordField
from ui.theme import SCALES, Theme
from ui.views.record import RecordView
from ui.widgets.dressing import rewear

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def view_over(qtbot: QtBot, theme: Theme | None = None) -> tuple[RecordView, RecordDesk]:
    desk = RecordDesk()
    view = RecordView(desk.record, theme or Theme.load())
    qtbot.addWidget(view)
    view.resize(560, 620)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    return view, desk


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def test_s34_a_line_is_written_by_keys_and_abbreviations_expand(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.take_focus()
    assert view.log.text.hasFocus()
    QTest.keyClicks(view.log.text, "pt ")
    assert view.log.text.toPlainText() == "patient "
    press(view.log.text, Qt.Key.Key_Backspace)
    assert view.log.text.toPlainText() == "pt ", "one key brings back what was typed"
    QTest.keyClicks(view.log.text, "sits up, pt ")
    assert view.log.text.toPlainText() == "pt sits up, pt ", "it was taken back once and stays"
    press(view.log.text, Qt.Key.Key_Return)
    assert desk.room.executed == [
        AddNote(actor=desk.session.actor, incident_id="i12", text="pt sits up, pt")  # type: ignore[arg-type]
    ]
    desk.settle()
    qtbot.waitUntil(lambda: view.log.text.toPlainText() == "")


def test_pasted_text_and_what_the_program_sets_expand_nothing(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.log.text.insertPlainText("pt ")
    assert view.log.text.toPlainText() == "pt "
    desk.type(line="pt and 🔥 pt ")
    view.render_now()
    assert view.log.text.toPlainText() == "pt and 🔥 pt "
    view.take_focus()
    QTest.keyClicks(view.log.text, "pt.")
    assert view.log.text.toPlainText() == "pt and 🔥 pt patient."


def test_s1_a_line_is_struck_and_corrected_by_keys(qtbot: QtBot):
    view, desk = view_over(qtbot)
    lines = view.log.lines
    struck = [lines.item(row) for row in range(lines.count()) if lines.item(row).font().strikeOut()]
    assert [item.text().splitlines()[1] for item in struck] == ["two inside"]
    assert "corrected 03:04:05 by Sol Marchetti: misheard" in [lines.item(row).text() for row in range(lines.count())]
    lines.setCurrentRow(0)
    press(lines, Qt.Key.Key_Return)
    assert view.log.text.toPlainText() == "gas is shut off"
    qtbot.waitUntil(view.log.reason.isVisible)
    QTest.keyClicks(view.log.text, " now")
    QTest.keyClicks(view.log.reason, "it is now")
    press(view.log.reason, Qt.Key.Key_Return)
    (given,) = desk.room.executed
    assert isinstance(given, CorrectLine)
    assert (given.line_id, given.text, given.reason) == ("l1", "gas is shut off now", "it is now")


def test_s30_s65_a_decision_shows_its_options_and_informal_words(qtbot: QtBot):
    view, desk = view_over(qtbot)
    desk.record.set_kind(LineKind.DECISION)
    desk.type(line="E12 on the way")
    view.render_now()
    assert view.log.options.isVisible()
    assert "say “en route”" in view.findChild(QWidget, "record_informal").text()  # type: ignore[attr-defined]


def test_s38_tasks_are_given_and_settled_by_keys(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.turn_to(2)
    view.take_focus()
    assert view.tasks.owner.count() > 2
    QTest.keyClicks(view.tasks.fields[RecordField.TASK], "ring the owner")
    QTest.keyClicks(view.tasks.fields[RecordField.TASK_DUE], "20")
    press(view.tasks.fields[RecordField.TASK_DUE], Qt.Key.Key_Return)
    assert isinstance(desk.room.executed[-1], AddTask)
    desk.settle()
    view.tasks.rows.setCurrentRow(0)
    press(view.tasks.rows, Qt.Key.Key_Return)
    settled = desk.room.executed[-1]
    assert isinstance(settled, SettleTask)
    assert (settled.task_id, settled.state) == ("t1", TaskState.DONE)


def test_s39_what_waits_for_an_answer_gets_it_by_enter(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.turn_to(3)
    view.people.rows.setCurrentRow(1)
    press(view.people.rows, Qt.Key.Key_Return)
    assert isinstance(desk.room.executed[-1], RecordReply)
    assert [view.people.offered.itemText(place) for place in range(view.people.offered.count())] == ["Press officer"]


def test_s57_the_outcome_shows_what_is_stored_and_stores_what_is_typed(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.turn_to(4)
    text = view.outcome.texts[RecordField.RESOLUTION]
    assert text.toPlainText() == "burnt out"
    view.take_focus()
    text.moveCursor(text.textCursor().MoveOperation.End)
    QTest.keyClicks(text, ", bin removed")
    press(text, Qt.Key.Key_Return)
    given = desk.room.executed[-1]
    assert isinstance(given, RecordResolution)
    assert given.resolution == "burnt out, bin removed"


def test_another_incident_empties_the_panel_and_the_words_come_back(qtbot: QtBot):
    view, desk = view_over(qtbot)
    view.take_focus()
    QTest.keyClicks(view.log.text, "half a")
    desk.show("i9")
    qtbot.waitUntil(lambda: view.log.text.toPlainText() == "")
    assert view.log.lines.count() == 0
    desk.show("i12")
    qtbot.waitUntil(lambda: view.log.text.toPlainText() == "half a")


@pytest.mark.parametrize("scale", [min(SCALES), max(SCALES)])
def test_every_page_has_names_and_room_at_every_size(qtbot: QtBot, scale: float):
    theme = Theme("night", scale)
    view, _desk = view_over(qtbot, theme)
    for place in range(5):
        view.turn_to(place)
        rewear(view, theme)
        assert [child for child in view.findChildren(QWidget) if child.objectName() and not child.accessibleName()
                and child.objectName().startswith("record_") and "form" not in child.objectName()] == []  # fmt: skip


def test_s41_a_plan_is_stepped_through_by_keys(qtbot: QtBot):
    desk = PlanDesk()
    view = RecordView(desk.record, Theme.load())
    qtbot.addWidget(view)
    view.resize(560, 620)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.take_focus()
    QTest.keyClick(view.log.text, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    rows = view.plans.rows
    assert rows.hasFocus()
    assert rows.chosen == "s2", "the step that is due next"
    assert view.findChild(QWidget, "record_page_1").text() == "Plan 1/3"  # type: ignore[attr-defined]
    assert not rows.currentItem().icon().isNull()
    press(rows, Qt.Key.Key_C)
    assert "cites no document" in desk.record.message
    press(rows, Qt.Key.Key_S)
    assert view.plans.words.hasFocus(), "a skip asks why"
    press(view.plans.words, Qt.Key.Key_Return)
    assert desk.room.executed == []
    press(view.plans.words, Qt.Key.Key_Escape)
    assert rows.hasFocus()
    press(rows, Qt.Key.Key_S)
    QTest.keyClicks(view.plans.words, "nobody there")
    press(view.plans.words, Qt.Key.Key_Return)
    (skipped,) = desk.room.executed
    assert isinstance(skipped, SkipPlanStep)
    assert (skipped.step_id, skipped.reason) == ("s2", "nobody there")
    desk.settle()
    qtbot.waitUntil(lambda: view.plans.words.text() == "")
    QTest.keyClicks(view.plans.words, "by the owner")
    press(view.plans.words, Qt.Key.Key_Return)
    done = desk.room.executed[-1]
    assert isinstance(done, DoPlanStep)
    assert (done.step_id, done.words) == ("s2", "by the owner")
    QTest.keyClick(rows, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert view.tasks.isVisible()
