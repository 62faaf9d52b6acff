"""A map pack is built of what an OpenStreetMap file holds, and says what was broken."""

from pathlib import Path

import numpy as np
import pytest

from dispatcher.geo.building import Summary, build_map
from dispatcher.geo.collected import Watcher
from dispatcher.geo.distance import Bounds
from dispatcher.geo.errors import BuildCancelled, CannotBuild, UnreadablePack
from dispatcher.geo.gazetteer import Gazetteer, HitKind
from dispatcher.geo.kinds import Layer, Mark
from dispatcher.geo.map_pack import MapPack
from tests.geo.osm_file import OsmFile, degrees

EVERYWHERE = Bounds(west=-180, south=-90, east=180, north=90)


def town() -> OsmFile:
    """Two streets that cross, a house, a fire station, a coast with the sea in the south."""
    osm = OsmFile()
    osm.way([(1000, 5000), (5000, 5000), (9000, 5000)], highway="primary", name="Rue de l'Église")
    osm.way([(5000, 4000), (5000, 5000), (5000, 9000)], highway="residential", name="Süd-Straße", oneway="yes")
    osm.way([(5000, 9000), (9000, 9000)], highway="footway")
    osm.way([(1000, 1000), (1020, 1000), (1020, 1020), (1000, 1020), (1000, 1000)], building="yes")
    osm.way([(-500, 2000), (5000, 2500), (10_500, 2000)], natural="coastline")
    osm.node((6000, 6000), amenity="fire_station", name="Caserne")
    osm.node((3000, 3000), place="town", name="Villefort")
    osm.node((3000, 5030), addr__housenumber="12 bis", addr__street="Rue de l'Eglise")
    return osm


def built(osm: OsmFile, folder: Path, **options: object) -> tuple[Summary, MapPack]:
    source = osm.write(folder / "town.osm.pbf", **options)  # pyright: ignore[reportArgumentType]
    summary = build_map(source, folder / "town.map")
    return summary, MapPack(folder / "town.map")


def reasons(summary: Summary) -> str:
    return "\n".join(str(finding) for finding in summary.findings)


def test_layers_sites_and_what_the_pack_says_of_itself(tmp_path: Path) -> None:
    summary, pack = built(town(), tmp_path)
    with pack:
        assert pack.title == "town"
        assert pack.attribution == "© OpenStreetMap contributors, ODbL 1.0"
        assert pack.digest == f"sha256:{summary.digest}"
        assert pack.bounds.east == pytest.approx(degrees((10_000, 0))[0], abs=1e-7)
        assert pack.counts == summary.counts
        streets = pack.features(Layer.STREETS, EVERYWHERE)
        assert sorted(street.kind for street in streets) == ["path", "primary", "street"]
        assert next(street for street in streets if street.kind == "street").marks == Mark.ONEWAY
        (house,) = pack.features(Layer.BUILDINGS, EVERYWHERE)
        assert house.is_area
        assert len(house.parts[0]) == 4
        (site,) = pack.sites()
        assert (site.kind, site.name, site.near) == ("fire_station", "Caserne", "Villefort")
        assert site.latitude == pytest.approx(degrees((6000, 6000))[1], abs=1e-7)
        pack.check()
    assert summary.findings == ()


def test_the_sea_is_filled(tmp_path: Path) -> None:
    _summary, pack = built(town(), tmp_path)
    with pack:
        (sea,) = pack.features(Layer.WATER, EVERYWHERE)
    assert sea.kind == "sea"
    _longitudes, latitudes = sea.parts[0].T
    assert latitudes.min() == pytest.approx(0, abs=1e-7)
    assert latitudes.max() == pytest.approx(degrees((0, 2500))[1], abs=1e-6)


def test_a_box_asks_for_what_meets_it(tmp_path: Path) -> None:
    _summary, pack = built(town(), tmp_path)
    west, south = degrees((900, 900))
    east, north = degrees((1100, 1100))
    with pack:
        box = Bounds(west=west, south=south, east=east, north=north)
        assert len(pack.features(Layer.BUILDINGS, box)) == 1
        assert not pack.features(Layer.STREETS, box)
        assert not pack.features(Layer.BUILDINGS, EVERYWHERE, level=2)
        assert [street.kind for street in pack.features(Layer.STREETS, EVERYWHERE, level=2)] == ["primary"]


