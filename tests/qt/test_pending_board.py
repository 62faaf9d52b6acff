"""The board of pages without an answer: content for Qt, for the keyboard and for the eye."""

import random

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskPending
from dispatcher.queries.transmission_rows import PendingRow
from tests.helpers.fake_room import FakeClock, FakeRoom
from tests.helpers.panel_rows import pending_row
from ui.models.pending_model import PendingModel
from ui.presenters.pending import PendingPresenter
from ui.theme import SCALES, Theme
from ui.views.pending import PendingView

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def presenter_over(room: FakeRoom, *rows: PendingRow) -> PendingPresenter:
    room.canned = {AskPending: rows}
    presenter = PendingPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    presenter.refresh()
    return presenter


def view_over(
    qtbot: QtBot, *rows: PendingRow, theme: Theme | None = None
) -> tuple[PendingView, PendingPresenter, FakeRoom, list[str | None]]:
    room, chosen = FakeRoom(), list[str | None]()
    presenter = presenter_over(room, *rows)
    view = PendingView(presenter, chosen.append, theme or Theme.load())
    qtbot.addWidget(view)
    view.resize(440, 170)
    view.show()
    return view, presenter, room, chosen


def ids(model: PendingModel) -> list[str]:
    return [model.row_at(place).transmission_id for place in range(model.rowCount())]


def test_any_changes_leave_the_rows_as_told_and_qt_content(qtbot: QtBot):
    chance = random.Random(3)
    room = FakeRoom()
    presenter = presenter_over(room)
    model = PendingModel(presenter)
    tester = QAbstractItemModelTester(model, FATAL)
    for _ in range(60):
        told = [pending_row(number, priority=chance.choice(list(Priority))) for number in chance.sample(range(12), 7)]
        room.canned[AskPending] = tuple(told)
        presenter.refresh()
        held = chance.random() < 0.3
        with qtbot.assertNotEmitted(model.modelReset):
            model.apply(hold_order=held)
        assert set(ids(model)) == {row.transmission_id for row in told}
        if not held:
            assert ids(model) == [row.transmission_id for row in told]
    assert tester.model() is model


def test_while_hands_are_on_it_known_rows_keep_their_order_and_new_ones_come_in(qtbot: QtBot):
    room = FakeRoom()
    presenter = presenter_over(room, *(pending_row(number) for number in (1, 2, 3)))
    model = PendingModel(presenter)
    model.apply()
    kept = QPersistentModelIndex(model.index(1, 0))
    room.canned[AskPending] = tuple(pending_row(number) for number in (3, 9, 2, 1))
    presenter.refresh()
    model.apply(hold_order=True)
    assert ids(model) == ["t1", "t2", "t3", "t9"]
    model.apply()
    assert ids(model) == ["t3", "t9", "t2", "t1"]
    assert model.row_at(kept.row()).transmission_id == "t2"


def test_enter_and_a_click_show_the_incident(qtbot: QtBot):
    view, _, _, chosen = view_over(qtbot, pending_row(1), pending_row(2))
    qtbot.mouseClick(
        view.table.viewport(), Qt.MouseButton.LeftButton, pos=view.table.visualRect(view.model.index(1, 0)).center()
    )
    view.table.setCurrentIndex(view.model.index(0, 0))
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert chosen == ["i2", "i1"]


def test_an_empty_board_teaches_and_a_page_that_comes_is_shown_at_once(qtbot: QtBot):
    view, presenter, room, _ = view_over(qtbot)
    assert view._empty.text() == "No page waits for an answer."
    assert not view.table.isVisible()
    room.canned[AskPending] = (pending_row(1),)
    presenter.refresh()
    qtbot.waitUntil(view.table.isVisible, timeout=2000)


def test_before_the_room_has_answered_nothing_is_claimed(qtbot: QtBot):
    presenter = PendingPresenter(FakeRoom(), lambda call: call(), FakeClock(), lambda _key, _text: None)
    view = PendingView(presenter, lambda _: None, Theme.load())
    qtbot.addWidget(view)
    assert view._empty.text() == "reading the pages …"


@pytest.mark.parametrize("scale", SCALES)
def test_a_row_holds_two_lines_of_its_letters_at_every_scale(qtbot: QtBot, scale: float):
    theme = Theme.load()
    view, _, _, _ = view_over(qtbot, pending_row(1), theme=theme)
    theme.rescale(scale)
    view.restyle()
    brush = view._delegate.brush
    assert view.table.rowHeight(0) >= 2 * brush.metrics("strong").height() + theme.space(2)


def test_the_keyboard_arrives_on_the_first_page(qtbot: QtBot):
    said: list[str] = []
    view, *_ = view_over(qtbot, pending_row(1), pending_row(2))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.take_focus(said.append)
    assert view.table.hasFocus()
    assert view.table.currentIndex().row() == 0
    assert said == []


def test_an_empty_board_says_so_and_leaves_the_keyboard_where_it_is(qtbot: QtBot):
    said: list[str] = []
    view, *_ = view_over(qtbot)
    view.take_focus(said.append)
    assert said == ["No page waits for an answer."]
    assert not view.table.hasFocus()
