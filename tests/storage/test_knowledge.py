"""The room's knowledge on both databases: brought in by keys, found by index, sealed at rest."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from dispatcher.domain.identifiers import IncidentId
from dispatcher.domain.knowledge import (
    AssetEntry,
    CallerEntry,
    CallerNoteKind,
    KnowledgeKind,
    NoteKind,
    PremiseEntry,
    SecretEntry,
    SecretKind,
)
from dispatcher.domain.knowledge_commands import (
    AddPremiseNote,
    AmendCaller,
    ForgetCaller,
    KeepKeyholders,
    KeepPremise,
    NoteCaller,
    RevealSecret,
)
from dispatcher.queries.answers import ANSWERERS, answerers_by
from dispatcher.queries.knowledge import AskAssets, AskCaller, AskPlaceKnowledge
from dispatcher.services.importing_knowledge import Imported, ImportKnowledge, ResealSecrets
from dispatcher.storage import schema as s
from dispatcher.storage.sealing import KeyFile
from tests.helpers.builders import DISPATCHER, SUPERVISOR, Desk, a_call, open_desk, signs_on, the_rules
from tests.helpers.clock import START
from tests.helpers.knowledge import CODE, HERE

MILL = PremiseEntry(
    key="mill", name="Harbour Mill", address="12 Elm Street", latitude=HERE[0], longitude=HERE[1], radius_m=60,
    notes={NoteKind.HAZARD: "Acetylene", NoteKind.WATER: "Hydrant in the yard"},
    keyholders=(("Zoe Zander", "0177 123"),),
    secrets=(SecretEntry(kind=SecretKind.DOOR_CODE, title="front door", words=CODE),),
)  # fmt: skip
LIFT = AssetEntry(number="LIFT-7", title="Lift", premise="mill")
ANN = CallerEntry(key="ann", numbers=("+49 171 5550188",), name="Ann", notes={CallerNoteKind.HEALTH: "insulin"})


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(url)
    for who in (DISPATCHER, SUPERVISOR):
        opened.run(signs_on(who))
    keys = KeyFile(tmp_path / "keys.json")
    keys.make()
    opened.transactor.seal_with(keys)
    yield opened
    opened.close()


def bring(desk: Desk, kind: KnowledgeKind, *entries: Any, **more: str) -> Imported:
    return desk.run(ImportKnowledge(kind=kind, entries=entries, **more))


def ask(desk: Desk, question: Any) -> Any:
    answerers = {**ANSWERERS, **answerers_by(the_rules(desk.pack))}
    with desk.database.reader.connect() as connection:
        return answerers[type(question)](question, connection, desk.clock.now())


def test_what_is_brought_in_is_there_and_twice_is_once(desk: Desk) -> None:
    for kind, entry in ((KnowledgeKind.PREMISES, MILL), (KnowledgeKind.ASSETS, LIFT), (KnowledgeKind.CALLERS, ANN)):
        assert bring(desk, kind, entry) == Imported(added=1)
        assert bring(desk, kind, entry) == Imported(same=1)
    found = ask(desk, AskPlaceKnowledge(latitude=HERE[0], longitude=HERE[1], asset_number="lift 7"))
    (mill,) = found.premises
    assert [note.text for note in mill.notes] == ["Acetylene", "Hydrant in the yard"]
    assert mill.notes[0].written_by == "import"
    assert mill.keyholders[0].name == "Zoe Zander"
    assert (found.asset.title, found.asset.premise) == ("Lift", "Harbour Mill")
    assert [row.number for row in ask(desk, AskAssets("lift"))] == ["LIFT-7"]
    assert ask(desk, AskCaller("0049 171 555 0188")).callers[0].notes[0].text == "insulin"
    revealed = desk.run(RevealSecret(actor=SUPERVISOR, secret_id=mill.secrets[0].secret_id, reason="exercise"))
    assert revealed.words == CODE


def test_a_source_is_brought_in_once_for_each_digest(desk: Desk) -> None:
    of = {"source": "pack:x", "digest": "1"}
    assert bring(desk, KnowledgeKind.ASSETS, LIFT, **of) == Imported(added=1)
    other = AssetEntry(number="LIFT-8")
    assert bring(desk, KnowledgeKind.ASSETS, other, **of) == Imported(same=1)
    assert bring(desk, KnowledgeKind.ASSETS, other, source="pack:x", digest="2") == Imported(added=1)


def test_what_fails_in_the_middle_leaves_nothing_of_its_piece(desk: Desk) -> None:
    broken = PremiseEntry(key="broken", name="x" * 10, address="y z", radius_m=-1)
    with pytest.raises(Exception, match=r"ck_premises_radius|radius"):
        bring(desk, KnowledgeKind.PREMISES, MILL, broken)
    assert ask(desk, AskPlaceKnowledge("12 Elm Street")).premises == ()
    with desk.database.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM personal_values WHERE kind = 'note'")).scalar() == 0


def test_people_add_amend_and_destroy_on_both_databases(desk: Desk) -> None:
    premise = desk.run(KeepPremise(actor=DISPATCHER, name="Kiosk", latitude=HERE[0], longitude=HERE[1]))
    desk.run(KeepKeyholders(actor=DISPATCHER, premise_id=premise, keyholders=(("Al", "12"),)))
    taken = desk.run(a_call("x", latitude=HERE[0], longitude=HERE[1], caller_number="0171 5550188"))
    noted = desk.run(
        AddPremiseNote(actor=DISPATCHER, kind=NoteKind.CAUTION, text="dog", incident_id=IncidentId(taken.incident_id))
    )
    assert noted.premise_id == premise
    caller = desk.run(NoteCaller(actor=DISPATCHER, call_id=taken.call_id, text="deaf")).caller_id
    desk.run(AmendCaller(actor=DISPATCHER, caller_id=caller, name="Ann"))
    assert ask(desk, AskCaller("0171 5550188")).callers[0].name == "Ann"
    desk.run(ForgetCaller(actor=SUPERVISOR, caller_id=caller, reason="asked for"))
    known = ask(desk, AskCaller("0171 5550188"))
    assert (known.callers, known.calls_count) == ((), 1)
    assert desk.run(ResealSecrets()) == 0


def test_the_sealed_bytes_hold_nothing_of_the_code(desk: Desk) -> None:
    bring(desk, KnowledgeKind.PREMISES, MILL)
    with desk.database.reader.connect() as connection:
        (sealed,) = connection.execute(text("SELECT sealed FROM premise_secrets")).scalars()
        bodies = connection.execute(text("SELECT body FROM journal")).scalars().all()
        values = connection.execute(text("SELECT value FROM personal_values")).scalars().all()
    assert CODE.encode() not in bytes(sealed)
    assert all(CODE not in body for body in bodies)
    assert all(CODE not in (value or "") for value in values)


def test_every_question_is_served_by_an_index(desk: Desk) -> None:
    _fill(desk, incidents=3_000, premises=3_000)
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.setdefault(statement, parameters)

    event.listen(desk.database.reader, "before_cursor_execute", note)
    bring(desk, KnowledgeKind.PREMISES, MILL)
    ask(desk, AskPlaceKnowledge("12 Elm St", latitude=HERE[0], longitude=HERE[1], asset_number="LIFT-7"))
    ask(desk, AskCaller("0171 5550188"))
    ask(desk, AskAssets("LIFT"))
    event.remove(desk.database.reader, "before_cursor_execute", note)
    asked = {statement: given for statement, given in seen.items() if statement.startswith("SELECT")}
    assert len(asked) >= 6
    with desk.database.writer.connect() as connection:
        if desk.database.is_sqlite:
            explain = "EXPLAIN QUERY PLAN "
        else:
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("SET enable_seqscan = off")  # small tables are read whole whatever there is
            explain = "EXPLAIN "
        for statement, given in asked.items():
            plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, given))
            for table in ("incidents", "premises", "calls", "call_numbers", "caller_numbers", "personal_values"):
                assert f"SCAN {table}" not in plan.replace(f"SCAN {table} USING INDEX", ""), plan
                assert f"Seq Scan on {table}" not in plan, plan
            if "FROM incidents" in statement and "latitude" in statement:
                assert "ix_incidents_place" in plan, plan


def _fill(desk: Desk, *, incidents: int, premises: int) -> None:
    dice = random.Random(1)
    with desk.database.writer.begin() as connection:
        connection.execute(insert(s.incidents), [_incident(number, dice) for number in range(incidents)])
        connection.execute(insert(s.premises), [_premise(number, dice) for number in range(premises)])


def _incident(number: int, dice: random.Random) -> dict[str, Any]:
    at = START - timedelta(hours=number)
    return {
        "id": f"old-{number:06}", "number": f"X-{number:06}", "state": "closed", "kind": "incident",
        "incident_type": "fire", "type_name": "Fire", "place": "somewhere", "impact": 1, "urgency": 1, "priority": "P1",
        "owner_role": "dispatcher", "opened_at": at, "contact_at": at, "closed_at": at, "outcome": "resolved",
        "latitude": HERE[0] + dice.uniform(-0.05, 0.05), "longitude": HERE[1] + dice.uniform(-0.05, 0.05),
    }  # fmt: skip


def _premise(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "id": f"place-{number:06}", "name": f"Place {number}", "address": "", "folded_name": f"place {number}",
        "folded_address": f"{number} elm st", "radius_m": 40.0, "changed_at": START,
        "latitude": HERE[0] + dice.uniform(-0.05, 0.05), "longitude": HERE[1] + dice.uniform(-0.05, 0.05),
    }  # fmt: skip