def test_names_crossings_and_houses_are_found(tmp_path: Path) -> None:
    _summary, pack = built(town(), tmp_path)
    with pack:
        gazetteer = Gazetteer(pack)
        for text in ("rue de l eglise", "eglise", "RUE DE L'ÉGL", "r eglise", "rue d'leglisse"):
            assert gazetteer.search(text)[0].label == "Rue de l'Église", text
        for text in ("sued strasse", "sud-strasse", "süd str"):
            assert gazetteer.search(text)[0].label == "Süd-Straße", text
        for text in ("eglise & sud", "sud / eglise", "eglise x süd"):
            (crossing, *_others) = gazetteer.search(text)
            assert crossing.kind is HitKind.CROSSING
            assert crossing.longitude == pytest.approx(degrees((5000, 5000))[0], abs=1e-6)
        (house, *_others) = gazetteer.search("12bis rue de l'église")
        assert (house.kind, house.verified, house.house_number) == (HitKind.ADDRESS, True, "12 bis")
        (unknown, *_others) = gazetteer.search("Rue de l'Église 99")
        assert (unknown.kind, unknown.verified, unknown.house_number) == (HitKind.STREET, False, "99")


def test_the_same_source_makes_the_same_pack(tmp_path: Path) -> None:
    source = town().write(tmp_path / "town.osm.pbf")
    build_map(source, tmp_path / "one.map")
    build_map(source, tmp_path / "two.map")
    assert (tmp_path / "one.map").read_bytes() == (tmp_path / "two.map").read_bytes()


def test_no_coastline_is_said(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.way([(1000, 5000), (9000, 5000)], highway="primary")
    summary, pack = built(osm, tmp_path)
    pack.close()
    assert "no coastline" in reasons(summary)


def test_a_coastline_that_would_drown_the_town_is_not_believed(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.way([(1000, 5000), (9000, 5000)], highway="primary")
    osm.way([(10_500, 2000), (-500, 2000)], natural="coastline")
    summary, pack = built(osm, tmp_path)
    with pack:
        assert not pack.features(Layer.WATER, EVERYWHERE)
    assert "100% of all street points would lie in the sea" in reasons(summary)


def test_a_lake_keeps_its_island_and_an_open_one_is_told(tmp_path: Path) -> None:
    osm = town()
    outer = osm.way([(3000, 6000), (4000, 6000), (4000, 7000), (3000, 7000), (3000, 6000)])
    inner = osm.way([(3400, 6400), (3600, 6400), (3600, 6600), (3400, 6600), (3400, 6400)])
    osm.relation([(outer, "outer"), (inner, "inner")], type="multipolygon", natural="water")
    cut_off = osm.way([(7000, 7000), (8000, 7000), (8000, 8000)])
    osm.relation([(cut_off, "outer")], type="multipolygon", natural="wood", name="Bois")
    summary, pack = built(osm, tmp_path)
    with pack:
        (lake,) = [shape for shape in pack.features(Layer.WATER, EVERYWHERE) if shape.kind == "water"]
    assert sorted(len(ring) for ring in lake.parts) == [4, 4]
    assert "does not close" in reasons(summary)
    assert "Bois" in reasons(summary)


def test_odd_things_are_left_out_with_their_reason(tmp_path: Path) -> None:
    osm = town()
    osm.way([(1000, 8000), (1500, 8000)], highway="residential", oneway="perhaps", name="\x07Odd\n" + "x" * 500)
    osm.way([(2000, 8000), (2500, 8000), (2600, 8000)], highway="residential")
    osm.missing |= {osm.node((2500, 8000))}
    osm.way([(2000, 9000), (2500, 9000)], highway="residential")
    osm.missing |= {osm.node((2000, 9000))}
    osm.node((4000, 4000), addr__housenumber="7")
    osm.node((4000, 4100), addr__housenumber="7", addr__street="Nowhere")
    osm.way([(90_000, 90_000), (91_000, 90_000)], highway="residential", name="Far away")
    summary, pack = built(osm, tmp_path)
    with pack:
        gazetteer = Gazetteer(pack)
        (odd,) = [hit for hit in gazetteer.search("odd") if hit.kind is HitKind.STREET]
        assert len(odd.label) <= 120
        assert odd.label.isprintable()
        assert not [hit for hit in gazetteer.search("far away") if hit.label == "Far away"]
    said = reasons(summary)
    for reason in (
        "one-way tag",
        "points that the file lacks",
        "at least two points",
        "without a street",
        "not on the map",
    ):
        assert reason in said, reason


def test_without_a_box_the_nodes_tell_it_and_a_stray_one_does_not(tmp_path: Path) -> None:
    osm = town()
    for number in range(300):
        osm.way([(1000 + 20 * number, 7000), (1000 + 20 * number, 7100)], highway="service")
    osm.node((3_000_000, 3_000_000), place="island", name="Stray")
    summary, pack = built(osm, tmp_path, box=None)
    pack.close()
    assert "does not say which box" in reasons(summary)
    assert "far away from all others" in reasons(summary)
    assert summary.bounds.east < 0.2


def test_a_box_of_the_whole_world_is_not_believed(tmp_path: Path) -> None:
    summary, pack = built(town(), tmp_path, box=((-19_000_000, -9_000_000), (19_000_000, 9_000_000)))
    pack.close()
    assert summary.bounds.east == pytest.approx(degrees((10_500, 0))[0], abs=1e-6)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"\x00\x00\xff\xff" * 900, "damaged"), (b"<osm>", "damaged"), (None, "cannot be read")],
)
def test_what_is_no_map_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    source = tmp_path / "bad.osm.pbf"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(CannotBuild, match=words):
        build_map(source, tmp_path / "bad.map")
    assert not list(tmp_path.glob("bad.map*"))


