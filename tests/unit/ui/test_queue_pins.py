"""What a scrolled queue hides is named above it."""

import pytest

from dispatcher.domain.assignments import AssignmentState
from dispatcher.domain.incidents import Phase
from dispatcher.domain.triage import Priority
from dispatcher.queries.queue_rows import QueueRow, QueueUnit
from tests.helpers.fake_room import START
from tests.helpers.scenes import ago, queue_row
from ui.presenters.queue import line_of, short_number, sort_key, spoken
from ui.presenters.queue_pins import Pin, counts, pins

P = Priority


def rows_of(*priorities: Priority, unguarded: tuple[int, ...] = (), requeued: tuple[int, ...] = ()) -> list[QueueRow]:
    rows = [
        queue_row(n, priority=priority, guarded=n not in unguarded, requeued=n in requeued)
        for n, priority in enumerate(priorities)
    ]
    return sorted(rows, key=sort_key)


def pins_of(rows: list[QueueRow], first: int, last: int) -> tuple[Pin, ...]:
    numbers = {row.incident_id: row.number for row in rows}
    keys = [sort_key(row) for row in rows]
    return pins(keys, [sort_key(row) for row in rows if not row.guarded], range(first, last + 1), numbers.__getitem__)


MANY = (P.P1, P.P1, P.P1, P.P2, P.P2, P.P3, P.P3, P.P4)


def test_a_queue_seen_whole_hides_nothing():
    assert pins_of(rows_of(*MANY, unguarded=(0, 7)), 0, 7) == ()
    assert pins_of([], 0, 0) == ()


def test_more_urgent_rows_above_are_counted():
    rows = rows_of(*MANY)
    assert pins_of(rows, 3, 5) == (Pin("3 P1 above", "warning", 0),)
    assert pins_of(rows, 2, 4) == (Pin("2 P1 above", "warning", 0),)


def test_equally_urgent_older_rows_above_are_said_quietly_unless_they_are_p1():
    rows = rows_of(P.P3, P.P3, P.P3)
    assert pins_of(rows, 1, 2) == (Pin("1 P3 above", "muted", 0),)


def test_requeued_rows_above_are_named_as_such():
    rows = rows_of(*MANY, requeued=(7, 3))
    assert pins_of(rows, 4, 6)[0] == Pin("2 requeued above", "warning", 0)


@pytest.mark.parametrize(
    ("unguarded", "text", "place"),
    [
        ((0,), "1 unguarded above: 2026-000000 · F4", 2),
        ((7,), "1 unguarded below: 2026-000007 · F4", 7),
        ((0, 7), "2 unguarded out of sight: 2026-000000 · F4", 2),
        ((0, 5, 7), "2 unguarded out of sight: 2026-000000 · F4", 2),
    ],
)
def test_what_nobody_guards_is_named_wherever_it_hides(unguarded: tuple[int, ...], text: str, place: int):
    found = pins_of(rows_of(*MANY, unguarded=unguarded), 3, 6)
    assert found[0] == Pin(text, "alarm", place)


def test_the_counts_say_what_is_worst_first():
    rows = rows_of(*MANY, requeued=(3,))
    assert counts([sort_key(row) for row in rows]) == ("3 P1", "2 P2", "2 P3", "1 P4")
    assert counts([]) == ()


def test_a_place_that_nothing_vouches_for_is_marked_and_spoken():
    known = line_of(queue_row(1, verified=True, latitude=43.7, longitude=7.4), START)
    placed = line_of(queue_row(1, latitude=43.7, longitude=7.4), START)
    lost = line_of(queue_row(1), START)
    assert (known.place_doubt, placed.place_doubt) == ("", "place not verified")
    assert "place not verified, not on the map" in spoken(lost)


def test_units_that_have_not_answered_stand_first():
    states = (AssignmentState.EN_ROUTE, AssignmentState.ALERTED, AssignmentState.ACKNOWLEDGED, AssignmentState.ALERTED)
    units = tuple(QueueUnit(call_sign=f"E{n}", state=state, since=START) for n, state in enumerate(states))
    assert [sign for sign, _ in line_of(queue_row(1, units=units), START).units] == ["E1", "E3", "E0", "E2"]


def test_the_short_number_tells_incidents_of_a_year_apart():
    assert (short_number("2026-000017"), short_number("17")) == ("000017", "17")


def test_of_one_priority_those_that_nobody_is_on_yet_stand_first():
    on_scene = queue_row(1, priority=Priority.P1, phase=Phase.ON_SCENE, opened_at=ago(900))
    waiting = queue_row(2, priority=Priority.P1, phase=Phase.WAITING, opened_at=ago(30))
    unanswered = queue_row(
        3, priority=Priority.P1, phase=Phase.EN_ROUTE, opened_at=ago(60),
        units=(QueueUnit(call_sign="E12", state=AssignmentState.ALERTED, since=ago(20)),),
    )  # fmt: skip
    lower = queue_row(4, priority=Priority.P2, phase=Phase.WAITING, opened_at=ago(3000))
    ordered = sorted((lower, on_scene, waiting, unanswered), key=sort_key)
    assert [row.incident_id for row in ordered] == ["i3", "i2", "i1", "i4"]
