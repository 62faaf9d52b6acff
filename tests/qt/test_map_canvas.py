"""The map as a dispatcher uses it: keys, mouse, choosing, following; and its process, which ends with it."""

import gc
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from resources import maps_dir
from tests.map_shots import incident_marks, unit_marks
from ui.map import tiles as tiles_module
from ui.map.canvas import MapCanvas
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
MONACO = maps_dir() / "monaco.map"


def alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def open_map(qtbot: QtBot, pack: Path = MONACO) -> MapCanvas:
    canvas = MapCanvas(pack, Theme.load(), world="SIMULATED")
    qtbot.addWidget(canvas)
    canvas.resize(900, 600)
    canvas.show()
    canvas.show_marks(unit_marks(), incident_marks())
    return canvas


@pytest.fixture
def canvas(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapCanvas]:
    """A map without its process: what is tested here needs no ground."""
    monkeypatch.setattr(tiles_module.TileStore, "start", lambda _self: None)
    made = open_map(qtbot)
    qtbot.waitExposed(made)
    yield made
    made.close()


def drawn_units(canvas: MapCanvas) -> set[str]:
    """Who is on the map, alone or counted."""
    census, arrangement = canvas.overlay.census, canvas.overlay.arrangement
    grouped = [place for group in arrangement.groups for place in group.inside]
    return {census.units[place].unit_id for place in (*arrangement.singles, *grouped)}


def spot(canvas: MapCanvas, latitude: float, longitude: float) -> QPoint:
    x, y = canvas.view.to_screen(latitude, longitude)
    return QPoint(round(x), round(y))


def test_the_ground_comes_from_a_process_that_ends_with_the_widget(qtbot: QtBot) -> None:
    canvas = open_map(qtbot)
    qtbot.waitUntil(lambda: canvas.settled, timeout=60_000)
    process_id = canvas.tiles.process_id
    assert process_id is not None
    assert alive(process_id)
    assert canvas.tiles.painted > 0
    picture = canvas.grab().toImage()
    sea = Theme.load().color("map_sea")
    x, y = canvas.view.to_screen(43.715, 7.46)
    assert picture.pixelColor(round(x), round(y)) == sea
    canvas.close()
    assert not alive(process_id)


def drop_a_map(qtbot: QtBot) -> int:
    canvas = MapCanvas(MONACO, Theme.load())
    canvas.resize(600, 400)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.tiles.painted > 0, timeout=60_000)
    process_id = canvas.tiles.process_id
    assert process_id is not None
    assert alive(process_id)
    canvas.hide()
    shiboken6.delete(canvas)
    return process_id


def test_a_map_that_is_dropped_takes_its_process_along(qtbot: QtBot) -> None:
    process_id = drop_a_map(qtbot)
    gc.collect()
    assert not alive(process_id)


def kill_the_tile_process(canvas: MapCanvas) -> None:
    process_id = canvas.tiles.process_id
    assert process_id is not None
    os.kill(process_id, 9)


def test_a_process_that_dies_is_started_again_and_that_is_said(qtbot: QtBot) -> None:
    canvas = open_map(qtbot)
    qtbot.waitUntil(lambda: canvas.tiles.painted > 0, timeout=60_000)
    first = canvas.tiles.process_id
    with qtbot.waitSignal(canvas.tiles.restarted, timeout=10_000):
        kill_the_tile_process(canvas)
    assert "started again" in canvas._furniture.answer
    assert canvas.tiles.process_id != first
    canvas.whole_map()
    qtbot.waitUntil(lambda: canvas.settled, timeout=60_000)
    assert not canvas.trouble
    canvas.close()


def test_a_process_that_keeps_dying_is_given_up_and_the_marks_stay(qtbot: QtBot) -> None:
    canvas = open_map(qtbot)
    qtbot.waitUntil(lambda: canvas.tiles.painted > 0, timeout=60_000)
    for _ in range(tiles_module.RESTARTS):
        with qtbot.waitSignal(canvas.tiles.restarted, timeout=10_000):
            kill_the_tile_process(canvas)
    with qtbot.waitSignal(canvas.troubled, timeout=10_000):
        kill_the_tile_process(canvas)
    assert "ended" in canvas.trouble
    canvas.repaint()
    assert drawn_units(canvas) == {mark.unit_id for mark in unit_marks()}
    canvas.close()


def test_a_process_that_cannot_start_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoProcess:
        def __init__(self, **_more: object) -> None: ...

        def start(self) -> None:
            raise OSError("no more processes")

    context = multiprocessing.get_context("spawn")
    monkeypatch.setattr(context, "Process", NoProcess)
    canvas = open_map(qtbot)
    qtbot.waitExposed(canvas)
    assert "no more processes" in canvas.trouble
    canvas.grab()
    canvas.close()


