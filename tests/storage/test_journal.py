"""The journal: append-only, chained, without gaps whoever writes, and without anybody's words."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import exc, select, text

from dispatcher.domain.crew_commands import Answer, RecordAnswer
from dispatcher.domain.dispatch_commands import DispatchUnits, RecallUnit
from dispatcher.domain.record_commands import AddNote
from dispatcher.domain.triage import Priority
from dispatcher.storage import journal
from dispatcher.storage.errors import JournalBroken
from dispatcher.storage.personal_values import salted_digest
from dispatcher.storage.schema import personal_values
from tests.helpers.builders import (
    DISPATCHER,
    RADIO_OPERATOR,
    SECOND_DISPATCHER,
    SUPERVISOR,
    Desk,
    a_call,
    open_desk,
    signs_on,
)


@pytest.fixture
def desk(url: str) -> Any:
    opened = open_desk(url)
    for who in (DISPATCHER, RADIO_OPERATOR, SUPERVISOR):
        opened.run(signs_on(who))
    yield opened
    opened.close()


def verified(desk: Desk) -> int:
    with desk.database.reader.connect() as connection:
        return [0, *journal.verify(connection)][-1]


@pytest.mark.parametrize("change", ["UPDATE journal SET body = '{}'", "DELETE FROM journal"])
def test_append_only(desk: Desk, change: str) -> None:
    with pytest.raises(exc.DBAPIError, match="append-only"), desk.database.writer.begin() as connection:
        connection.execute(text(change))
    assert verified(desk) > 0


DROPS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND NOT tgisinternal",
}


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE journal SET body = replace(body, 'dana', 'omar') || ' ' WHERE sequence = 3", "journal entry 3 is"),
        ("UPDATE journal SET operator = 'omar' WHERE sequence = 4", "journal entry 4 is"),
        ("UPDATE journal SET at = at + 1 WHERE sequence = 2", "journal entry 2 is"),
        ("UPDATE journal SET incident_id = 'x' WHERE sequence = 1", "journal entry 1 is"),
        ("DELETE FROM journal WHERE sequence = 2", "journal entry 2 is missing"),
        ("DELETE FROM journal WHERE sequence = 5", "ends at 4 but its head says 5"),
        ("UPDATE journal_head SET sequence = 6", "ends at 5 but its head says 6"),
        ("UPDATE journal_head SET digest = 'x'", "journal ends at 5"),
    ],
)
def test_tampering_is_found(desk: Desk, tampering: str, found: str) -> None:
    assert verified(desk) == 5
    with desk.database.writer.begin() as connection:
        for name in connection.execute(text(DROPS[connection.dialect.name])).scalars().all():
            on_table = "" if connection.dialect.name == "sqlite" else " ON journal"
            connection.execute(text(f"DROP TRIGGER {name}{on_table}"))
        connection.execute(text(tampering))
    with pytest.raises(JournalBroken, match=found):
        verified(desk)


def test_no_gaps_under_two_writers(new_url: Callable[[], str]) -> None:
    url = new_url()
    desks = [open_desk(url, ids="one"), open_desk(url, ids="two")]
    for desk, who in zip(desks, (DISPATCHER, SECOND_DISPATCHER), strict=True):
        desk.run(signs_on(who))
    together = threading.Barrier(2)
    errors: list[Exception] = []

    def write(desk: Desk, who: Any) -> None:
        try:
            together.wait(10)
            for number in range(25):
                desk.run(a_call(f"{number} Elm St", actor=who))
        except Exception as error:  # noqa: BLE001  # told to the test's own thread
            errors.append(error)

    threads = [
        threading.Thread(target=write, args=pair)
        for pair in zip(desks, (DISPATCHER, SECOND_DISPATCHER), strict=True)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    entries = 2 + 2 + 50 * 2
    assert verified(desks[0]) == entries
    with desks[0].database.reader.connect() as connection:
        told = journal.read_after(connection, 0)
    assert [entry.sequence for entry in told] == list(range(1, entries + 1))
    numbers = [entry.body["number"] for entry in told if entry.kind == "incident_opened"]
    assert numbers == [f"2026-{number:06d}" for number in range(1, 51)], "numbers rise as the journal does"
    for desk in desks:
        desk.close()


SECRETS = {
    "caller": "Hedwig Lamarr",
    "number": "0049 711 555 0199",
    "narrative": "neighbour shouts, back door blue",
    "note": "key code 4711 at the gate",
    "words": "Florian has it, two minutes",
    "reason": "caller withdrew the complaint",
    "priority": "grandmother still upstairs",
    "page": "ask for Mr Quast",
}


def test_nobodys_words_are_in_it(desk: Desk) -> None:
    taken = desk.run(
        a_call(
            caller_name=SECRETS["caller"],
            caller_number=SECRETS["number"],
            narrative=SECRETS["narrative"],
            priority=Priority.P1,
            priority_reason=SECRETS["priority"],
        )
    )
    order = {"actor": DISPATCHER, "incident_id": taken.incident_id}
    desk.run(AddNote(**order, text=SECRETS["note"]))
    desk.run(DispatchUnits(**order, call_signs=("E12",), note=SECRETS["page"]))
    desk.run(
        RecordAnswer(
            actor=RADIO_OPERATOR, call_sign="E12", answer=Answer.ACCEPTS, words_heard=SECRETS["words"]
        )
    )  # fmt: skip
    desk.run(RecallUnit(actor=DISPATCHER, call_sign="E12", reason=SECRETS["reason"]))
    with desk.database.reader.connect() as connection:
        bodies = connection.execute(text("SELECT body FROM journal")).scalars().all()
        kept = connection.execute(select(personal_values)).all()
    everything = "\n".join(bodies)
    for secret in (*SECRETS.values(), "12 Elm St"):
        assert secret not in everything
    digests = {salted_digest(row.value, row.salt) for row in kept}
    values = " ".join(row.value for row in kept)
    for secret in SECRETS.values():
        assert secret in values
    assert sum(digest in everything for digest in digests) >= 6, "the journal holds their salted digests"


def test_a_destroyed_value_leaves_the_chain_whole(desk: Desk) -> None:
    desk.run(a_call(caller_name="Hedwig Lamarr"))
    with desk.database.writer.begin() as connection:
        connection.execute(text("UPDATE personal_values SET value = NULL"))
    assert verified(desk) > 0


def test_bodies_are_canonical(desk: Desk) -> None:
    desk.run(a_call())
    with desk.database.reader.connect() as connection:
        body = connection.execute(text("SELECT body FROM journal WHERE kind = 'incident_opened'")).scalar_one()
    assert body.startswith('{"impact":')
    assert '"v":1}' in body
    assert " " not in body
