"""Where it is, and where everybody was last seen."""

import math

import pytest
from sqlalchemy import select

from dispatcher.domain.calls import PlaceSource
from dispatcher.domain.errors import Incomplete, InvalidTransition, Rejected, UnknownThing
from dispatcher.storage import schema as s
from tests.helpers.builders import RADIO_OPERATOR
from tests.helpers.harness import Harness

QUAY = (43.73912, 7.42761)


def test_a_call_from_a_known_place(h: Harness):
    h.call("fire", at="Quai des États-Unis", latitude=QUAY[0], longitude=QUAY[1], verified=True)
    [row] = h.queue()
    assert (row.latitude, row.longitude, row.verified) == (*QUAY, True)
    assert h.card().verified


def test_a_call_from_words_only(h: Harness):
    h.call("fire", at="behind the old kiosk")
    [row] = h.queue()
    assert (row.latitude, row.longitude, row.verified) == (None, None, False)


@pytest.mark.parametrize(
    ("place", "field", "says"),
    [
        ({"latitude": 91.0, "longitude": 7.0}, "latitude", "the latitude is 91; it goes from -90 to 90 degrees"),
        ({"latitude": 43.0, "longitude": -180.5}, "longitude", "the longitude is -180.5; it goes from -180 to 180"),
        ({"latitude": math.nan, "longitude": 7.0}, "latitude", "the latitude is nan"),
        ({"latitude": 43.0, "longitude": math.inf}, "longitude", "the longitude is inf"),
        ({"latitude": 43.0}, "longitude", "the longitude is missing"),
        ({"longitude": 7.0}, "latitude", "the latitude is missing"),
        ({"verified": True}, "latitude", "a verified place needs its latitude and longitude"),
    ],
)
def test_no_call_is_taken_for_a_place_off_the_globe(h: Harness, place: dict[str, float], field: str, says: str):
    with pytest.raises(Rejected, match=says) as refused:
        h.call("fire", **place)
    assert refused.value.field == field
    assert h.queue() == ()
    h.call("fire", latitude=-90.0, longitude=180.0, verified=True)


def test_a_pin_gives_an_incident_its_place(h: Harness):
    h.call("fire", at="the big hotel by the sea")
    h.place(*QUAY, by=RADIO_OPERATOR)
    [row] = h.queue()
    assert (row.place, row.latitude, row.longitude, row.verified) == ("the big hotel by the sea", *QUAY, False)
    h.place(43.74, 7.43, "Avenue Princesse Grace", verified=True)
    [row] = h.queue()
    assert (row.place, row.latitude, row.verified) == ("Avenue Princesse Grace", 43.74, True)
    assert [line.text for line in h.card().log if line.kind == "incident_placed"] == [
        "placed at 43.739120, 7.427610 (not verified)",
        "placed at 43.740000, 7.430000 (verified): Avenue Princesse Grace (was the big hotel by the sea)",
    ]


def test_a_pin_is_no_answer_to_a_caller(h: Harness):
    h.call("fire")
    [before] = h.card().guards
    h.advance(seconds=5)
    h.place(*QUAY)
    assert h.card().guards == (before,)


def test_what_was_placed_is_not_in_the_journal(h: Harness):
    h.call("fire", at="the big hotel by the sea")
    h.place(*QUAY, "Villa Paloma")
    [entry] = h.told("incident_placed")
    assert set(entry.body) == {"v", "verified", "source", "confidence", "position", "place", "former"}
    assert set(entry.body["position"]) == {"id", "digest"}  # type: ignore[call-overload]
    with h.reading() as connection:
        told = "\n".join(connection.execute(select(s.journal.c.body)).scalars())
    for words in ("Villa", "hotel", "43.7", "7.427"):
        assert words not in told


def test_a_place_that_cannot_be(h: Harness):
    h.call("fire")
    with pytest.raises(Rejected, match="the latitude is 437"):
        h.place(437.0, 7.4)
    known, h.incident_id = h.incident_id, "nowhere"
    with pytest.raises(UnknownThing):
        h.place(*QUAY)
    h.incident_id = known
    h.close_incident()
    with pytest.raises(InvalidTransition, match="is closed"):
        h.place(*QUAY)
    assert h.told("incident_placed") == []


def test_where_units_were_last_seen(h: Harness):
    assert h.positions() == {}
    assert h.seen(("E12", *QUAY, 2), ("m31", 43.73, 7.41, 1)) == 2
    assert h.positions()["E12"].latitude == QUAY[0]
    assert h.positions()["M31"].at == h.clock.now().replace(second=h.clock.now().second - 1)
    h.advance(seconds=1)
    assert h.seen(("E12", 43.75, 7.44, 0)) == 1
    assert h.positions()["E12"].latitude == 43.75


def test_an_older_fix_never_overwrites_a_newer_one(h: Harness):
    h.seen(("E12", *QUAY, 10))
    assert h.seen(("E12", 1.0, 1.0, 11), ("M31", *QUAY, 60)) == 1
    assert h.seen(("E12", 1.0, 1.0, 10)) == 0, "nor one of the same instant"
    assert h.positions()["E12"].latitude == QUAY[0]
    assert h.seen(("E12", 2.0, 2.0, 8), ("E12", 3.0, 3.0, 4), ("e12", 1.0, 1.0, 6)) == 1, "of several the newest"
    assert h.positions()["E12"].latitude == 3.0


@pytest.mark.parametrize(
    ("fix", "refusal", "says"),
    [
        (("M31", 91.0, 7.4, 0.0), Rejected, "M31: the latitude is 91"),
        (("M31", 43.7, math.nan, 0.0), Rejected, "M31: the longitude is nan"),
        (("M31", 43.7, 7.4, -6.0), Rejected, "M31: its position is 6 s in the future"),
        (("X99", 43.7, 7.4, 0.0), UnknownThing, "no unit has the call sign 'X99'"),
    ],
)
def test_all_fixes_or_none(h: Harness, fix: tuple[str, float, float, float], refusal: type[Rejected], says: str):
    with pytest.raises(refusal, match=says):
        h.seen(("E12", *QUAY, 0), fix)
    assert h.positions() == {}


def test_a_clock_that_is_a_little_ahead(h: Harness):
    assert h.seen(("E12", *QUAY, -5)) == 1


def test_positions_are_not_journalled(h: Harness):
    before = h.told()
    h.seen(("E12", *QUAY, 0))
    assert h.told() == before


def test_s1_how_sure_a_place_is_stands_with_it_and_goes_when_it_is_placed_anew(h: Harness):
    h.call("fire", at="43.73 7.42", latitude=43.73, longitude=7.42, place_source=PlaceSource.COORDINATES,
           place_confidence=0.7)  # fmt: skip
    assert h.card().place_confidence == 0.7
    h.place(*QUAY, "Quay 4", verified=True, place_source=PlaceSource.GAZETTEER, place_confidence=0.96)
    assert h.card().place_confidence == 0.96
    assert any(line.text.startswith("placed at") and "(verified, 96% sure)" in line.text for line in h.card().log)
    h.place(*QUAY)
    assert h.card().place_confidence is None, "a pin is as sure as whoever pointed there"
    with pytest.raises(Incomplete, match="between 0 and 1"):
        h.place(*QUAY, place_confidence=1.2)
