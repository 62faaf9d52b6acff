"""Rows of what is known of a place and a caller, for panels that are tested without a store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from dispatcher.domain.incidents import Kind
from dispatcher.domain.knowledge import CallerNoteKind, NoteKind, SecretKind
from dispatcher.domain.triage import Priority
from dispatcher.queries.knowledge import (
    AskCaller,
    AskPlaceKnowledge,
    AssetRow,
    CallerCallRow,
    CallerKnowledge,
    CallerNoteRow,
    KeyholderRow,
    KnownCallerRow,
    PlaceKnowledge,
    PlaceNoteRow,
    PremiseRow,
    PreviousRow,
    SecretRow,
)
from tests.helpers.fake_room import START, FakeRoom
from ui.presenters.call_section import CallFacts

FACTS = CallFacts(
    draft_id="d1", place="Grimaldi Forum", latitude=43.7431, longitude=7.4313, incident_type="fire",
    caller_number="0000 7101", asset_number="LIFT-0560", incident_id="i1", call_id="c1",
)  # fmt: skip
EARLIER = START - timedelta(days=20)


def note(note_id: str, kind: NoteKind, text: str, **more: Any) -> PlaceNoteRow:
    return PlaceNoteRow(
        note_id=note_id, kind=kind, text=text, written_by="Camille Roux", written_at=EARLIER,
        valid_until=more.get("valid_until"),
    )  # fmt: skip


SECRETS = (
    SecretRow(secret_id="s1", kind=SecretKind.DOOR_CODE, title="loading dock", written_at=EARLIER, valid_until=None),
    SecretRow(secret_id="s2", kind=SecretKind.KEY_SAFE, title="level -3", written_at=EARLIER, valid_until=None),
)
FORUM = PremiseRow(
    premise_id="p1", name="Grimaldi Forum", address="10 Avenue Princesse Grace", metres=12.0, by_words=True,
    latitude=43.7431, longitude=7.4313, radius_m=60.0,
    notes=(
        note("n1", NoteKind.HAZARD, "Transformer room on level -3, 20 kV; do not enter before it is off"),
        note("n2", NoteKind.CAUTION, "Crowd at the doors until 23:00", valid_until=START + timedelta(hours=3)),
        note("n3", NoteKind.ACCESS, "Crews use the loading dock on the sea side, height 3.8 m"),
        note("n4", NoteKind.WATER, "Dry riser in both stair wells"),
    ),
    keyholders=(KeyholderRow(name="Duty engineer", number="0000 7001"), KeyholderRow(name="Desk", number="0000 7002")),
    secrets=SECRETS,
)  # fmt: skip


def previous(number: str, days: int, **more: Any) -> PreviousRow:
    row = PreviousRow(
        incident_id=number, number=number, type_name="Building fire", priority=Priority.P1, place="Grimaldi Forum",
        opened_at=START - timedelta(days=days), is_open=False, outcome="false alarm", metres=12.0, same_type=False,
        marked=False,
    )  # fmt: skip
    return replace(row, **more)


def place(query: AskPlaceKnowledge) -> PlaceKnowledge:
    return PlaceKnowledge(
        premises=(FORUM,),
        previous=(
            previous("2026-000311", 0, is_open=True, outcome="", type_name="Medical"),
            previous("2026-000012", 900, marked=True, type_name="Assault or threat"),
            previous("2026-000208", 33, same_type=True),
            previous("2026-000100", 80, type_name="Lift rescue"),
        ),
        previous_count=9,
        asset=AssetRow(asset_id="a", number="LIFT-0560", title="Stretcher lift, west door", kind="lift",
                       premise_id="p1", premise="Grimaldi Forum", owner_team="Facilities", notes="")
        if query.asset_number else None,
        asset_unknown=False, asked=query,
    )  # fmt: skip


def caller(query: AskCaller) -> CallerKnowledge:
    notes = (
        CallerNoteRow(note_id="m1", kind=CallerNoteKind.CAUTION, text="Has threatened crews",
                      written_by="Luca", written_at=EARLIER),
        CallerNoteRow(note_id="m2", kind=CallerNoteKind.HEALTH, text="Oxygen at home, third floor, no lift",
                      written_by="Luca", written_at=EARLIER),
    )  # fmt: skip
    return CallerKnowledge(
        callers=(KnownCallerRow(caller_id="k1", name="Mme Fabron", language="fr", needs="hard of hearing: speak slowly",
                             vulnerable=True, repeat=True, numbers=("0000 7101", "0000 7102"),
                                notes=notes),),
        calls=(CallerCallRow(call_id="c0", contact_at=EARLIER, incident_id="i0", number="2026-000150",
                             type_name="Breathing difficulty", kind=Kind.INCIDENT, place="Rue Basse 4", is_open=False,
                             outcome="treated on the spot"),),
        calls_count=4, asked=query,
    )  # fmt: skip


def full(room: FakeRoom) -> None:
    """Let a room know everything there is to know."""
    room.canned |= {AskPlaceKnowledge: place, AskCaller: caller}