def broken_pack(kind: str, path: Path) -> Path:
    whole = MONACO.read_bytes()
    if kind == "cut off":
        path.write_bytes(whole[: len(whole) // 2])
    elif kind == "newer":
        path.write_bytes(whole[:60] + (99).to_bytes(4, "big") + whole[64:])
    elif kind == "text":
        path.write_text("Dear operator, this is no map.\n" * 20, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "why"),
    [("missing", "there is no map pack"), ("cut off", "cut off"), ("newer", "format 99"), ("text", "is no map pack")],
)
def test_a_bad_pack_leaves_a_plain_ground_with_the_reason_and_the_marks_work(
    qtbot: QtBot, tmp_path: Path, kind: str, why: str
) -> None:
    canvas = open_map(qtbot, broken_pack(kind, tmp_path / "bad.map"))
    qtbot.waitExposed(canvas)
    assert why in canvas.trouble
    assert canvas.tiles.process_id is None
    canvas.grab()
    assert canvas.overlay.drawn > 0, "without a map, the view is where the marks are"
    unit = unit_marks()[38]
    canvas.go_to(unit.latitude, unit.longitude, 19)
    with qtbot.waitSignal(canvas.unit_chosen) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, unit.latitude, unit.longitude))
    assert told.args == [unit.unit_id]
    canvas.close()


def test_a_damaged_page_is_told_once_and_the_marks_stay(qtbot: QtBot, tmp_path: Path) -> None:
    whole = bytearray(MONACO.read_bytes())
    whole[200_000:4_000_000] = bytes(3_800_000)
    damaged = tmp_path / "damaged.map"
    damaged.write_bytes(whole)
    canvas = open_map(qtbot, damaged)
    qtbot.waitUntil(lambda: bool(canvas.trouble), timeout=60_000)
    assert "damaged" in canvas.trouble
    canvas.grab()
    assert canvas.overlay.drawn > 0
    canvas.close()


def test_what_is_outside_the_map_is_counted_and_the_chosen_is_pointed_at(canvas: MapCanvas) -> None:
    far = replace(unit_marks()[0], latitude=44.5, longitude=8.0)
    canvas.show_marks((far, *unit_marks()[1:]), incident_marks())
    assert canvas._furniture.aside == "outside the map: 1 unit"
    before = canvas.grab().toImage()
    canvas.choose(unit_id=far.unit_id, reveal=False)
    after = canvas.grab().toImage()
    changed = [
        (x, y)
        for x in range(0, before.width(), 2)
        for y in range(0, before.height(), 2)
        if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert changed, "an arrow with its name"
    box = (min(x for x, _ in changed), max(y for _, y in changed))
    assert (box[0] > 400, box[1] < 200) == (True, True), f"at the edge it lies beyond, north-east: {box}"


def test_what_is_chosen_before_its_mark_has_come_is_shown_when_it_comes(canvas: MapCanvas) -> None:
    canvas.go_to(43.7270, 7.4120, 17.0)
    late = replace(incident_marks()[0], incident_id="new", latitude=43.7480, longitude=7.4360)
    canvas.choose(incident_id="new")
    canvas.show_marks(unit_marks(), (*incident_marks(), late))
    x, y = canvas.view.to_screen(late.latitude, late.longitude)
    share = (round(x / canvas.width(), 2), round(y / canvas.height(), 2))
    assert share == (0.7, 0.3), "into the north-eastern corner it came from, and no further"


def test_a_hand_on_the_map_ends_the_wait_for_a_mark(canvas: MapCanvas) -> None:
    canvas.go_to(43.7270, 7.4120, 17.0)
    canvas.choose(incident_id="new")
    canvas.pan(5, 5)
    seen = canvas.view.key()
    late = replace(incident_marks()[0], incident_id="new", latitude=43.7480, longitude=7.4360)
    canvas.show_marks(unit_marks(), (*incident_marks(), late))
    assert canvas.view.key() == seen


def test_no_name_is_cut_by_an_edge(qtbot: QtBot, canvas: MapCanvas) -> None:
    for zoom in (14.0, 14.5, 15.0, 15.5):
        canvas.go_to(43.7380, 7.4240, zoom)
        qtbot.waitUntil(lambda: canvas.resting)
        canvas.grab()
        overlay, (left, top) = canvas.overlay, canvas.view.origin()
        assert overlay.callouts
        for text, _, x, y, right, down in overlay.callouts:
            wide, high = overlay.plates.size(text)
            begins, above = x - left + right, y - top + down
            within = begins >= 0 and above >= 0 and begins + wide <= canvas.width() and above + high <= canvas.height()
            beyond = begins > canvas.width() or above > canvas.height() or begins + wide < 0 or above + high < 0
            assert within or beyond, f"{text} at zoom {zoom}"


def test_keys_move_zoom_and_come_home(qtbot: QtBot, canvas: MapCanvas) -> None:
    home = canvas.view.key()
    zoom = canvas.view.zoom
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert zoom + 0.5 < canvas.view.zoom <= zoom + 1
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    x, y = canvas.view.x, canvas.view.y
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.view.x > x
    assert canvas.view.y > y
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view.key() == home


def test_the_ground_follows_the_mouse(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.zoom_to(16)
    under = canvas.view.to_position(400, 300)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    for step in range(1, 11):
        qtbot.mouseMove(canvas, QPoint(400 + 12 * step, 300 - 5 * step))
        QApplication.processEvents()
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(520, 250))
    x, y = canvas.view.to_screen(*under)
    assert (x, y) == pytest.approx((520, 250), abs=2)
    assert canvas.chosen.unit_id is None, "a drag chooses nothing"


def test_the_wheel_zooms_at_the_pointer(canvas: MapCanvas) -> None:
    under = canvas.view.to_position(200, 150)
    before = canvas.view.zoom
    wheel = QWheelEvent(
        QPointF(200, 150), QPointF(200, 150), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    canvas.wheelEvent(wheel)
    assert canvas.view.zoom > before
    assert canvas.view.to_screen(*under) == pytest.approx((200, 150), abs=1)


def test_a_click_chooses_a_unit_an_incident_or_a_place(qtbot: QtBot, canvas: MapCanvas) -> None:
    unit, case = unit_marks()[38], incident_marks()[4]
    canvas.go_to(unit.latitude, unit.longitude, 18)
    with qtbot.waitSignal(canvas.unit_chosen) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, unit.latitude, unit.longitude))
    assert told.args == [unit.unit_id]
    canvas.go_to(case.latitude, case.longitude, 18)
    with qtbot.waitSignal(canvas.incident_chosen) as told:
        qtbot.mouseClick(
            canvas, Qt.MouseButton.LeftButton, pos=spot(canvas, case.latitude, case.longitude) - QPoint(0, 14)
        )
    assert told.args == [case.incident_id]
    assert (canvas.chosen.unit_id, canvas.chosen.incident_id) == (unit.unit_id, case.incident_id)
    canvas.go_to(43.715, 7.46, 17)
    with qtbot.waitSignal(canvas.position_clicked) as told:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))
    assert told.args == pytest.approx([43.715, 7.46], abs=1e-4)


