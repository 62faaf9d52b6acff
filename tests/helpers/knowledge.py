"""What stories and tests of the room's knowledge begin with: keys in a file, places, questions."""

from pathlib import Path
from typing import Any

from dispatcher.domain.authority import Actor
from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge import NoteKind
from dispatcher.domain.knowledge_commands import AddPremiseNote, KeepPremise, KeepSecret, PremiseNoted
from dispatcher.queries.answers import ANSWERERS, answerers_by
from dispatcher.queries.knowledge import (
    AskCaller,
    AskPlaceKnowledge,
    CallerKnowledge,
    PlaceKnowledge,
    PremiseRow,
)
from dispatcher.storage.sealing import KeyFile
from tests.helpers.builders import DISPATCHER, the_rules
from tests.helpers.harness import Harness

HERE = (43.7382, 7.4281)
CODE = "4711-QX-secret"


def with_keys(h: Harness, folder: Path) -> KeyFile:
    """Give a room a key file of its own."""
    keys = KeyFile(folder / "keys.json")
    keys.make()
    h.desk.transactor.seal_with(keys)
    return keys


def a_place(h: Harness, name: str = "Harbour Mill", by: Actor = DISPATCHER, **more: Any) -> str:
    """Make a place known."""
    more.setdefault("address", "12 Elm Street")
    return h.do(KeepPremise(actor=by, name=name, **more))


def a_secret(h: Harness, premise_id: str, words: str = CODE, title: str = "front door", **more: Any) -> str:
    """Seal a code for a place."""
    return h.do(KeepSecret(actor=DISPATCHER, premise_id=premise_id, title=title, words=words, **more))


def remembers(h: Harness, kind: NoteKind, text: str, **more: Any) -> PremiseNoted:
    """Remember something for the place of the story's incident."""
    return h.do(AddPremiseNote(actor=DISPATCHER, kind=kind, text=text, incident_id=IncidentId(h.incident_id), **more))


def known_of(h: Harness, place: str = "", **more: Any) -> PlaceKnowledge:
    """What is known of a place."""
    return ask(h, AskPlaceKnowledge(place=place, **more))


def known_place(h: Harness, place: str = "", **more: Any) -> PremiseRow:
    """The one known place there."""
    (row,) = known_of(h, place, **more).premises
    return row


def known_caller(h: Harness, number: str, **more: Any) -> CallerKnowledge:
    """What is known of a number."""
    return ask(h, AskCaller(number, **more))


def ask(h: Harness, question: Any) -> Any:
    """Ask as a room does."""
    with h.reading() as connection:
        return {**ANSWERERS, **answerers_by(the_rules(h._pack))}[type(question)](question, connection, h.clock.now())
