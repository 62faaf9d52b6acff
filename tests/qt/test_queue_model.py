"""The queue's model keeps its contract with Qt whatever comes, and the selection follows the incident."""

import random

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dispatcher.domain.triage import Priority
from dispatcher.domain.worlds import World
from dispatcher.queries.queue_rows import QueueRow
from dispatcher.queries.requests import AskQueue
from tests.helpers import scenes
from tests.helpers.fake_room import FakeClock, FakeRoom
from ui.models.queue_model import QueueModel
from ui.presenters.desk import Desk
from ui.presenters.queue import QueuePresenter, sort_key
from ui.theme import Theme
from ui.views.queue import QueueView

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def ids(model: QueueModel) -> list[str]:
    return [model.row_at(place).incident_id for place in range(model.rowCount())]


def in_order(rows: dict[str, QueueRow]) -> list[str]:
    return [row.incident_id for row in sorted(rows.values(), key=sort_key)]


@pytest.mark.parametrize("batch", [1, 7, 90])
def test_any_changes_leave_the_rows_in_order_and_qt_content(qtbot: QtBot, batch: int):
    chance = random.Random(batch)
    model = QueueModel(FakeClock())
    tester = QAbstractItemModelTester(model, FATAL)
    rows: dict[str, QueueRow] = {}
    for _ in range(120 // batch + 5):
        changes: dict[str, QueueRow | None] = {}
        for _ in range(batch):
            number = chance.randrange(150)
            leaves = chance.random() < 0.25
            row = scenes.queue_row(number, priority=chance.choice(list(Priority)), requeued=chance.random() < 0.1)
            changes[row.incident_id] = None if leaves else row
        held = chance.random() < 0.3
        model.apply(changes, hold_order=held)
        for key, row in changes.items():
            rows.pop(key, None)
            if row is not None:
                rows[key] = row
        assert set(ids(model)) == set(rows)
        if not held:
            assert ids(model) == in_order(rows)
    model.settle_order()
    assert ids(model) == in_order(rows)
    assert tester.model() is model


def test_many_moves_keep_persistent_indexes_on_their_incidents(qtbot: QtBot):
    model = QueueModel(FakeClock())
    tester = QAbstractItemModelTester(model, FATAL)
    rows = {f"i{number}": scenes.queue_row(number, priority=Priority.P3) for number in range(100)}
    model.apply(rows)
    kept = {key: QPersistentModelIndex(model.index(model.place_of(key) or 0, 2)) for key in ("i3", "i50", "i99")}
    model.apply({key: scenes.queue_row(int(key[1:]), priority=list(Priority)[int(key[1:]) % 5]) for key in rows})
    for key, index in kept.items():
        assert (model.row_at(index.row()).incident_id, index.column()) == (key, 2)
    assert tester.model() is model


def test_a_row_is_spoken_whole(qtbot: QtBot):
    model = QueueModel(FakeClock())
    model.apply({"i4": scenes.queue_row(4, requeued=True)})
    said = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith(
        "requeued, P5, emergency, 2026-000004, Smoke in building, Rue Grimaldi 22, place not verified"
    )
    assert model.data(QModelIndex()) is None


def view_over(room: FakeRoom, qtbot: QtBot) -> tuple[QueueView, QueuePresenter, list[str | None]]:
    chosen: list[str | None] = []
    presenter = QueuePresenter(room, lambda call: call(), FakeClock(), lambda _key, _text: None)
    view = QueueView(presenter, chosen.append, Theme.load())
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.show()
    return view, presenter, chosen


def highlighted(view: QueueView) -> list[str]:
    return [view.model.row_at(index.row()).incident_id for index in view.table.selectionModel().selectedRows()]


def test_the_selection_follows_its_incident(qtbot: QtBot):
    room = FakeRoom()
    scenes.busy(room)
    view, presenter, chosen = view_over(room, qtbot)
    presenter.refresh()
    view.show_incident("i20")
    assert chosen == []
    before = view.model.place_of("i20")
    rows = {row.incident_id: row for row in room.canned[AskQueue](AskQueue())}
    room.canned[AskQueue] = (scenes.queue_row(20, requeued=True),)
    presenter.refresh(frozenset({"i20"}))
    qtbot.waitUntil(lambda: view.model.place_of("i20") != before, timeout=3000)
    current = view.table.currentIndex()
    assert view.model.row_at(current.row()).incident_id == "i20"
    assert chosen == []
    assert len(rows) == 25


def test_when_the_shown_incident_leaves_the_queue_no_other_is_highlighted(qtbot: QtBot):
    room = FakeRoom()
    scenes.busy(room)
    view, presenter, chosen = view_over(room, qtbot)
    presenter.refresh()
    view.show_incident("i20")
    assert highlighted(view) == ["i20"]
    room.canned[AskQueue] = ()
    presenter.refresh(frozenset({"i20"}))
    qtbot.waitUntil(lambda: view.model.place_of("i20") is None, timeout=3000)
    assert highlighted(view) == []
    assert not view.table.currentIndex().isValid()
    assert chosen == []


def test_the_row_of_an_incident_just_opened_is_highlighted_when_it_comes(qtbot: QtBot):
    room = FakeRoom()
    scenes.busy(room)
    view, presenter, chosen = view_over(room, qtbot)
    presenter.refresh()
    view.show_incident("i1")
    view.show_incident("i90")
    assert highlighted(view) == []
    room.canned[AskQueue] = (scenes.queue_row(90),)
    presenter.refresh(frozenset({"i90"}))
    qtbot.waitUntil(lambda: view.model.place_of("i90") is not None, timeout=3000)
    assert highlighted(view) == ["i90"]
    assert chosen == []


def test_while_hands_are_on_the_queue_its_order_stays(qtbot: QtBot):
    room = FakeRoom()
    scenes.busy(room)
    view, presenter, _ = view_over(room, qtbot)
    presenter.refresh()
    place = view.model.place_of("i20")
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    room.canned[AskQueue] = (scenes.queue_row(20, requeued=True, place="moved"),)
    presenter.refresh(frozenset({"i20"}))
    qtbot.waitUntil(lambda: view.model.row_at(place or 0).place == "moved", timeout=3000)
    assert view.model.place_of("i20") == place
    qtbot.waitUntil(lambda: view.model.place_of("i20") != place, timeout=5000)


def test_the_cursor_tells_which_incident_is_meant(qtbot: QtBot):
    room = FakeRoom()
    scenes.calm(room)
    view, presenter, chosen = view_over(room, qtbot)
    presenter.refresh()
    view.table.setCurrentIndex(view.model.index(1, 0))
    assert chosen == ["i2"]


def test_an_empty_queue_teaches(qtbot: QtBot):
    room = FakeRoom()
    scenes.empty(room)
    desk = Desk(room, lambda call: call(), FakeClock(), seat="seat-1", world=World.SIMULATED)
    view = QueueView(desk.queue, desk.session.show_incident, Theme.load())
    qtbot.addWidget(view)
    view.show()
    assert view._empty.text() == "reading the queue …"
    desk.start()
    assert view._empty.text() == "No open incident. F3 takes a call."
