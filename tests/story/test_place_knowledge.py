"""What the room knows of a place is in front of whoever takes the call, and grows out of the call."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge import NoteKind
from dispatcher.domain.knowledge_commands import (
    AddPremiseNote,
    CorrectPremiseNote,
    EndPremiseNote,
    KeepAsset,
    KeepKeyholders,
    KeepPremise,
)
from dispatcher.queries.answers import ANSWERERS
from dispatcher.queries.knowledge import AskAssets
from dispatcher.storage.schema import personal_values
from tests.helpers.builders import DISPATCHER, RADIO_OPERATOR, SUPERVISOR, a_pack
from tests.helpers.clock import START
from tests.helpers.harness import Harness, NewHarness
from tests.helpers.knowledge import HERE, a_place, known_of, known_place, remembers

SOUTH_100M = (HERE[0] - 100 / 111_195, HERE[1])


def test_what_is_remembered_from_an_incident_is_there_at_the_next_call(h: Harness):
    h.call("fire", at="12 Elm St, Rivermouth")
    made = remembers(h, NoteKind.HAZARD, "Acetylene in the yard")
    assert made.made_place, "nobody knew the place: it is known from now on"
    assert not remembers(h, NoteKind.ACCESS, "Gate is on the river side").made_place
    place = known_place(h, "12, elm street")
    assert [(note.kind, note.text, note.written_by) for note in place.notes] == [
        (NoteKind.HAZARD, "Acetylene in the yard", "Dana Reyes"),
        (NoteKind.ACCESS, "Gate is on the river side", "Dana Reyes"),
    ]
    assert "remembered for the place (hazard): “Acetylene in the yard”" in [line.text for line in h.card().log]
    assert known_of(h, "14 Elm St").premises == ()
    far = known_of(h, "12 Elm Street", latitude=HERE[0], longitude=HERE[1]).premises
    assert len(far) == 1, "nobody knows where it lies"
    assert known_of(h, "12").premises == (), "a bare house number is no place"


def test_hazards_stand_above_everything_else_whenever_they_were_written(h: Harness):
    quiet = a_place(h, "Quiet House", latitude=HERE[0], longitude=HERE[1], address="", radius_m=120)
    risky = a_place(h, "Works", latitude=SOUTH_100M[0], longitude=SOUTH_100M[1], address="", radius_m=150)
    for premise_id, kind in ((quiet, NoteKind.ACCESS), (risky, NoteKind.OTHER), (risky, NoteKind.HAZARD)):
        h.do(AddPremiseNote(actor=DISPATCHER, premise_id=premise_id, kind=kind, text=kind.value))
        h.advance(seconds=1)
    found = known_of(h, latitude=HERE[0], longitude=HERE[1]).premises
    assert [row.name for row in found] == ["Works", "Quiet House"]
    assert [note.kind for note in found[0].notes] == [NoteKind.HAZARD, NoteKind.OTHER]


def test_a_place_is_found_within_its_own_radius_alone(h: Harness):
    a_place(h, "Kiosk", address="", latitude=HERE[0], longitude=HERE[1], radius_m=99)
    a_place(h, "Port", address="", latitude=HERE[0], longitude=HERE[1], radius_m=1_500)
    assert [row.name for row in known_of(h, latitude=SOUTH_100M[0], longitude=SOUTH_100M[1]).premises] == ["Port"]
    assert {row.name for row in known_of(h, latitude=HERE[0], longitude=HERE[1]).premises} == {"Kiosk", "Port"}
    assert known_of(h, latitude=HERE[0] + 1, longitude=HERE[1]).premises == ()
    assert known_of(h, latitude=400.0, longitude=HERE[1]).premises == (), "half typed is no error"


def test_a_note_holds_from_then_until_then_and_is_ended_with_a_name(h: Harness):
    premise = a_place(h)
    h.do(
        AddPremiseNote(
            actor=DISPATCHER, premise_id=premise, kind=NoteKind.ACCESS, text="Road works",
            valid_from=START + timedelta(hours=1), valid_until=START + timedelta(hours=2),
        )
    )  # fmt: skip
    assert known_place(h, "12 Elm Street").notes == ()
    h.advance(minutes=61)
    (note,) = known_place(h, "12 Elm Street").notes
    h.advance(minutes=60)
    assert known_place(h, "12 Elm Street").notes == ()
    h.do(EndPremiseNote(actor=DISPATCHER, note_id=note.note_id, reason="finished early"))
    with pytest.raises(InvalidTransition, match="ended already"):
        h.do(EndPremiseNote(actor=DISPATCHER, note_id=note.note_id))
    assert len(h.told("premise_note_ended")) == 1


def test_a_note_is_corrected_and_the_former_is_kept_with_who_and_why(h: Harness):
    until = START + timedelta(hours=2)
    premise = a_place(h)
    h.do(_note(premise, "Dog on the left"))
    (former,) = known_place(h, "12 Elm Street").notes
    h.do(
        CorrectPremiseNote(actor=SUPERVISOR, note_id=former.note_id, text="Dog on the right", reason="seen by E12",
                           valid_until=until)
    )  # fmt: skip
    (note,) = known_place(h, "12 Elm Street").notes
    assert (note.text, note.kind, note.valid_until) == ("Dog on the right", former.kind, until)
    assert note.note_id != former.note_id
    assert [entry.body.get("corrects") for entry in h.told("premise_noted")] == [None, former.note_id]
    with h.reading() as connection:
        kept = connection.execute(select(personal_values.c.value).where(personal_values.c.subject_id == premise))
        assert set(kept.scalars()) == {"Dog on the left", "Dog on the right", "seen by E12"}
    for again in (former.note_id, "none"):
        with pytest.raises(Rejected, match=r"ended already|no note"):
            h.do(CorrectPremiseNote(actor=DISPATCHER, note_id=again, text="x"))
    with pytest.raises(Incomplete, match="end it when it holds no longer"):
        h.do(CorrectPremiseNote(actor=DISPATCHER, note_id=note.note_id, text=" "))
    assert known_place(h, "12 Elm Street").notes == (note,)


def test_s61_the_journal_holds_no_word_of_a_note_and_no_keyholder(h: Harness):
    premise = a_place(h)
    h.do(AddPremiseNote(actor=DISPATCHER, premise_id=premise, kind=NoteKind.CAUTION, text="Mr Zander bites"))
    h.do(KeepKeyholders(actor=DISPATCHER, premise_id=premise, keyholders=(("Zoe Zander", "0177 123"), ("Al", "12"))))
    told = " ".join(str(entry.body) for entry in h.told())
    assert "Zander" not in told
    assert "0177" not in told
    assert [(row.name, row.number) for row in known_place(h, "12 Elm St").keyholders] == [
        ("Zoe Zander", "0177 123"), ("Al", "12")
    ]  # fmt: skip
    h.do(KeepKeyholders(actor=DISPATCHER, premise_id=premise, keyholders=()))
    assert known_place(h, "12 Elm St").keyholders == ()


def test_bad_places_and_notes_are_refused_with_what_to_do(h: Harness):
    premise = a_place(h)
    refused = (
        (KeepPremise(actor=DISPATCHER, name=" "), Incomplete, "what is the place called"),
        (KeepPremise(actor=DISPATCHER, name="x"), Incomplete, "an address or a position"),
        (KeepPremise(actor=DISPATCHER, name="x", latitude=1.0), Incomplete, "both halves"),
        (KeepPremise(actor=DISPATCHER, name="x", latitude=91.0, longitude=0.0), Rejected, "latitude is 91"),
        (KeepPremise(actor=DISPATCHER, name="x", address="y", radius_m=1e9), Rejected, "from 1 to 2000 m"),
        (KeepPremise(actor=RADIO_OPERATOR, name="x", address="y"), NotAuthorised, "may not keep knowledge"),
        (KeepPremise(actor=DISPATCHER, name="x", address="y", premise_id="none"), UnknownThing, "no place is known"),
        (_note(premise, ""), Incomplete, "what is to be remembered"),
        (_note(premise, "x" * 4_001), Rejected, "4001 characters; at most 4000"),
        (_note(premise, "a\x00b"), Rejected, "control characters"),
        (_note(None, "x"), Incomplete, "for which place"),
        (_note("none", "x"), UnknownThing, "no place is known"),
        (_note(premise, "x", valid_until=START - timedelta(1)), Rejected, "ended already"),
        (EndPremiseNote(actor=DISPATCHER, note_id="none"), UnknownThing, "no note"),
        (KeepKeyholders(actor=DISPATCHER, premise_id=premise, keyholders=(("Al", ""),)), Incomplete, "needs a number"),
        (KeepKeyholders(actor=DISPATCHER, premise_id=premise, keyholders=(("A", "1"),) * 10), Rejected, "at most 9"),
        (KeepAsset(actor=DISPATCHER, number="--", title="x"), Rejected, "neither a letter nor a digit"),
    )  # fmt: skip
    before = len(h.told())
    for command, kind, words in refused:
        with pytest.raises(kind, match=words):
            h.do(command)
    assert len(h.told()) == before


def _note(premise_id: str | None, text: str, **more: object) -> AddPremiseNote:
    return AddPremiseNote(actor=DISPATCHER, premise_id=premise_id, kind=NoteKind.OTHER, text=text, **more)  # type: ignore[arg-type]


def test_a_note_of_any_letters_is_kept_as_it_was_written(h: Harness):
    premise = a_place(h)
    words = "احذر الكلب 🐕 — portail à gauche, Straße\n2nd line"
    h.do(_note(premise, words))
    assert known_place(h, "12 Elm Street").notes[0].text == words


def test_s7_an_asset_number_is_checked_against_the_register_as_typed(h: Harness):
    premise = a_place(h)
    h.do(KeepAsset(actor=DISPATCHER, number="LIFT-0007", title="Lift, north stair", kind="lift", premise_id=premise,
                   owner_team="Facilities"))  # fmt: skip
    h.do(KeepAsset(actor=DISPATCHER, number="lift 0008", title="Lift, south stair"))
    found = known_of(h, asset_number="lift0007")
    assert found.asset is not None
    assert (found.asset.number, found.asset.premise, found.asset.owner_team) == (
        "LIFT-0007",
        "Harbour Mill",
        "Facilities",
    )
    assert not found.asset_unknown
    assert known_of(h, asset_number="LIFT-9").asset_unknown
    assert not known_of(h).asset_unknown
    h.call("fire", asset_number="LIFT-9")
    assert h.card().asset_number == "LIFT-9", "unknown is allowed, and said"
    with h.reading() as connection:
        like = ANSWERERS[AskAssets](AskAssets("Lift 000"), connection, h.clock.now())
    assert [row.number for row in like] == ["LIFT-0007", "lift 0008"]
    h.do(KeepAsset(actor=DISPATCHER, number="LIFT 0007", title="Lift, renamed"))
    assert known_of(h, asset_number="LIFT-0007").asset.title == "Lift, renamed"  # type: ignore[union-attr]


def test_what_happened_there_before_the_most_relevant_first(new_harness: NewHarness):
    h = new_harness(a_pack(knowledge={"radius_m": 50, "look_back_days": 400, "look_back": {"disorder": 2000}}))
    at = {"latitude": HERE[0], "longitude": HERE[1]}
    numbers = {}
    for name, kind, where in (("old fire", "fire", at), ("old violence", "disorder", at)):
        numbers[name] = h.call(kind, at="here", **where).number
        h.close_incident()
    h.clock.advance(seconds=500 * 86_400)
    h.restart()
    for name, kind, where in (
        ("medical", "medical", at),
        ("fire", "fire", at),
        ("far", "fire", {"latitude": SOUTH_100M[0], "longitude": SOUTH_100M[1]}),
    ):
        numbers[name] = h.call(kind, at="here", **where).number
        h.close_incident()
        h.advance(minutes=1)
    now = h.call("fire", at="here", **at)
    found = known_of(h, latitude=HERE[0], longitude=HERE[1], incident_type="fire", incident_id=now.incident_id)
    told = {number: name for name, number in numbers.items()}
    assert [told[row.number] for row in found.previous] == ["old violence", "fire", "medical"]
    assert found.previous[0].marked
    assert found.previous[0].outcome == "resolved"
    assert found.previous_count == 3
    other = known_of(h, latitude=HERE[0], longitude=HERE[1], incident_type="fire")
    assert other.previous[0].is_open, "an open one there is the first thing to know"
    assert IncidentId(other.previous[0].incident_id) == now.incident_id
