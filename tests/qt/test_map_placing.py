"""Placing an incident on the map by hand, and what is said under a resting pointer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from resources import maps_dir
from tests.map_shots import NOW, incident_marks, room_marks
from ui.map import tiles as tiles_module
from ui.map.canvas import MapCanvas
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")
HARBOUR = (43.7350, 7.4255)


@pytest.fixture
def canvas(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapCanvas]:
    """A map without its process, with the room of the pack upon it."""
    monkeypatch.setattr(tiles_module.TileStore, "start", lambda _self: None)
    made = MapCanvas(maps_dir() / "monaco.map", Theme.load(), world="SIMULATED")
    qtbot.addWidget(made)
    made.clock = lambda: NOW
    made.resize(760, 620)
    made.show()
    made.show_marks(room_marks(), incident_marks())
    qtbot.waitExposed(made)
    yield made
    made.close()


def spot(canvas: MapCanvas, latitude: float, longitude: float) -> QPoint:
    x, y = canvas.view.to_screen(latitude, longitude)
    return QPoint(round(x), round(y))


def test_a_click_places_and_chooses_nothing(qtbot: QtBot, canvas: MapCanvas) -> None:
    case = incident_marks()[0]
    canvas.go_to(case.latitude, case.longitude, 17)
    canvas.begin_placing("Where is 26-0050?")
    assert canvas.cursor().shape() is Qt.CursorShape.CrossCursor
    here = spot(canvas, case.latitude, case.longitude)
    with (
        qtbot.assertNotEmitted(canvas.incident_chosen),
        qtbot.waitSignal(canvas.placing_ended),
        qtbot.waitSignal(canvas.position_placed) as told,
    ):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=here)
    assert told.args == pytest.approx((case.latitude, case.longitude), abs=1e-5)
    assert not canvas.placing
    assert canvas.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_arrows_and_enter_place_in_the_middle(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.go_to(*HARBOUR, 16)
    canvas.begin_placing("Where is it?")
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.placing, "moving the ground does not end it"
    with qtbot.waitSignal(canvas.position_placed) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    latitude, longitude = told.args
    assert latitude > HARBOUR[0]
    assert longitude > HARBOUR[1]
    assert (latitude, longitude) == pytest.approx(canvas.view.to_position(380, 310), abs=1e-6)


def test_escape_leaves_without_a_place_and_only_once(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.begin_placing("Where is it?")
    with qtbot.assertNotEmitted(canvas.position_placed), qtbot.waitSignal(canvas.placing_ended):
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.placing
    with qtbot.assertNotEmitted(canvas.placing_ended):
        canvas.end_placing()
        qtbot.keyClick(canvas, Qt.Key.Key_Escape)


def test_a_drag_moves_the_ground_while_placing(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.go_to(*HARBOUR, 16)
    canvas.begin_placing("Where is it?")
    before = canvas.view.key()
    with qtbot.assertNotEmitted(canvas.position_placed):
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
        qtbot.mouseMove(canvas, QPoint(340, 330))
        qtbot.mouseMove(canvas, QPoint(380, 350))
        QApplication.processEvents()
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(380, 350))
    assert canvas.view.key() != before
    assert canvas.placing


def test_outside_the_map_is_said_before_and_after_and_allowed(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.whole_map()
    canvas.begin_placing("Where is it?")
    outside = QPoint(380, 4)
    assert not canvas.covers(*canvas.view.to_position(380, 4))
    qtbot.mouseMove(canvas, outside)
    QApplication.processEvents()
    assert canvas._placing.hint().startswith("outside the map")
    with qtbot.waitSignal(canvas.position_placed) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=outside)
    assert told.args == pytest.approx(canvas.view.to_position(380, 4), abs=1e-6)
    assert canvas._furniture.answer == "placed outside the map"


def test_the_banner_is_on_the_picture_and_leaves_with_the_mode(canvas: MapCanvas) -> None:
    canvas.clearFocus()
    before = canvas.grab().toImage()
    canvas.begin_placing("Where is it?")
    assert canvas.grab().toImage() != before
    canvas.end_placing()
    canvas.clearFocus()
    assert canvas.grab().toImage() == before


def test_a_resting_pointer_is_told_what_stands_there(canvas: MapCanvas) -> None:
    unit = next(mark for mark in room_marks() if mark.call_sign == "P21")
    assert unit.since == NOW - timedelta(seconds=137)
    canvas.go_to(unit.latitude, unit.longitude, 17)
    x, y = canvas.view.to_screen(unit.latitude, unit.longitude)
    assert canvas.words_at(QPointF(x, y)).splitlines() == [
        "P21, Police patrol", "transporting for 2:17", "on incident 26-0042", "position 11:40 old",
    ]  # fmt: skip
    case = next(mark for mark in incident_marks() if not mark.verified)
    canvas.go_to(case.latitude, case.longitude, 17)
    x, y = canvas.view.to_screen(case.latitude, case.longitude)
    assert "about here: the place is not verified" in canvas.words_at(QPointF(x, y - 20))
    canvas.begin_placing("Where is it?")
    assert canvas.words_at(QPointF(x, y - 20)) == ""


def test_a_station_says_who_is_in_and_who_is_out(canvas: MapCanvas) -> None:
    group = next(one for one in canvas.overlay.arrangement.groups if one.is_station and len(one.inside) > 2)
    station = group.stations[0]
    mark = canvas.overlay.census.units[station.inside[0]]
    assert mark.home is not None
    canvas.go_to(*mark.home, 15)
    at = spot(canvas, *mark.home)
    help_event = QHelpEvent(QEvent.Type.ToolTip, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, help_event)
    words = QToolTip.text()
    QToolTip.hideText()
    assert station.title in words
    assert "free" in words
    assert f"{mark.call_sign}: at station" in words


def test_a_click_on_a_station_opens_it(qtbot: QtBot, canvas: MapCanvas) -> None:
    mark = next(one for one in room_marks() if one.call_sign == "E12")
    assert mark.home is not None
    canvas.go_to(*mark.home, 15)
    canvas.repaint()
    assert canvas.overlay.census.unit_index["E12"] not in canvas.overlay.arrangement.singles
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, *mark.home))
    canvas.repaint()
    assert canvas.overlay.census.unit_index["E12"] in canvas.overlay.arrangement.singles


def test_choosing_goes_round_by_keyboard_and_mouse(qtbot: QtBot, canvas: MapCanvas) -> None:
    boat, patrol = (next(one for one in room_marks() if one.call_sign == name) for name in ("B71", "P21"))
    canvas.go_to(boat.latitude, boat.longitude, 17)
    with qtbot.waitSignal(canvas.unit_chosen) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert told.args == ["B71"]
    canvas.choose(unit_id="P21")
    seen = canvas.view.to_screen(patrol.latitude, patrol.longitude)
    assert seen == pytest.approx((228, 434), abs=1), "in sight, moved no further than needed"
    canvas.go_to(boat.latitude, boat.longitude, 17)
    with qtbot.waitSignal(canvas.unit_chosen) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, boat.latitude, boat.longitude))
    assert told.args == ["B71"]
    assert canvas.chosen.unit_id == "B71"
