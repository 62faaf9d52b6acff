"""Places asked of a room: through the readers, on the map of the active pack, whatever is typed."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.geo.errors import NoRoute
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.roads import RoadNetwork
from dispatcher.queries.errors import MapUnavailable, PlaceUnreadable
from dispatcher.queries.place_rows import PlaceRow
from dispatcher.queries.places import OUTSIDE
from dispatcher.queries.requests import AskPlaceAt, AskPlaces
from dispatcher.readers import Readers
from dispatcher.storage.database import sqlite_url
from resources import maps_dir
from tests.helpers.builders import a_pack, open_desk

MONACO = maps_dir() / "monaco.map"
STATIONS = (
    {"name": "CONDAMINE", "title": "Caserne de la Condamine", "latitude": 43.7323914, "longitude": 7.4216832},
    {"name": "AIRBASE", "title": "Hangar of Nowhere", "latitude": 43.7279297, "longitude": 7.4177772},
    {"name": "UNPLACED", "title": "Hangar without a place"},
)
Search = Callable[..., tuple[PlaceRow, ...]]
Opening = Callable[[str], Readers]


@pytest.fixture(scope="module")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opening]:
    """Open readers of a room whose pack has a map."""
    with ExitStack() as stack:

        def opened(map_file: str) -> Readers:
            url = sqlite_url(tmp_path_factory.mktemp("room") / "room.db")
            pack = a_pack()
            stations = (*(part.model_dump() for part in pack.station), *STATIONS)
            desk = open_desk(url, pack=a_pack(map=map_file, station=stations))
            stack.callback(desk.close)
            readers = Readers(desk.database, desk.clock)
            stack.callback(readers.close)
            readers.start()
            return readers

        yield opened


@pytest.fixture(scope="module")
def search(opening: Opening) -> Search:
    readers = opening(str(MONACO))
    return lambda text, *near, **more: readers.ask(AskPlaces(text, *near, **more)).result(10)


@pytest.fixture(scope="module")
def place_at(opening: Opening) -> Callable[[float, float], PlaceRow]:
    readers = opening(str(MONACO))
    return lambda latitude, longitude: readers.ask(AskPlaceAt(latitude, longitude)).result(10)


def exact(rows: tuple[PlaceRow, ...]) -> list[str]:
    return [row.words for row in rows if row.exact]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("boulevard des moulins", "Boulevard des Moulins, Monte-Carlo", "street"),
        ("BD DES MOULINS", "Boulevard des Moulins, Monte-Carlo", "street"),
        ("rue grimaldi condamine", "Rue Grimaldi, La Condamine", "street"),
        ("22 avenue de grande bretagne", "Avenue de Grande-Bretagne 22, Monte-Carlo", "address"),
        ("rue grimaldi / rue princesse caroline", "Rue Grimaldi & Rue Princesse Caroline, Monaco", "crossing"),
        ("rue grimaldi and rue princesse caroline", "Rue Grimaldi & Rue Princesse Caroline, Monaco", "crossing"),
        ("corner of r grimaldi and r princesse caroline", "Rue Grimaldi & Rue Princesse Caroline, Monaco", "crossing"),
        ("rue grimaldi corner rue princesse caroline", "Rue Grimaldi & Rue Princesse Caroline, Monaco", "crossing"),
        ("caserne de la condamine", "Caserne de la Condamine", "station"),
        ("airbase", "Hangar of Nowhere", "station"),
        ("larvotto", "Larvotto", "place"),
        ("place du casino", "Place du Casino, Monte-Carlo", "street"),
        ("monaco-ville", "Monaco-Ville", "place"),
        ("grimaldi forum", "Grimaldi Forum, Monte-Carlo", "landmark"),
    ],
)
def test_what_is_typed_in_full_is_exact_and_verified(search: Search, text: str, words: str, kind: str) -> None:
    (found,) = [row for row in search(text) if row.exact]
    assert (found.words, found.kind, found.verified, found.inside) == (words, kind, True, True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("grimaldi / caroline", "Rue Grimaldi & Rue Princesse Caroline, Monaco"),
        ("moulns boulevard", "Boulevard des Moulins, Monte-Carlo"),
        ("larvot", "Larvotto"),
        ("hangar", "Hangar of Nowhere"),
        ("grimaldi", "Rue Grimaldi, La Condamine"),
        ("moulins", "Boulevard des Moulins, Monte-Carlo"),
    ],
)
def test_what_is_begun_or_misspelt_is_found_and_not_taken_for_exact(search: Search, text: str, first: str) -> None:
    rows = search(text)
    assert rows[0].words == first
    assert not exact(rows)


def test_a_name_that_occurs_twice_is_exact_twice_and_the_nearer_comes_first(search: Search) -> None:
    assert exact(search("rue grimaldi")) == ["Rue Grimaldi, La Condamine", "Rue Grimaldi, Roquebrune-Cap-Martin"]
    assert search("rue grimaldi", 43.7600, 7.4700)[0].near == "Roquebrune-Cap-Martin"


def test_a_place_as_it_is_written_is_found_again_and_is_exact(search: Search) -> None:
    """So that a line brought back from history, or a place typed as the screen writes it, means the same place."""
    lost: list[str] = []
    texts = "rue grimaldi 12/avenue de grande-bretagne 22/moulins/larvotto/caserne/hopital/princesse &/grimaldi &"
    more = "italie &/moulins &/ostende &/quai antoine 1er 4/palais/albert ii 25"
    for row in (row for text in f"{texts}/{more}".split("/") for row in search(text)):
        again = [found for found in search(row.words) if found.exact]
        if not any((found.words, found.latitude) == (row.words, row.latitude) for found in again):
            lost.append(f"{row.kind} {row.words}: {[found.words for found in again]}")
    assert lost == []


def test_one_word_is_not_taken_for_the_shop_that_is_called_so(search: Search) -> None:
    rows = search("casino")
    assert len(rows) > 2
    assert not exact(rows)


def test_a_number_that_the_map_does_not_know_is_kept_and_not_verified(search: Search) -> None:
    row = search("bd des moulins 12")[0]
    assert (row.label, row.kind, row.verified, row.exact) == ("Boulevard des Moulins 12", "address", False, True)
    assert row.latitude == search("bd des moulins")[0].latitude
    assert "number" in row.detail


@pytest.mark.parametrize(
    "text",
    ["43.7384, 7.4246", "43,7384 7,4246", "geo:43.7384,7.4246", "(43.7384, 7.4246)", "lat 43.7384 lon 7.4246",
     "43.7384/7.4246", "N43 44.304 E7 25.476", "43°44'18.24\"N 7°25'28.56\"E"],
)  # fmt: skip
def test_a_position_is_a_position_and_never_verified(search: Search, text: str) -> None:
    (row,) = search(text)
    assert (row.latitude, row.longitude) == pytest.approx((43.7384, 7.4246), abs=1e-6)
    assert (row.kind, row.label, row.verified, row.inside) == ("coordinate", "43.73840, 7.42460", False, True)


def test_a_position_outside_the_map_says_so_and_an_exchanged_one_is_offered(search: Search) -> None:
    (far,) = search("51.5, -0.1")
    assert (far.inside, far.detail, far.verified) == (False, OUTSIDE, False)
    turned, as_typed = search("7.4246, 43.7384")
    assert (turned.latitude, turned.inside, as_typed.inside) == (43.7384, True, False)
    assert not exact((turned, as_typed))


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00", "...,,,!?", "&", "/", " / ", "@", "x", "🔥🔥", '" AND OR * NEAR(', "NEAR(a b)", "folded:a",
     "a*", "'; DROP TABLE entry; --", "%_%", "شارع غريمالدي", "רחוב", "\u202ertl", "x" * 500, "rue " * 200, "-" * 500,
     "9" * 500, "1/2/3/4/5", "& & & &", "12", "0, 0", "nan, nan", "inf, inf", "9" * 50 + ", 5"],
)  # fmt: skip
def test_no_text_is_too_odd(search: Search, text: str) -> None:
    assert len(search(text)) <= 8


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=500), more=st.sampled_from(["", " & ", " / ", ' "', " 12", "*", " NEAR(", " and "]))
def test_no_text_makes_the_search_raise(search: Search, text: str, more: str) -> None:
    for typed in (text, text + more, f"rue{more}{text}"):
        for row in search(typed):
            assert row.label
            assert abs(row.latitude) <= 90


def test_what_is_too_long_to_be_read_is_never_taken_for_exact(search: Search) -> None:
    assert exact(search("rue grimaldi condamine")) == ["Rue Grimaldi, La Condamine"]
    for more in (" condamine" * 12 + " behind the mill", " " * 300 + "behind the mill", "," * 400):
        assert len(exact(search("rue grimaldi condamine" + more))) == (0 if "mill" in more else 1)


def test_no_more_than_asked_for(search: Search) -> None:
    assert len(search("rue", limit=3)) == 3
    assert search("rue", limit=0) == ()


def test_a_position_is_told_in_words(place_at: Callable[[float, float], PlaceRow]) -> None:
    beside = place_at(43.7408, 7.4279)
    assert (beside.words, beside.verified) == ("near Avenue des Spélugues", False)
    house = place_at(43.7432761, 7.4291334)
    assert (house.words, house.verified) == ("Avenue de Grande-Bretagne 22, Monte-Carlo", True)
    at_sea = place_at(43.7103, 7.4725)
    assert (at_sea.words, at_sea.inside) == ("43.71030, 7.47250", True)
    away = place_at(44.0, 7.4)
    assert (away.inside, away.detail, away.latitude) == (False, OUTSIDE, 44.0)


@pytest.mark.parametrize(
    ("map_file", "words"),
    [("", "has no map"), ("/nowhere/x.map", "there is no map pack"), (__file__, "is no map pack")],
)
def test_without_a_map_it_is_said_and_positions_and_stations_are_still_found(
    opening: Opening, map_file: str, words: str
) -> None:
    readers = opening(map_file)
    for text in ("", "rue grimaldi"):
        with pytest.raises(MapUnavailable, match=words):
            readers.ask(AskPlaces(text)).result(10)
    (row,) = readers.ask(AskPlaces("43.7384, 7.4246")).result(10)
    assert (row.latitude, row.verified) == (43.7384, False)
    assert "no map" in row.detail
    assert [row.label for row in readers.ask(AskPlaces("hangar")).result(10)] == ["Hangar of Nowhere"]
    assert readers.ask(AskPlaceAt(43.7, 7.4)).result(10).label == "43.70000, 7.40000"


def test_a_map_that_is_damaged_or_built_anew_while_the_room_is_open(opening: Opening, tmp_path: Path) -> None:
    copy = tmp_path / "copy.map"
    content = bytearray(MONACO.read_bytes())
    copy.write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    readers = opening(str(copy))
    with pytest.raises(MapUnavailable, match="damaged"):
        readers.ask(AskPlaces("rue grimaldi")).result(10)
    copy.write_bytes(content)
    assert readers.ask(AskPlaces("rue grimaldi")).result(10)


def test_two_readers_share_one_map(opening: Opening) -> None:
    readers = opening(str(MONACO))
    asked = [readers.ask(AskPlaces(text)) for text in ("moulins", "grimaldi", "casino", "larvotto") * 10]
    assert all(future.result(10) for future in asked)


def test_roads_are_used_on_another_thread_while_names_are_searched(search: Search) -> None:
    """As the simulated crews do: a pack and a network of their own, made and asked on their thread."""
    driven: list[float] = []

    def drive() -> None:
        with MapPack(MONACO) as pack:
            network = RoadNetwork(pack)
        ways = (network.route((43.7323914, 7.4216832), (43.7408, 7.4279)) for _ in range(5))
        driven.extend(way.duration_s for way in ways)

    crews = threading.Thread(target=drive)
    crews.start()
    while crews.is_alive():
        assert search("rue grimaldi")
    crews.join()
    assert len(set(driven)) == 1
    assert 60 < driven[0] < 900


@pytest.mark.parametrize("place", [(51.5, -0.1), (float("nan"), 7.4), (43.7, float("inf")), (999.0, 7.4)])
def test_a_way_from_outside_the_map_is_refused_in_words(place: tuple[float, float]) -> None:
    with MapPack(MONACO) as pack:
        network = RoadNetwork(pack)
    with pytest.raises(NoRoute, match=r"outside this map|no position"):
        network.route(place, (43.7408, 7.4279))
    with pytest.raises(NoRoute, match=r"outside this map|no position"):
        network.route((43.7408, 7.4279), place)


def test_asking_questions_of_a_room_loads_no_number_cruncher() -> None:
    """A start must not pay for the map: it is loaded on a reader's thread when a place is first asked for."""
    code = "import sys, dispatcher.readers; sys.exit(sum(name in sys.modules for name in ('numpy', 'rapidfuzz')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_s4_a_grid_reference_is_a_place_with_its_confidence(search: Search) -> None:
    (row,) = search("32T LP 73112 44000")
    assert (row.kind, row.inside, row.detail, row.confidence) == ("coordinate", True, "MGRS", 1.0)
    assert (row.latitude, row.longitude) == pytest.approx((43.73, 7.42), abs=0.02)
    coarse = search("32T LP 73 44")[0]
    assert (coarse.inside, coarse.confidence) == (True, 0.4)


def test_one_outside_the_map_is_warned_of_and_allowed(search: Search) -> None:
    row = search("2757935 1223254")[-1]
    assert (row.inside, row.detail, row.confidence, row.verified) == (False, "outside the map, LV95", 0.5, False)


def test_one_that_is_written_wrong_says_what_is_wrong(search: Search) -> None:
    with pytest.raises(PlaceUnreadable, match="zones are 1 to 60"):
        search("61T LP 73112 44000")


def test_confidence_follows_how_well_a_name_fits(search: Search) -> None:
    whole, begun, alike = (
        search(text)[0].confidence for text in ("avenue princesse grace", "avenue princesse gr", "grimadli")
    )
    assert whole == 1.0
    assert whole > begun > alike > 0.4
    unknown = search("Rue Grimaldi 9999")[0]
    assert (unknown.verified, unknown.confidence <= 0.6) == (False, True)
