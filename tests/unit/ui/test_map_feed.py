"""Where the map is told that a unit is: its status or its position, whichever is newer."""

from datetime import timedelta

import pytest

from dispatcher.domain.units import Availability
from dispatcher.queries.requests import AskPack, AskPositions, AskUnits
from dispatcher.queries.unit_rows import PositionRow
from tests.helpers.fake_room import FakeClock, FakeRoom, Posted
from tests.unit.ui.test_map_view import NOW, unit
from ui.presenters.map import Freshness, UnitMark
from ui.presenters.map_feed import MapFeed
from ui.presenters.queue import QueuePresenter
from ui.presenters.units import UnitsPresenter

HOME, AWAY = (43.73, 7.42), (43.75, 7.42)
_HOME_ROW = {"station_latitude": HOME[0], "station_longitude": HOME[1], "availability": Availability.AVAILABLE_STATION}


class Feed:
    """The feed over a room with one unit, last seen somewhere or never."""

    def __init__(self) -> None:
        self.room, self.post, clock = FakeRoom(), Posted(), FakeClock(at=NOW)
        self.units = UnitsPresenter(self.room, self.post, clock, lambda _key, _text: None)
        queue = QueuePresenter(self.room, self.post, clock, lambda _key, _text: None)
        self.feed = MapFeed(self.room, self.post, clock, (self.units, queue), lambda _key, _text: None)
        self.feed.map_file = "town.map"

    def mark(self, seen: tuple[tuple[float, float], int] | None, **more: object) -> UnitMark | None:
        """Return the mark of the unit: seen there, so many seconds after its status."""
        rows = () if seen is None else (
            PositionRow(unit_id="e1", call_sign="E1", latitude=seen[0][0], longitude=seen[0][1],
                        at=NOW + timedelta(seconds=seen[1])),
        )  # fmt: skip
        self.room.canned |= {AskUnits: (unit("e1", **{**_HOME_ROW, **more}),), AskPositions: rows, AskPack: None}
        self.units.refresh()
        self.feed.refresh()
        self.post.run()
        self.feed.gather()
        return self.feed.marks.units[0] if self.feed.marks.units else None


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.mark.parametrize(
    ("seen", "where"), [(None, HOME), ((AWAY, -5), HOME), ((AWAY, 0), HOME), (((43.7302, 7.42), 5), HOME)]
)
def test_a_unit_that_says_it_is_at_its_station_is_drawn_there(
    feed: Feed, seen: tuple[tuple[float, float], int] | None, where: tuple[float, float]
) -> None:
    mark = feed.mark(seen)
    assert mark is not None
    assert ((mark.latitude, mark.longitude), mark.at_station, mark.freshness) == (where, True, Freshness.FRESH)


def test_a_unit_that_was_seen_elsewhere_since_is_drawn_where_it_was_seen(feed: Feed) -> None:
    mark = feed.mark((AWAY, 5))
    assert mark is not None
    assert ((mark.latitude, mark.longitude), mark.at_station) == (AWAY, False)


def test_without_a_station_the_position_is_all_there_is(feed: Feed) -> None:
    nowhere = {"station_latitude": None, "station_longitude": None}
    mark = feed.mark((AWAY, -5), **nowhere)
    assert mark is not None
    assert (mark.latitude, mark.longitude) == AWAY
    assert feed.mark(None, **nowhere) is None


def test_a_unit_that_is_out_and_was_never_seen_is_at_its_station_for_as_long_as_it_is_out(feed: Feed) -> None:
    mark = feed.mark(None, availability=Availability.AVAILABLE_MOBILE, since=NOW - timedelta(minutes=10))
    assert mark is not None
    assert ((mark.latitude, mark.longitude), mark.freshness, mark.age) == (HOME, Freshness.OLD, "10:00")


def test_a_mark_is_made_anew_only_when_it_says_something_else(feed: Feed) -> None:
    first = feed.mark((AWAY, 5))
    feed.feed.gather()
    assert feed.feed.marks.units[0] is first
    moved = feed.mark(((43.76, 7.42), 6))
    assert moved is not None
    assert moved.latitude == 43.76
