"""The map among the panels, over a room that is played: what is chosen here is chosen there, by hand and by key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from dispatcher.domain.worlds import World
from tests.helpers.stage import CAMILLE, Stage
from ui.layouts import LayoutBook
from ui.main_window import MainWindow
from ui.map.canvas import MapCanvas
from ui.presenters.desk import Desk
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support (propagateSizeHints|raise)")


class Seat:
    """Camille's window over a stage."""

    def __init__(self, qtbot: QtBot, stage: Stage, book: LayoutBook) -> None:
        self.qtbot, self.stage = qtbot, stage
        self.desk = Desk(stage.room, lambda call: call(), stage.h.clock, seat=CAMILLE.seat, world=World.SIMULATED)
        self.theme = Theme.load()
        self.window = MainWindow(self.theme, book, lambda: None)
        qtbot.addWidget(self.window, before_close_func=lambda window: window.close_now())
        self.window.open_desk(self.desk, lambda: None, world="SIMULATED")
        stage.room.subscribe(self.desk.entries)
        self.desk.start()
        self.desk.sign_on.sign_on(CAMILLE.operator, CAMILLE.role)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: self.window.panels.map.canvas is not None)
        qtbot.waitUntil(lambda: self.canvas.width() > 400)

    @property
    def canvas(self) -> MapCanvas:
        """The map itself."""
        canvas = self.window.panels.map.canvas
        assert canvas is not None
        return canvas

    def point(self, latitude: float, longitude: float) -> QPoint:
        """Where a position is on the canvas."""
        x, y = self.canvas.view.to_screen(latitude, longitude)
        return QPoint(round(x), round(y))

    def do(self, action: str) -> None:
        """Start an action of the menus."""
        found = self.window.findChild(QAction, action)
        assert found is not None
        found.trigger()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.close()


@pytest.fixture
def seat(qtbot: QtBot, stage: Stage) -> Seat:
    made = Seat(qtbot, stage, LayoutBook(None))
    qtbot.waitUntil(made.window.isActiveWindow)
    return made


def test_the_map_begins_where_the_stations_are_and_not_with_all_of_the_land(seat: Seat):
    whole = seat.canvas.view.fitting_zoom()
    seat.qtbot.waitUntil(lambda: seat.canvas.view.zoom > whole + 0.5)
    latitude, longitude = seat.canvas.view.to_position(seat.canvas.width() / 2, seat.canvas.height() / 2)
    assert abs(latitude - 43.7385) < 0.01
    assert abs(longitude - 7.42) < 0.02


def test_an_incident_is_placed_by_keys_alone(seat: Seat):
    incident = seat.stage.unplaced("theft", "by the kiosk")
    seat.stage.room.tell()
    seat.desk.session.show_incident(incident)
    assert seat.stage.h.card(incident).latitude is None
    seat.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(seat.canvas.hasFocus)
    assert seat.canvas.placing
    middle = seat.canvas.view.to_position(seat.canvas.width() / 2, seat.canvas.height() / 2)
    seat.press(Qt.Key.Key_Return)
    card = seat.stage.h.card(incident)
    assert (card.latitude, card.longitude) == pytest.approx(middle, abs=1e-4)
    assert not card.verified
    assert not seat.canvas.placing
    assert not seat.canvas.hasFocus(), "the hands are back where commands are typed"
    assert " is placed: " in seat.desk.command_line.state.message


def test_an_incident_is_placed_by_a_click_and_escape_leaves_it_as_it_is(seat: Seat):
    incident = seat.stage.unplaced("theft", "by the kiosk")
    seat.stage.room.tell()
    seat.desk.session.show_incident(incident)
    seat.desk.placing.begin()
    seat.press(Qt.Key.Key_Escape)
    assert seat.stage.h.card(incident).latitude is None
    seat.desk.placing.begin()
    at = QPoint(seat.canvas.width() // 3, seat.canvas.height() // 3)
    wanted = seat.canvas.view.to_position(at.x(), at.y())
    seat.qtbot.mouseClick(seat.canvas, Qt.MouseButton.LeftButton, pos=at)
    card = seat.stage.h.card(incident)
    assert (card.latitude, card.longitude) == pytest.approx(wanted, abs=1e-4)


def test_a_click_on_a_unit_rings_it_on_the_board_and_the_board_rings_it_on_the_map(seat: Seat):
    fire = seat.stage.call("fire", "Larvotto")
    seat.stage.send(fire, "E12")
    seat.stage.answer("E12")
    seat.stage.report("en route", "E12")
    seat.stage.drive("E12", 0.5)
    seat.stage.room.tell()
    seat.window.tick()
    there = pytest.approx(seat.stage.where("E12", 0.5))
    marks = seat.desk.map.marks
    seat.qtbot.waitUntil(lambda: any((mark.latitude, mark.longitude) == there for mark in marks.units))
    mark = next(mark for mark in marks.units if mark.call_sign == "E12")
    seat.canvas.go_to(mark.latitude, mark.longitude, 17.0)
    seat.qtbot.waitUntil(lambda: seat.canvas.words_at(seat.point(mark.latitude, mark.longitude)) != "")
    seat.qtbot.mouseClick(seat.canvas, Qt.MouseButton.LeftButton, pos=seat.point(mark.latitude, mark.longitude))
    assert seat.desk.session.unit_id == mark.unit_id
    board = seat.window.panels.units
    assert board.model.row_at(board.table.currentIndex().row()).call_sign == "E12"
    seat.desk.session.point_at_unit(None)
    assert seat.canvas.chosen.unit_id is None
    board.table.setFocus()
    board.table.setCurrentIndex(board.model.index(board.model.place_of(mark.unit_id), 0))
    assert seat.canvas.chosen.unit_id == mark.unit_id


def test_the_followed_unit_stays_in_the_window_as_it_drives(seat: Seat):
    fire = seat.stage.call("fire", "Larvotto")
    seat.stage.send(fire, "E22")
    seat.stage.answer("E22")
    seat.stage.report("en route", "E22")
    seat.stage.drive("E22", 0.05)
    seat.stage.room.tell()
    seat.window.tick()
    unit = seat.stage.h.unit("E22").unit_id
    seat.qtbot.waitUntil(lambda: any(mark.unit_id == unit for mark in seat.desk.map.marks.units))
    seat.canvas.zoom_to(17.0)
    seat.desk.session.point_at_unit(unit)
    seat.canvas.follow(True)
    for share in (0.4, 0.7, 1.0):
        seat.stage.h.advance(seconds=30)
        seat.stage.drive("E22", share)
        seat.window.tick()
        latitude, longitude = seat.stage.where("E22", share)
        seat.qtbot.waitUntil(lambda at=(latitude, longitude): seat.canvas.rect().contains(seat.point(*at)))


def test_what_the_queue_shows_is_ringed_on_the_map_and_a_large_map_gives_the_room_back(seat: Seat):
    fire = seat.stage.call("fire", "Rue Grimaldi")
    seat.stage.room.tell()
    seat.desk.session.show_incident(fire)
    assert seat.canvas.chosen.incident_id == fire
    before = seat.canvas.width()
    seat.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: seat.canvas.width() > 1800)
    seat.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    seat.qtbot.waitUntil(lambda: abs(seat.canvas.width() - before) < 40)


