"""Which of many names stands first: what is called so, before what is only also called so, before what sounds so."""

from collections.abc import Iterator

import pytest

from dispatcher.geo.gazetteer import Gazetteer, Hit
from dispatcher.geo.kind_words import is_of_kind, kinds_meant
from dispatcher.geo.map_pack import MapPack
from dispatcher.packs.loading import load_pack
from dispatcher.queries import places
from dispatcher.queries.place_rows import PlaceRow
from resources import maps_dir


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    pack = MapPack(maps_dir() / "monaco.map")
    yield Gazetteer(pack)
    pack.close()


def labels(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.label for hit in hits]


def test_a_name_that_holds_the_word_stands_before_one_that_is_also_called_so(gazetteer: Gazetteer) -> None:
    hits = gazetteer.search("tunnel", 30)
    names = ["Tunnel" in hit.label for hit in hits]
    assert names.index(False) >= 8
    assert True not in names[names.index(False) :]
    for hit in hits:
        assert "Tunnel" in hit.label or "Tunnel" in hit.alias, f"nothing says why {hit.label} is offered"


def test_the_other_name_is_shown_and_typed_in_full_it_is_exact(gazetteer: Gazetteer) -> None:
    hit = gazetteer.search("tunnel im2s")[0]
    assert (hit.label, hit.alias, hit.exact) == ("Boulevard du Larvotto", "Tunnel Im2s", True)
    row = places._row(hit)  # pyright: ignore[reportPrivateUsage]
    assert "also Tunnel Im2s" in row.detail


def test_a_landmark_stands_before_the_shop_and_the_stop_of_that_name(gazetteer: Gazetteer) -> None:
    found = labels(gazetteer.search("casino"))
    assert found[0] == "Casino de Monte Carlo"
    hits = gazetteer.search("casino", 20)
    last_of_note = max(at for at, hit in enumerate(hits) if hit.detail in {"casino", "street"})
    first_small = min(at for at, hit in enumerate(hits) if hit.detail in {"convenience", "stop_position"})
    assert last_of_note < first_small


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hopital", "hospital"), ("Hôpital", "hospital"), ("hospital", "hospital"), ("krankenhaus", "hospital"),
        ("police", "police"), ("Polizei", "police"), ("gendarmerie", "police"), ("pompiers", "fire_station"),
        ("caserne", "fire_station"), ("feuerwehr", "fire_station"), ("fire station", "fire_station"),
    ],
)  # fmt: skip
def test_a_word_for_a_kind_finds_that_kind(gazetteer: Gazetteer, text: str, kind: str) -> None:
    assert {hit.detail for hit in gazetteer.search(text, 2)} == {kind}


def test_the_town_chooses_between_them(gazetteer: Gazetteer) -> None:
    assert labels(gazetteer.search("police fontvieille", 1)) == ["Poste de Police de Fontvieille"]
    assert labels(gazetteer.search("pompiers condamine", 1)) == ["Caserne de la Condamine"]


@pytest.mark.parametrize("text", ["1 rue grimaldi", "1, rue grimaldi", "1 r grimaldi"])
def test_a_number_that_leads_is_the_houses(gazetteer: Gazetteer, text: str) -> None:
    hits = gazetteer.search(text)
    assert (hits[0].label, hits[0].near, hits[0].house_number) == ("Rue Grimaldi", "La Condamine", "1")
    assert {hit.house_number for hit in hits} == {"1"}


def stations(text: str) -> list[str]:
    found: tuple[PlaceRow, ...] = places._stations(load_pack("monaco"), text)  # pyright: ignore[reportPrivateUsage]
    return [row.label for row in found]


def test_stations_of_the_pack_are_found_by_what_they_are() -> None:
    assert "Hospital Avenue Pasteur" in stations("hopital")
    assert "Fire station La Turbie, Chemin Romain" in stations("pompiers")
    assert stations("feuerwehr fontvieille") == ["Caserne de Fontvieille"]
    assert stations("police") == stations("polizei")
    assert "Gendarmerie de La Turbie" in stations("police")


def test_short_beginnings_ask_for_no_kind() -> None:
    assert kinds_meant("hos") == frozenset()
    assert kinds_meant("hosp") == {"hospital", "clinic"}
    assert not is_of_kind(["caserne", "de", "fontvieille"], "hopital")