def test_a_pin_stands_where_it_was_put(canvas: MapCanvas) -> None:
    canvas.go_to(43.7384, 7.4246, 17)
    before = canvas.grab().toImage()
    canvas.pin(43.7384, 7.4246)
    assert canvas.grab().toImage() != before
    canvas.pin(None)
    assert canvas.grab().toImage() == before


def test_enter_chooses_what_is_in_the_middle(qtbot: QtBot, canvas: MapCanvas) -> None:
    unit = unit_marks()[38]
    canvas.go_to(unit.latitude, unit.longitude, 19)
    with qtbot.waitSignal(canvas.unit_chosen) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == [unit.unit_id]


def test_the_window_follows_the_chosen_unit_until_a_hand_moves_it(qtbot: QtBot, canvas: MapCanvas) -> None:
    unit, *others = unit_marks()
    canvas.zoom_to(18)
    canvas.choose(unit_id=unit.unit_id)
    canvas.follow(True)
    moved = replace(unit, latitude=43.7600, longitude=7.4000)
    canvas.show_marks((moved, *others), incident_marks())
    assert canvas.view.to_screen(moved.latitude, moved.longitude) == pytest.approx((450, 300), abs=1)
    with qtbot.waitSignal(canvas.following_changed) as told:
        qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert told.args == [False]
    before = canvas.view.key()
    canvas.show_marks((unit, *others), incident_marks())
    assert canvas.view.key() == before


def test_nothing_is_painted_without_a_change(qtbot: QtBot, canvas: MapCanvas) -> None:
    qtbot.wait(300)
    before = canvas.paintings
    canvas.show_marks(unit_marks(), incident_marks())
    canvas.choose(unit_id=canvas.chosen.unit_id, incident_id=canvas.chosen.incident_id)
    qtbot.wait(200)
    assert canvas.paintings == before


def test_the_picture_thanks_and_says_which_world(canvas: MapCanvas) -> None:
    furniture = canvas._furniture
    assert furniture.attribution == "© OpenStreetMap contributors, ODbL 1.0"
    assert furniture.world == "SIMULATED"
    assert canvas.accessibleName() == "Map"


def test_a_new_theme_is_worn_at_once(qtbot: QtBot) -> None:
    theme = Theme.load("night")
    canvas = MapCanvas(MONACO, theme)
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.settled, timeout=60_000)
    theme.switch("day")
    canvas.update()
    qtbot.waitUntil(lambda: canvas.settled, timeout=60_000)
    x, y = canvas.view.to_screen(43.715, 7.46)
    assert canvas.grab().toImage().pixelColor(round(x), round(y)) == theme.color("map_sea")
    canvas.close()
