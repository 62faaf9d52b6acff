"""The unit board: content for Qt, columns by the room there is, an order that is asked for, a cursor that is told."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.units import Availability
from dispatcher.queries.requests import AskUnits
from dispatcher.queries.unit_rows import UnitRow
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.models.unit_model import UnitModel
from ui.presenters.units import ORDERS, UnitColumn, UnitsPresenter
from ui.theme import SCALES, Theme
from ui.views.unit_board import UnitBoardView
from ui.widgets.unit_delegate import ALWAYS

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
C = UnitColumn


class Board:
    """A board of fourteen units over a room that answers at once."""

    def __init__(self, qtbot: QtBot, width: int = 440, theme: Theme | None = None) -> None:
        self.room = FakeRoom()
        scenes.busy(self.room)
        self.shown, self.units = list[str | None](), list[str]()
        self.presenter = UnitsPresenter(self.room, lambda call: call(), FakeClock(), lambda _key, _text: None)
        self.presenter.refresh()
        self.view = UnitBoardView(
            self.presenter, self.shown.append, theme or Theme.load(), select_unit=self.units.append
        )
        qtbot.addWidget(self.view)
        self.view.resize(width, 190)
        self.view.show()
        QApplication.processEvents()
        self.view.show_unit(None)
        self.units.clear()

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        return self.room.canned[AskUnits]

    def tell(self, *rows: UnitRow) -> None:
        self.room.canned[AskUnits] = rows
        self.presenter.refresh()

    def signs(self) -> list[str]:
        return [self.view.model.row_at(place).call_sign for place in range(self.view.model.rowCount())]

    def columns(self) -> set[UnitColumn]:
        return {column for column in C if not self.view.table.isColumnHidden(column)}

    def current(self) -> str | None:
        index = self.view.table.currentIndex()
        return self.view.model.row_at(index.row()).unit_id if index.isValid() else None


@pytest.fixture
def board(qtbot: QtBot) -> Board:
    return Board(qtbot)


def test_any_change_and_any_order_leave_qt_content(qtbot: QtBot):
    chance = random.Random(5)
    room = FakeRoom()
    presenter = UnitsPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    model = UnitModel(presenter)
    tester = QAbstractItemModelTester(model, FATAL)
    every = [replace(scenes.unit_row(n), call_sign=f"U{n:03d}") for n in range(64)]
    for _ in range(12):
        room.canned[AskUnits] = tuple(
            replace(row, availability=chance.choice(list(Availability)), station_title=chance.choice("ABC"))
            for row in chance.sample(every, chance.choice((3, 6, 60)))
        )
        presenter.refresh()
        presenter.set_order(chance.choice(ORDERS))
        with qtbot.assertNotEmitted(model.modelReset):
            model.apply()
        assert [model.row_at(n) for n in range(model.rowCount())] == list(presenter.ordered())
    assert tester.model() is model


def test_many_moves_keep_persistent_indexes_on_their_units(qtbot: QtBot):
    room = FakeRoom()
    presenter = UnitsPresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    model = UnitModel(presenter)
    room.canned[AskUnits] = tuple(
        replace(scenes.unit_row(n), call_sign=f"U{n:03d}", station_title=f"{n % 7}") for n in range(100)
    )
    presenter.refresh()
    model.apply()
    kept = {place: QPersistentModelIndex(model.index(place, 1)) for place in (0, 50, 99)}
    presenter.set_order(C.STATION)
    model.apply()
    assert {place: model.row_at(index.row()).unit_id for place, index in kept.items()} == {
        place: f"u{place}" for place in kept
    }


def test_a_changed_unit_repaints_its_row_only(qtbot: QtBot, board: Board):
    rows = list(board.rows)
    rows[2] = replace(rows[2], availability=Availability.UNAVAILABLE, assignment_state=None, reason="flat tyre")
    changed: list[tuple[int, int]] = []
    board.view.model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    board.tell(*rows)
    qtbot.waitUntil(lambda: bool(changed), timeout=2000)
    place = board.view.model.place_of(rows[2].unit_id)
    assert changed == [(place, place)]


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (330, set(ALWAYS)),
        (440, {*ALWAYS, C.STATION}),
        (560, {*ALWAYS, C.STATION, C.TYPE}),
        (900, set(C)),
    ],
)
def test_columns_go_by_room_and_what_matters_most_stays(board: Board, width: int, columns: set[UnitColumn]):
    board.view.resize(width, 190)
    assert board.columns() == columns


def test_the_station_goes_by_its_title(board: Board):
    assert (
        board.presenter.line(replace(board.rows[0], station_title="Fire station west")).station == "Fire station west"
    )
    assert board.presenter.line(replace(board.rows[0], station_title="", station="W")).station == "W"


def test_by_state_who_has_not_answered_comes_first_and_who_is_off_duty_last(board: Board):
    rows = list(board.rows)
    rows[5] = replace(rows[5], assignment_state=AssignmentState.ALERTED, incident_id="i1")
    rows[6] = replace(rows[6], assignment_state=None, availability=Availability.OFF_DUTY)
    board.tell(*rows)
    board.presenter.set_order(C.STATE)
    ordered = [row.unit_id for row in board.presenter.ordered()]
    assert (ordered[0], ordered[-1]) == ("u5", "u6")


def test_a_key_in_the_board_and_a_click_on_its_head_order_it(qtbot: QtBot, board: Board):
    board.view.activateWindow()
    board.view.table.setFocus()
    by_sign = board.signs()
    assert by_sign == sorted(by_sign)
    qtbot.keyClick(board.view.table, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert board.presenter.order is C.STATE
    assert board.signs() == [row.call_sign for row in board.presenter.ordered()] != by_sign
    head = board.view.table.horizontalHeader()
    where = head.sectionViewportPosition(C.CALL_SIGN) + 5
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where, 5))
    assert board.signs() == by_sign


def test_while_hands_are_on_the_board_its_order_stays(qtbot: QtBot, board: Board):
    board.presenter.set_order(C.STATE)
    qtbot.waitUntil(lambda: board.signs() == [row.call_sign for row in board.presenter.ordered()], timeout=2000)
    before = board.signs()
    qtbot.keyClick(board.view.table, Qt.Key.Key_Down)
    last = before[-1]
    rows = [
        replace(row, assignment_state=AssignmentState.ALERTED) if row.call_sign == last else row for row in board.rows
    ]
    board.tell(*rows)
    qtbot.waitUntil(lambda: board.view.model.row_at(13).assignment_state is AssignmentState.ALERTED, timeout=2000)
    assert board.signs() == before
    qtbot.waitUntil(lambda: board.signs()[0] == last, timeout=5000)


def test_the_cursor_tells_its_unit_and_being_put_on_one_tells_nobody(board: Board):
    board.view.show_unit("u4")
    assert (board.current(), board.units) == ("u4", [])
    board.view.table.setCurrentIndex(board.view.model.index(0, 0))
    assert board.units == [board.view.model.row_at(0).unit_id]
    board.view.show_unit(None)
    assert board.current() is None
    assert board.shown == []


def test_the_cursor_stays_on_its_unit_in_another_order_and_goes_with_it(qtbot: QtBot, board: Board):
    board.view.show_unit("u4")
    board.presenter.set_order(C.STATION)
    qtbot.waitUntil(lambda: board.signs() == [row.call_sign for row in board.presenter.ordered()], timeout=2000)
    assert board.current() == "u4"
    board.tell(*(row for row in board.rows if row.unit_id != "u4"))
    qtbot.waitUntil(lambda: board.view.model.rowCount() == 13, timeout=2000)
    assert (board.current(), board.units) == (None, [])


def test_enter_shows_the_incident_of_a_unit_that_is_on_one(qtbot: QtBot, board: Board):
    on_one = next(row for row in board.rows if row.incident_id)
    board.view.show_unit(on_one.unit_id)
    qtbot.keyClick(board.view.table, Qt.Key.Key_Return)
    assert board.shown == [on_one.incident_id]


@pytest.mark.parametrize("scale", SCALES)
def test_a_row_holds_its_letters_at_every_scale(qtbot: QtBot, scale: float):
    theme = Theme.load()
    board = Board(qtbot, 900, theme)
    theme.rescale(scale)
    board.view.restyle()
    metrics = board.view._delegate.brush.metrics("strong")
    assert board.view.table.rowHeight(0) >= metrics.height() + theme.space(1)
    assert board.columns() >= set(ALWAYS)
