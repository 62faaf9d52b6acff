"""The pack that ships, and packs built of real data where it is at hand."""

import random
import resource
from pathlib import Path
from typing import Any

import pytest

import resources
from dispatcher.geo.building import build_map
from dispatcher.geo.distance import great_circle_m
from dispatcher.geo.gazetteer import Gazetteer, HitKind
from dispatcher.geo.kinds import Layer
from dispatcher.geo.map_pack import MapPack
from dispatcher.geo.pack_schema import ATTRIBUTION
from dispatcher.geo.roads import RoadNetwork

MONACO = Path(resources.__file__).parent / "maps" / "monaco.map"
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def monaco() -> Any:
    with MapPack(MONACO) as pack:
        yield pack


@pytest.fixture(scope="module")
def gazetteer(monaco: MapPack) -> Gazetteer:
    return Gazetteer(monaco)


def source(name: str) -> Path:
    path = DATA / f"{name}.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path.name} is not at hand: the real data is kept outside the repository")
    return path


def test_the_pack_that_ships_is_whole_small_and_attributed(monaco: MapPack) -> None:
    monaco.check()
    assert monaco.attribution == ATTRIBUTION
    assert monaco.title == "Monaco"
    assert MONACO.stat().st_size <= 6_000_000
    assert "OpenStreetMap contributors" in (MONACO.parent / "NOTICE.md").read_text(encoding="utf-8")


def test_every_layer_of_it_answers_at_every_level(monaco: MapPack) -> None:
    for layer in Layer:
        counts = [len(monaco.features(layer, monaco.bounds, level)) for level in (0, 1, 2)]
        assert counts[0] >= counts[1] >= counts[2], layer
        assert counts[0] > 0, layer
    assert sum(shape.kind == "sea" for shape in monaco.features(Layer.WATER, monaco.bounds, 2)) == 1


def test_its_emergency_sites(monaco: MapPack) -> None:
    kinds = [site.kind for site in monaco.sites()]
    assert kinds.count("fire_station") == 3
    assert kinds.count("hospital") == 5
    assert kinds.count("police") == 13
    assert "Caserne de la Condamine" in [site.name for site in monaco.sites()]
    assert all(monaco.bounds.contains(site.latitude, site.longitude) and site.near for site in monaco.sites())


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("rue grim", "street", "Rue Grimaldi"), ("grimaldi rue", "street", "Rue Grimaldi"),
        ("bd des moulins", "street", "Boulevard des Moulins"),
        ("boulevrd des moulin", "street", "Boulevard des Moulins"),
        ("av princesse grace", "street", "Avenue Princesse Grace"),
        ("avenue du 3 septembre", "street", "Avenue du 3 Septembre"),
        ("rue grimaldi & princesse caroline", "crossing", "Rue Grimaldi & Rue Princesse Caroline"),
        ("hotel de paris", "landmark", "Hôtel de Paris"), ("caserne de la cond", "landmark", "Caserne de la Condamine"),
        ("monte carlo", "place", "Monte-Carlo"), ("larvoto", "place", "Larvotto"),
        ("43°44'18\"N 7°25'28\"E", "coordinate", "43.73833, 7.42444"),
    ],
)  # fmt: skip
def test_places_of_it_are_found(gazetteer: Gazetteer, text: str, kind: str, label: str) -> None:
    (hit, *_others) = gazetteer.search(text)
    assert (hit.kind.value, hit.label, hit.verified, hit.inside) == (kind, label, True, True)


def test_a_house_number_it_does_not_know_is_kept_unverified(gazetteer: Gazetteer) -> None:
    (hit, *_others) = gazetteer.search("12 bis rue Grimaldi")
    assert (hit.kind, hit.label, hit.house_number, hit.verified) == (HitKind.STREET, "Rue Grimaldi", "12 bis", False)


def test_places_off_the_map_are_said_so(gazetteer: Gazetteer) -> None:
    (hit,) = gazetteer.search("47.14, 9.52")
    assert (hit.verified, hit.inside) == (False, False)
    turned, _literal = gazetteer.search("7.4246, 43.7384")
    assert (turned.latitude, turned.inside, turned.verified) == (43.7384, True, False)


def test_near_settles_two_streets_of_one_name(gazetteer: Gazetteer) -> None:
    both = [hit for hit in gazetteer.search("rue grimaldi") if hit.label == "Rue Grimaldi"]
    assert len({hit.near for hit in both}) == 2
    for hit in both:
        assert gazetteer.search("rue grimaldi", near=(hit.latitude, hit.longitude))[0].near == hit.near


@pytest.mark.parametrize(
    "text", ["", " ", "&", "/", "a & & b", "'\"*()", "NEAR(", "x" * 5000, "1", "-", "\x00", "é" * 300]
)
def test_nonsense_is_answered_quietly(gazetteer: Gazetteer, text: str) -> None:
    gazetteer.search(text)
    assert gazetteer.search(text, limit=0) == ()


def test_searching_costs_milliseconds(gazetteer: Gazetteer) -> None:
    words = ["rue gri", "boulevrd des moulin", "rue grimaldi & rue princesse", "a", "rue", "12 rue grimaldi", "xqzw vv"]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    for _ in range(10):
        for text in words:
            gazetteer.search(text)
    spent_s = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
    assert spent_s / (10 * len(words)) < 0.02


def test_one_can_drive_between_any_two_places_of_it(monaco: MapPack) -> None:
    roads, chance = RoadNetwork(monaco), random.Random(7)
    for _ in range(30):
        start, end = ((chance.uniform(43.725, 43.755), chance.uniform(7.40, 7.44)) for _ in range(2))
        route = roads.route(start, end)
        assert route.length_m >= great_circle_m(*start, *end) * 0.999
        assert 5 < route.length_m / route.duration_s * 3.6 < 100


def test_the_pack_that_ships_is_what_its_source_makes(monaco: MapPack, tmp_path: Path) -> None:
    summary = build_map(source("monaco"), tmp_path / "monaco.map", title="Monaco")
    with MapPack(tmp_path / "monaco.map") as anew:
        assert anew.digest == monaco.digest
        assert anew.counts == monaco.counts
        assert anew.findings == monaco.findings == summary.findings
        for table in ("entry", "spelling", "crossing", "address", "road_node"):
            assert anew.rows(f"SELECT * FROM {table}") == monaco.rows(f"SELECT * FROM {table}")


def test_liechtenstein(tmp_path: Path) -> None:
    summary = build_map(source("liechtenstein"), tmp_path / "li.map", title="Liechtenstein")
    assert any("no coastline" in finding.reason for finding in summary.findings)
    with MapPack(tmp_path / "li.map") as pack:
        search = Gazetteer(pack).search
        assert search("staedtle")[0].label == "Städtle"
        assert search("bahnhofstrasse & landstrasse")[0].kind is HitKind.CROSSING
        assert search("landstrasse schaan")[0].near == "Schaan"
        assert RoadNetwork(pack).route((47.141, 9.521), (47.165, 9.508)).length_m > 2_500