def test_panels_come_back_where_this_operator_had_them(qtbot: QtBot, stage: Stage, tmp_path: Path):
    book = LayoutBook(tmp_path / "layouts.json")
    first = Seat(qtbot, stage, book)
    docks = {dock.objectName(): dock for dock in first.window.findChildren(QDockWidget)}
    docks["dock_units"].setFloating(True)
    first.do("theme_day")
    first.do("text_larger")
    scale = first.theme.scale
    first.window.close_now()
    qtbot.waitUntil((tmp_path / "layouts.json").exists)
    second = Seat(qtbot, stage, LayoutBook(tmp_path / "layouts.json"))
    qtbot.waitUntil(lambda: (second.theme.name, second.theme.scale) == ("day", scale))
    again = {dock.objectName(): dock for dock in second.window.findChildren(QDockWidget)}
    qtbot.waitUntil(again["dock_units"].isFloating)
    again["dock_units"].move(9000, 9000)
    second.window.bring_home()
    assert not again["dock_units"].isFloating(), "a panel on a monitor that is gone is docked"


def test_an_incident_that_is_shown_before_its_mark_has_come_is_brought_into_sight(seat: Seat):
    seat.canvas.go_to(43.72, 7.36)
    station = seat.stage.call("alarm", "Larvotto")
    seat.desk.session.show_incident(station)  # as after a call: the queue has not told its row yet
    seat.stage.room.tell()
    latitude, longitude = seat.stage.h.card(station).latitude, seat.stage.h.card(station).longitude
    assert latitude is not None
    assert longitude is not None
    seat.qtbot.waitUntil(lambda: seat.canvas.rect().contains(seat.point(latitude, longitude)))
    seat.canvas.go_to(43.72, 7.36)
    seat.window.tick()
    seat.qtbot.wait(250)
    assert not seat.canvas.rect().contains(seat.point(latitude, longitude)), "once; then the map is the person's"


def test_letters_typed_on_the_map_reach_the_command_line_and_its_own_keys_stay(seat: Seat):
    seat.do("map")
    zoom = seat.canvas.view.zoom
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Left):
        seat.press(key)
    assert seat.canvas.hasFocus()
    assert seat.canvas.view.zoom > zoom
    for sign in "note: gas":
        seat.qtbot.keyClicks(QApplication.focusWidget(), sign)
    assert seat.desk.command_line.state.text == "note: gas"


def test_a_call_just_taken_stays_shown_whatever_else_is_open(seat: Seat):
    """Once the keyboard fell to the queue, and Qt's cursor showed another incident."""
    seat.stage.call("breathing", "Larvotto")
    seat.stage.room.tell()
    seat.press(Qt.Key.Key_F3)
    seat.qtbot.waitUntil(seat.window.panels.call_entry.isVisible)
    for text, key in (("12 nowhere", Qt.Key.Key_Tab), ("fire", Qt.Key.Key_Tab)):
        seat.qtbot.keyClicks(QApplication.focusWidget(), text)
        seat.press(key)
    seat.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    mine = next(row for row in seat.stage.h.queue() if row.place == "12 nowhere")
    assert seat.window.panels.call_entry.isVisible(), "the panel stays with its call"
    seat.qtbot.waitUntil(lambda: mine.incident_id in seat.desk.queue.rows)
    assert seat.desk.session.incident_id == mine.incident_id


def test_the_keyboard_in_a_table_chooses_nothing_by_itself(seat: Seat):
    seat.stage.call("breathing", "Larvotto")
    seat.stage.room.tell()
    queue = seat.window.panels.queue
    seat.qtbot.waitUntil(lambda: queue.model.rowCount() == 1)
    queue.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert seat.desk.session.incident_id is None
    seat.press(Qt.Key.Key_F4)
    assert seat.desk.session.incident_id is not None, "asked for by its key, it begins with the first"
