"""A room that knows a place and a caller well: hazards, keyholders, codes that were seen, and how to speak with her."""

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge import NoteKind
from dispatcher.domain.knowledge_commands import AddPremiseNote, RevealSecret
from dispatcher.packs.knowledge import load_fictional
from dispatcher.packs.loading import folder_of
from dispatcher.queries.answers import answerers_by
from dispatcher.queries.knowledge import AskPlaceKnowledge
from dispatcher.services.importing_knowledge import ImportKnowledge
from dispatcher.storage.sealing import KeyFile
from tests.helpers.stage import CAMILLE, SANDRA, Stage


def well_known(stage: Stage) -> str:
    """Take a call from a place and a caller that the room knows; return its incident."""
    path = stage.h.desk.database.path
    assert path is not None
    keys = KeyFile(path.parent / "keys.json")
    keys.make()
    stage.h.desk.transactor.seal_with(keys)
    told = load_fictional(folder_of("monaco"))
    assert told is not None
    for kind, entries in told.entries.items():
        stage.h.desk.run(ImportKnowledge(kind=kind, entries=entries))
    before = stage.call("alarm", "Grimaldi Forum")
    _sees_a_code(stage, before, CAMILLE, "crew at the door")
    stage.send(before, "E11")
    stage.h.advance(seconds=20)
    stage.answer("E11")
    stage.h.advance(minutes=2)
    _sees_a_code(stage, before, SANDRA, "the caretaker asks which of two codes is meant")
    for state in ("en route", "on scene", "clearing", "cleared"):
        stage.report(state, "E11")
    stage.h.close_incident("false alarm", of=before)
    stage.h.advance(minutes=20)
    shown = stage.call(
        "fire", "Grimaldi Forum", caller_number="0000 7101", narrative="Smoke in the hall.", asset_number="LIFT-0560"
    )
    note = "Dog in the porter's lodge, ring twice"
    stage.h.do(
        AddPremiseNote(actor=CAMILLE, kind=NoteKind.CAUTION, text=note, incident_id=IncidentId(shown))
    )  # fmt: skip
    stage.send(shown, "E12", "L11")
    stage.h.advance(seconds=12)
    stage.answer("E12", "L11")
    return shown


def _sees_a_code(stage: Stage, incident: str, who: Actor, reason: str) -> None:
    known = answerers_by(stage.h.rules)[AskPlaceKnowledge]
    with stage.h.reading() as connection:
        (place, *_) = known(AskPlaceKnowledge(place="Grimaldi Forum"), connection, stage.h.clock.now()).premises
    for secret in place.secrets[:1]:
        stage.h.do(
            RevealSecret(actor=who, secret_id=secret.secret_id, incident_id=IncidentId(incident), reason=reason)
        )  # fmt: skip