def test_truncated_at_any_place_is_refused_or_built_but_never_half(tmp_path: Path) -> None:
    whole = town().write(tmp_path / "town.osm.pbf").read_bytes()
    source, target = tmp_path / "cut.osm.pbf", tmp_path / "cut.map"
    for size in np.linspace(1, len(whole) - 1, 25).astype(int):
        source.write_bytes(whole[:size])
        with pytest.raises(CannotBuild):
            build_map(source, target)
    assert not list(tmp_path.glob("cut.map*"))


def test_an_empty_extract_and_a_continent_are_refused(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.node((5000, 5000), place="town", name="Alone")
    with pytest.raises(CannotBuild, match="no street and no building"):
        built(osm, tmp_path)
    with pytest.raises(CannotBuild, match="no positions"):
        built(OsmFile(), tmp_path, box=None)
    osm = OsmFile()
    osm.way([(x * 1_000_000, 0) for x in range(10)] + [(0, 3_000_000)], highway="motorway")
    with pytest.raises(CannotBuild, match="osmium extract"):
        built(osm, tmp_path, box=None)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "huge.osm.pbf"
    with source.open("wb") as file:
        file.truncate(151_000_000)
    with pytest.raises(CannotBuild, match="151 MB, more than the 150 MB"):
        build_map(source, tmp_path / "huge.map")


def test_nothing_but_a_pack_is_written_over(tmp_path: Path) -> None:
    source = town().write(tmp_path / "town.osm.pbf")
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    for target in (letter, source, tmp_path):
        with pytest.raises(CannotBuild, match="left alone"):
            build_map(source, target)
    with pytest.raises(CannotBuild, match="cannot be written"):
        build_map(source, tmp_path / "absent" / "x.map")
    assert letter.read_text() == "mine"


def test_cancelling_leaves_the_old_pack(tmp_path: Path) -> None:
    source, target = town().write(tmp_path / "town.osm.pbf"), tmp_path / "town.map"
    build_map(source, target)
    before, steps = target.read_bytes(), list[str]()
    for stop_at in range(4):
        steps.clear()
        watcher = Watcher(lambda phase, _d, _t: steps.append(phase), lambda stop=stop_at: len(steps) > stop)
        with pytest.raises(BuildCancelled):
            build_map(source, target, title="New", watcher=watcher)
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["town.map", "town.osm.pbf"]


def test_a_pack_of_another_version_or_cut_off_is_refused(tmp_path: Path) -> None:
    source, target = town().write(tmp_path / "town.osm.pbf"), tmp_path / "town.map"
    build_map(source, target)
    content = target.read_bytes()
    for version, words in ((2, "newer than this program"), (0, "older program")):
        target.write_bytes(content[:60] + version.to_bytes(4, "big") + content[64:])
        with pytest.raises(UnreadablePack, match=words):
            MapPack(target)
    for size in (0, 50, 100, 5000, len(content) - 1):
        target.write_bytes(content[:size])
        with pytest.raises(UnreadablePack, match=r"no map pack|cut off"):
            MapPack(target)
    with pytest.raises(UnreadablePack, match="there is no map pack"):
        MapPack(tmp_path / "absent.map")


def test_a_pack_with_damage_inside_is_said_to_be_damaged(tmp_path: Path) -> None:
    source, target = town().write(tmp_path / "town.osm.pbf"), tmp_path / "town.map"
    build_map(source, target)
    content = bytearray(target.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    target.write_bytes(content)
    with pytest.raises(UnreadablePack, match="damaged"):
        MapPack(target).check()
