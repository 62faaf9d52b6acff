"""The queue in a narrow column and in a wide one: whole words, whole rows, and nothing urgent hidden unnoticed."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import PAGES, StepAction, Subject
from dispatcher.domain.incidents import Kind
from dispatcher.domain.read_back import Standing
from dispatcher.domain.triage import Priority
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from dispatcher.queries.requests import AskQueue
from tests.helpers import scenes
from tests.helpers.fake_room import START, FakeClock, FakeRoom
from ui.presenters.queue import QueueColumn, QueuePresenter, line_of, spoken
from ui.theme import SCALES, Theme
from ui.views.queue import QueueView
from ui.widgets.painting import Brush
from ui.widgets.queue_parts import due_words, loud_words, plate_width, type_width
from ui.widgets.unit_badges import fit
from ui.wording import assignment_badge, nature_badge

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
NARROW, WIDE = (440, 356), (860, 356)


CODES = [
    *StepAction, Subject.WAITING.guard, Subject.WATCH.guard,
    *(f"{subject}/{action}" for subject in Subject if subject not in PAGES for action in StepAction),
    *(f"{subject}/acknowledge:{role}" for subject in Subject for role in (Role.SUPERVISOR, Role.DUTY_MANAGER)),
]  # fmt: skip
"""Whatever `step_code` may say."""


def unit(number: int) -> QueueUnit:
    return QueueUnit(call_sign=f"M{number}", state=AssignmentState.ALERTED, since=START)


class Queue:
    """A queue of twenty, P1 to P4, over a room that answers at once."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int], theme: Theme | None = None) -> None:
        self.room, self.chosen = FakeRoom(), list[str | None]()
        self.rows = {f"i{n}": scenes.queue_row(n, priority=list(Priority)[(19 - n) // 5]) for n in range(20)}
        self.room.canned = {AskQueue: self._asked}
        self.presenter = QueuePresenter(self.room, lambda call: call(), FakeClock(), lambda _key, _text: None)
        self.presenter.refresh()
        self.view = QueueView(self.presenter, self.chosen.append, theme or Theme.load())
        qtbot.addWidget(self.view)
        self.view.resize(*size)
        self.view.show()
        QApplication.processEvents()
        self.chosen.clear()  # a table that gets the keyboard puts its cursor on the first row

    def _asked(self, query: AskQueue) -> tuple[QueueRow, ...]:
        ids = self.rows if query.incident_ids is None else query.incident_ids
        return tuple(self.rows[one] for one in ids if one in self.rows)

    def tell(self, *rows: QueueRow) -> None:
        self.rows |= {row.incident_id: row for row in rows}
        self.presenter.refresh(frozenset(row.incident_id for row in rows))

    def place_of(self, incident_id: str) -> int:
        place = self.view.model.place_of(incident_id)
        assert place is not None
        return place

    def pin(self) -> str:
        return " | ".join(pin.text for pin in self.view.pins.pins())

    def scroll(self, top: int) -> None:
        self.view.table.verticalScrollBar().setValue(top)


@pytest.fixture
def narrow(qtbot: QtBot) -> Queue:
    return Queue(qtbot, NARROW)


def test_a_narrow_queue_has_two_columns_of_three_lines_and_a_wide_one_five_of_two(narrow: Queue):
    table = narrow.view.table
    head = table.horizontalHeader()
    lines = narrow.view._delegate.brush.line()
    assert [head.isSectionHidden(column) for column in QueueColumn] == [False, False, True, True, True]
    assert table.rowHeight(0) >= 3 * lines
    narrow.view.resize(*WIDE)
    assert [head.isSectionHidden(column) for column in QueueColumn] == [False] * 5
    assert 2 * lines <= table.rowHeight(0) < 3 * lines
    assert {table.rowHeight(place) for place in range(20)} == {table.rowHeight(0)}


def test_changing_the_layout_keeps_the_cursor_and_tells_nobody(narrow: Queue):
    narrow.view.show_incident("i12")
    for size in (WIDE, NARROW, WIDE):
        narrow.view.resize(*size)
        assert narrow.view.table.currentIndex().row() == narrow.place_of("i12")
    assert narrow.chosen == []


def test_the_top_row_is_always_whole(narrow: Queue):
    table = narrow.view.table
    for incident in ("i3", "i12", "i19", "i0"):
        narrow.view.show_incident(incident)
        assert table.rowViewportPosition(table.first_shown) == 0
        seen = table.visualRect(table.currentIndex())
        assert table.viewport().rect().contains(seen), incident


def test_rows_more_urgent_than_what_is_seen_are_named(narrow: Queue):
    counts = narrow.view.findChild(QLabel, "queue_counts")
    assert counts is not None
    assert (narrow.pin(), counts.text()) == ("", "5 P1 · 5 P2 · 5 P3 · 5 P4")
    narrow.scroll(6)
    assert (narrow.pin(), counts.text()) == ("5 P1 above", "5 P1")
    pressed = narrow.view.findChild(QPushButton, "queue_pin_1")
    assert pressed is not None
    pressed.click()
    assert (narrow.view.table.first_shown, narrow.pin()) == (0, "")
    assert narrow.chosen == []


def test_what_nobody_guards_cannot_be_scrolled_out_of_sight_unnoticed(qtbot: QtBot, narrow: Queue):
    narrow.tell(scenes.queue_row(0, priority=Priority.P4, guarded=False, next_due_at=None, next_step=None))
    qtbot.waitUntil(lambda: narrow.pin() == "1 unguarded below: 2026-000000 · F4", timeout=2000)
    pin = narrow.view.findChild(QPushButton, "queue_pin_1")
    assert pin is not None
    assert (pin.isVisible(), pin.property("tone")) == (True, "alarm")
    narrow.scroll(100)
    assert "unguarded" not in narrow.pin()
    narrow.scroll(0)
    pin.click()
    assert narrow.chosen == ["i0"]
    assert "unguarded" not in narrow.pin()


def test_f4_brings_what_nobody_guards_into_sight(qtbot: QtBot, narrow: Queue):
    narrow.tell(scenes.queue_row(0, priority=Priority.P4, guarded=False))
    qtbot.waitUntil(lambda: "unguarded below" in narrow.pin(), timeout=2000)
    narrow.view.table.clearFocus()
    narrow.view.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert "unguarded" not in narrow.pin()
    narrow.scroll(0)
    assert narrow.chosen == []
    narrow.view.take_focus()
    assert "unguarded" not in narrow.pin()
    assert narrow.chosen == ["i0"], "Enter shows it"


def test_the_line_above_the_queue_never_changes_its_height(narrow: Queue):
    before = (narrow.view.pins.height(), narrow.view.table.y())
    narrow.scroll(6)
    assert narrow.pin()
    QApplication.processEvents()
    assert (narrow.view.pins.height(), narrow.view.table.y()) == before


def test_while_hands_are_on_it_the_row_under_them_stays_and_then_the_top_comes_back(qtbot: QtBot, narrow: Queue):
    table = narrow.view.table
    qtbot.keyClick(table, Qt.Key.Key_Down)
    shown = table.visualRect(table.currentIndex()).top()
    narrow.tell(scenes.queue_row(90, priority=Priority.P1, requeued=True))
    qtbot.waitUntil(lambda: narrow.view.model.place_of("i90") == 0, timeout=2000)
    assert table.visualRect(table.currentIndex()).top() == shown
    assert narrow.pin() == "1 requeued above"
    qtbot.waitUntil(lambda: table.first_shown == 0, timeout=5000)
    assert narrow.pin() == ""


def test_whoever_scrolled_down_is_left_there(qtbot: QtBot, narrow: Queue):
    narrow.scroll(4)
    top = narrow.view.model.row_at(4).incident_id
    narrow.tell(scenes.queue_row(90, priority=Priority.P1, requeued=True))
    qtbot.waitUntil(lambda: narrow.view.model.place_of("i90") == 0, timeout=2000)
    assert narrow.view.model.row_at(narrow.view.table.first_shown).incident_id == top


@pytest.mark.parametrize("scale", SCALES)
def test_a_row_holds_its_lines_at_every_scale(qtbot: QtBot, scale: float):
    theme = Theme.load()
    queue = Queue(qtbot, NARROW, theme)
    theme.rescale(scale)
    queue.view.restyle()
    metrics = queue.view._delegate.brush.metrics("strong")
    assert queue.view.table.rowHeight(0) >= 3 * metrics.height() + theme.space(2)
    queue.view.resize(queue.view._delegate.wide_from + theme.space(5), 400)
    assert queue.view.table.rowHeight(0) >= 2 * metrics.height() + theme.space(2)
    assert not queue.view.table.isColumnHidden(QueueColumn.NEXT)


def test_what_fires_next_is_read_whole_in_both_layouts(narrow: Queue):
    brush, delegate = narrow.view._delegate.brush, narrow.view._delegate
    # One queue for all: a window of its own for each of the two hundred words takes minutes.
    for step, due in product(CODES, (START + timedelta(seconds=59), START - timedelta(seconds=59))):
        words, role = due_words(
            brush, delegate.due_width, line_of(scenes.queue_row(1, next_step=step, next_due_at=due), START)
        )
        assert brush.width(words, role) <= delegate.due_width, words
        assert words.endswith(("in 0:59", "in 59 s", "overdue 0:59"))
    assert delegate.due_width <= 0.6 * narrow.view.table.columnWidth(QueueColumn.WHAT)
    assert delegate.due_width <= delegate.widths[QueueColumn.NEXT] - brush.theme.space(3)


@pytest.mark.parametrize("width", range(10, 400, 30))
@pytest.mark.parametrize("count", [1, 2, 5, 14])
def test_no_unit_is_cut_and_those_left_out_are_counted(qtbot: QtBot, width: int, count: int):
    brush = Brush(Theme.load())
    units = [(f"M{n}", assignment_badge(AssignmentState.ALERTED)) for n in range(count)]
    fitting = fit(brush, width, units, more=True)
    taken = sum(brush.badge_width(badge, sign) + brush.theme.space(2.5) for sign, badge in units[:fitting])
    if fitting == count:
        assert taken - brush.theme.space(2.5) <= width
    elif fitting:
        assert taken + brush.width(f"+{count - fitting}", "strong") <= width


def test_what_fires_next_gives_way_to_units_that_would_not_fit(narrow: Queue):
    row, brush = narrow.view._delegate._narrow, narrow.view._delegate.brush
    few, more = (
        line_of(scenes.queue_row(1, units=tuple(unit(n) for n in range(count)), next_step="guard_waiting"), START)
        for count in (1, 3)
    )
    width = 345.0
    assert row.due_left(width, few) == width - row.due_width
    assert fit(brush, row.due_left(width, more) - brush.theme.space(2), more.units, more=True) == 3
    assert row.due_left(width, more) + brush.width(more.fires_short, "body") <= width


def test_units_and_the_rest_of_a_row_are_painted_at_any_width(qtbot: QtBot):
    queue = Queue(qtbot, NARROW)
    many = tuple(unit(n) for n in range(9))
    queue.tell(scenes.queue_row(19, priority=Priority.P1, units=many, requeued=True, guarded=False))
    for width in (400, 440, 560, 720, 900):
        queue.view.resize(width, 356)
        assert not queue.view.grab().isNull()


def test_what_a_row_must_shout_stands_on_plates_with_a_shape_and_is_spoken_first():
    row = scenes.queue_row(1, unconfirmed=True, major=True, requeued=True, guarded=False)
    line = line_of(row, START)
    assert [words for words, _plate, _shape in loud_words(line)] == ["UNGUARDED", "UNCONFIRMED", "REQUEUED"]
    assert {shape for words, _plate, shape in loud_words(line) if words == "UNCONFIRMED"} == {"flag"}
    assert spoken(line).startswith("unconfirmed, major, requeued, ")
    assert spoken(line_of(scenes.queue_row(1), START)).startswith("P2")


@pytest.mark.parametrize("width", [440, 860])
def test_a_flagged_row_is_striped_and_its_plates_leave_room_for_what_fires_next(qtbot: QtBot, width: int):
    queue = Queue(qtbot, (width, 356))
    queue.tell(scenes.queue_row(19, priority=Priority.P1, unconfirmed=True, major=True))
    place, delegate = queue.place_of("i19"), queue.view._delegate
    assert (delegate.ground(place), delegate.edge(place)) == ("surface_alarm", "plate_alarm")
    assert (delegate.ground(place + 1), delegate.edge(place + 1)) == ("", "")
    flag, what = loud_words(queue.view.model.line_at(place))[0], queue.view.table.columnWidth(QueueColumn.WHAT)
    taken = plate_width(delegate.brush, flag[0], flag[2]) + plate_width(delegate.brush, "MAJOR", "star")
    assert taken < 0.75 * what


@pytest.mark.parametrize(
    ("changes", "word", "usual"),
    [
        ({}, "emergency", True),
        ({"emergency": False}, "non-emergency", False),
        ({"kind": Kind.SERVICE_REQUEST}, "request", False),
        ({"kind": Kind.COMPLAINT, "emergency": False}, "complaint", False),
        ({"kind": Kind.INFORMATION}, "information", False),
    ],
)
def test_s15_s16_s17_a_row_says_its_kind_by_shape_and_word(changes: dict[str, Any], word: str, usual: bool):
    line = line_of(scenes.queue_row(1, **changes), START)
    assert (line.nature.word, line.usual) == (word, usual)
    assert f", {word}, " in spoken(line)


def test_s15_s17_no_two_kinds_share_a_shape_or_a_letter():
    every = [nature_badge(kind, emergency=flag) for kind in Kind for flag in (True, False)]
    found = {badge.word: badge for badge in every}
    assert len(found) == 5
    assert len({badge.shape for badge in found.values()}) == len({badge.letter for badge in found.values()}) == 5


@pytest.mark.parametrize("width", [440, 860])
def test_s15_s18_the_plates_of_an_unusual_row_leave_the_type_to_be_read(qtbot: QtBot, width: int):
    queue = Queue(qtbot, (width, 356))
    brush, what = queue.view._delegate.brush, queue.view.table.columnWidth(QueueColumn.WHAT)
    for kind in Kind:
        line = line_of(scenes.queue_row(1, kind=kind, emergency=False), START)
        plates = type_width(brush, line) - brush.width(line.type_name, "strong")
        assert plates + brush.width("Building fire", "strong") + brush.badge_width(line.phase) <= what, kind
        queue.tell(scenes.queue_row(1, kind=kind, emergency=False, major=True))
        assert not queue.view.grab().isNull()


def test_s10_a_read_back_that_is_owed_is_spoken():
    assert spoken(line_of(scenes.queue_row(1, read_back=Standing.OWED), START)).startswith("read-back owed, P2")
