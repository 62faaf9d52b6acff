"""Stations at the median of their calls, units for their peaks, and who is sent to whom."""

from datetime import UTC, datetime, timedelta

from dispatcher.domain.messages import ChannelLimits, carried_text
from dispatcher.domain.triage import Priority, priority_for
from dispatcher.packs.loading import load_pack
from dispatcher.replay.board import Board
from dispatcher.replay.calls import CallRow
from dispatcher.replay.intake import fitting_place
from dispatcher.replay.territory import ONE_STATION, Territory, territory_of

START = datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
PAGER = ChannelLimits(channel="paging", max_text=230, charset="ascii-printable")


def call(
    line: int, station: str | None, where: tuple[float, float] | None, minute: float = 0, title: str = "EMS: FEVER"
) -> CallRow:
    at = START + timedelta(minutes=minute)
    latitude, longitude = where or (None, None)
    return CallRow(
        line=line, entered_at=at, contact_at=at, title=title, place="A", description="", station=station,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def territory(*rows: CallRow) -> Territory:
    return territory_of(rows, load_pack("rivermouth"), "America/New_York")


def test_a_station_stands_at_the_median_of_its_calls_so_that_one_wrong_position_does_not_move_it():
    made = territory(*(call(n, "332", (40.0 + n / 10, -75.0)) for n in range(3)), call(9, "332", (89.0, 179.0)))
    latitude, longitude = made.stations["332"] or (0.0, 0.0)
    assert 40.0 < latitude < 40.3
    assert longitude == -75.0


def test_units_cover_peaks_and_every_station_has_one():
    busy = [call(n, "332", (40.0, -75.0), minute=n) for n in range(6)]
    made = territory(*busy, call(10, "STA7", (40.5, -75.0)))
    homes = list(made.home_of.values())
    assert homes.count("332") > 1
    assert homes.count("STA7") == 1
    assert len({unit.pager for unit in made.pack.unit}) == len(made.pack.unit)


def test_calls_without_a_station_count_for_the_nearest():
    near_seven = [call(n, None, (40.49, -75.0), minute=n) for n in range(6)]
    made = territory(call(10, "332", (40.0, -75.0)), call(11, "STA7", (40.5, -75.0)), *near_seven)
    homes = list(made.home_of.values())
    assert homes.count("STA7") > homes.count("332")


def test_a_file_without_stations_or_positions_still_has_somebody_to_send():
    made = territory(call(1, None, None))
    assert list(made.stations) == [ONE_STATION]
    assert made.pack.unit


def test_titles_that_look_alike_become_types_of_their_own_and_all_can_be_paged():
    made = territory(call(1, "1", None, title="Fire: É☎"), call(2, "1", None, title="fire: E☎"), call(3, "1", None))
    names = {made.type_of[title] for title in ("Fire: É☎", "fire: E☎", "EMS: FEVER")}
    assert len(names) == 3
    for part in made.pack.type:
        carried_text(part.title, PAGER)


def test_titles_are_graded():
    titles = ("EMS: CARDIAC EMERGENCY", "Fire: GAS-ODOR/LEAK", "Traffic: VEHICLE ACCIDENT", "Traffic: DISABLED VEHICLE")
    made = territory(*(call(n, "1", None, title=title) for n, title in enumerate(titles)))
    grade = {part.name: priority_for(part.impact, part.urgency) for part in made.pack.type}
    assert [grade[made.type_of[title]] for title in titles] == [Priority.P1, Priority.P2, Priority.P3, Priority.P4]


HERE, NEAR, FAR = (40.0, -75.0), (40.05, -75.0), (40.2, -75.0)


def board(reach_m: float | None = 8_000) -> Board:
    return Board(territory(call(1, "H", HERE), call(2, "N", NEAR), call(3, "F", FAR)), reach_m)


def choose(of: Board, station: str | None, where=HERE, tried=(), *, from_anywhere: bool = False) -> str | None:
    return of.choose(station, where, tried, from_anywhere=from_anywhere)


def test_the_stations_own_unit_goes_even_when_another_is_nearer():
    assert choose(board(), "F", HERE) == "F-1"


def test_else_the_nearest_free_unit_as_the_crow_flies():
    of = board()
    assert choose(of, None) == "H-1"
    of.take("H-1")
    assert choose(of, None) == choose(of, "H") == "N-1"


def test_beyond_reach_nobody_is_sent_until_it_has_waited_long():
    of = board()
    of.take("H-1")
    of.take("N-1")
    assert choose(of, "H") is None
    assert choose(of, "H", from_anywhere=True) == "F-1"
    of.give_back("N-1")
    assert choose(of, "H") == "N-1"


def test_where_no_station_is_within_reach_waiting_would_be_in_vain():
    assert choose(board(), None, (41.5, -75.0)) == "F-1"


def test_those_who_were_tried_are_passed_over():
    of = board()
    assert choose(of, "H", tried={"H-1"}) == "N-1"
    assert choose(of, "H", tried={"H-1", "N-1", "F-1"}) is None


def test_without_a_position_the_own_station_or_else_the_first_goes():
    of = board()
    assert choose(of, "N", None) == "N-1"
    assert choose(of, None, None) == "F-1"


def test_a_place_that_fits_is_left_alone():
    assert fitting_place("12 Café Straße", "EMS: FEVER", "332-1", PAGER) == "12 Café Straße"


def test_what_the_pager_cannot_carry_is_left_out_of_a_place():
    assert fitting_place("RIVER RD ☎ ПЛОЩАДЬ 7", "EMS: FEVER", "332-1", PAGER) == "RIVER RD 7"
    assert fitting_place("ПЛОЩАДЬ", "EMS: FEVER", "332-1", PAGER) == "SEE NOTES"


def test_a_long_place_is_cut_where_every_page_of_the_incident_still_fits():
    cut = fitting_place("LONG LANE " * 60, "EMS: FEVER", "332-1", PAGER)
    assert 100 < len(cut) < 223
    assert fitting_place(cut, "EMS: FEVER", "332-1", PAGER) == cut
