"""What older versions stored is as good as what is stored today, on both databases."""

import json
from datetime import timedelta
from typing import Any

from alembic import command
from sqlalchemy import create_engine, insert, select

from dispatcher.domain.identifiers import LineId
from dispatcher.domain.knowledge import CallerNoteKind
from dispatcher.domain.record_commands import CorrectLine
from dispatcher.domain.worlds import World
from dispatcher.queries.card import card
from dispatcher.queries.requests import AskCard
from dispatcher.storage import schema as s
from dispatcher.storage.database import open_database
from dispatcher.storage.migrating import alembic_config
from tests.helpers.builders import DISPATCHER, open_desk, signs_on
from tests.helpers.clock import START
from tests.helpers.databases import NewUrl

AT = START - timedelta(days=2)
_INCIDENT: dict[str, Any] = {
    "id": "i1", "number": "X-1", "state": "closed", "kind": "incident", "incident_type": "fire", "type_name": "Fire",
    "place": "somewhere", "impact": 1, "urgency": 1, "priority": "P1", "owner_role": "dispatcher", "opened_at": AT,
    "contact_at": AT, "closed_at": AT, "outcome": "resolved",
}  # fmt: skip


def _value(value_id: str, words: str) -> dict[str, Any]:
    return {"id": value_id, "subject_kind": "any", "subject_id": "any", "kind": "note", "value": words, "salt": b"s"}


def _as_0011_left_it(url: str) -> None:
    """Leave a note in the log and one about a caller, as schema 0011 stored them."""
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "0011")
        world = World.SIMULATED.value
        connection.execute(insert(s.installation).values(id=1, world=world, created_at=AT, pack="", pack_digest=""))
        connection.execute(insert(s.journal_head).values(id=1, sequence=1, digest="d1"))
        connection.execute(insert(s.incidents), [_INCIDENT])
        words = [_value("w1", "two people inside"), _value("w2", "write to her"), _value("w3", "insulin")]
        connection.execute(insert(s.personal_values), words)
        body = json.dumps({"note": {"id": "w1", "digest": "d"}, "looked": False})
        connection.execute(
            insert(s.journal).values(
                sequence=1, at=AT, kind="note_added", operator="dana", seat="seat-1", incident_id="i1", body=body,
                previous="", digest="d1",
            )
        )  # fmt: skip
        connection.execute(insert(s.callers).values(id="k1", changed_at=AT))
        old: dict[str, Any] = {"caller_id": "k1", "written_by": "dana", "written_at": AT}
        connection.execute(insert(s.caller_notes).values(id="n1", kind="contact", words_id="w2", **old))
        connection.execute(insert(s.caller_notes).values(id="n2", kind="health", words_id="w3", **old))
    engine.dispose()


def test_s1_a_line_from_before_the_record_is_corrected_as_any_other(new_url: NewUrl) -> None:
    url = new_url(empty=True)
    _as_0011_left_it(url)
    open_database(url, World.SIMULATED, START).close()
    desk = open_desk(url)
    desk.run(signs_on(DISPATCHER))
    with desk.database.reader.connect() as connection:
        found = card(AskCard("i1"), connection, desk.clock.now())
    assert found is not None
    (line,) = found.log
    assert (line.text, line.at, line.seat, line.late) == ("two people inside", AT, "seat-1", False)
    desk.run(CorrectLine(actor=DISPATCHER, line_id=LineId(line.line_id), text="one inside", reason="misheard"))
    with desk.database.reader.connect() as connection:
        found = card(AskCard("i1"), connection, desk.clock.now())
    desk.close()
    assert found is not None
    struck, newer = (each for each in found.log if each.line_id)
    assert (struck.text, struck.corrected and struck.corrected.reason) == ("two people inside", "misheard")
    assert (newer.corrects, newer.words) == (line.line_id, "one inside")


def test_a_callers_note_of_how_to_speak_with_them_is_no_contact_any_more(new_url: NewUrl) -> None:
    url = new_url(empty=True)
    _as_0011_left_it(url)
    opened = open_database(url, World.SIMULATED, START)
    with opened.reader.connect() as connection:
        kinds = connection.execute(select(s.caller_notes.c.kind).order_by(s.caller_notes.c.id)).scalars().all()
    opened.close()
    assert [CallerNoteKind(kind) for kind in kinds] == [CallerNoteKind.APPROACH, CallerNoteKind.HEALTH]
