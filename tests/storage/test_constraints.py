"""The schema defends itself: rows that cannot be true are refused, whoever writes them."""

from typing import Any

import pytest
from sqlalchemy import Connection, delete, exc, insert, select, update

from dispatcher.domain.dispatch_commands import DispatchUnits
from dispatcher.storage import schema as s
from tests.helpers.builders import DISPATCHER, Desk, a_call, open_desk, signs_on
from tests.helpers.clock import START


@pytest.fixture
def desk(url: str) -> Any:
    """A room with one incident and E12 alerted to it."""
    opened = open_desk(url)
    opened.run(signs_on(DISPATCHER))
    taken = opened.run(a_call())
    opened.run(DispatchUnits(actor=DISPATCHER, incident_id=taken.incident_id, call_signs=("E12",)))
    yield opened
    opened.close()


REFUSED = {
    "an unknown state": update(s.units).values(availability="asleep"),
    "a unit on two incidents": "second assignment",
    "two outstanding attempts": "second attempt",
    "a step armed twice": "second deadline",
    "two people at a seat": "second duty",
    "two items of one cause": "second item",
    "acknowledged by nobody": update(s.transmissions).values(state="acknowledged"),
    "acknowledged without words": update(s.transmissions).values(
        state="acknowledged", acknowledged_at=START, acknowledged_by="dana"
    ),
    "a person named on an unanswered page": update(s.transmissions).values(
        acknowledged_at=START, acknowledged_by="dana", words_id=select(s.messages.c.text_id).limit(1).scalar_subquery()
    ),
    "a page of the other world": update(s.transmissions).values(world="live"),
    "a channel of the other world": update(s.channels).values(world="live"),
    "the world itself": update(s.installation).values(world="live"),
    "a second installation": insert(s.installation).values(
        id=2, world="live", created_at=START, pack="", pack_digest=""
    ),
    "a second head of the journal": insert(s.journal_head).values(id=2, sequence=0, digest=""),
    "closed without an outcome": update(s.incidents).values(state="closed", closed_at=START),
    "an outcome while open": update(s.incidents).values(outcome="resolved", closed_at=START),
    "verified without a position": update(s.incidents).values(place_verified=True),
    "verified with half a position": update(s.incidents).values(place_verified=True, latitude=1.0),
    "graded beyond the matrix": update(s.incidents).values(impact=4),
    "work before an acknowledgement": update(s.assignments).values(state="en_route"),
    "over without an end": update(s.assignments).values(state="recalled"),
    "an end while going": update(s.assignments).values(ended_at=START),
    "on the line without a lease": update(s.attempts).values(state="claimed"),
    "ended while it waits": update(s.attempts).values(ended_at=START),
    "run without an instant": update(s.deadlines).values(state="done"),
    "entered before the contact": update(s.calls).values(entered_at=START.replace(year=2020)),
    "a channel that nobody configured": update(s.attempts).values(channel="carrier pigeon"),
    "an incident that is not there": update(s.transmissions).values(incident_id="none"),
    "a message that is used": delete(s.messages),
}


def test_refused(desk: Desk) -> None:
    taken = [case for case, statement in REFUSED.items() if not is_refused(desk, statement)]
    assert taken == []


def is_refused(desk: Desk, statement: Any) -> bool:
    with desk.database.writer.connect() as connection:
        transaction = connection.begin()
        try:
            if isinstance(statement, str):
                SECONDS[statement](connection)
            else:
                connection.execute(statement)
        except exc.DBAPIError as error:
            return isinstance(error, exc.IntegrityError) or "append-only" in str(error)
        else:
            return False
        finally:
            transaction.rollback()


def _copy(connection: Connection, table: Any, **changes: object) -> None:
    rows = connection.execute(select(table)).mappings()
    row = next((row for row in rows if row.get("state") != "cancelled"), None)
    assert row is not None
    connection.execute(insert(table).values(**{**row, **changes}))


def _second_item(connection: Connection) -> None:
    item = {"kind": "exception", "state": "open", "cause": "same", "text": "x", "count": 1, "level": 1,
            "for_role": "dispatcher", "raised_at": START}  # fmt: skip
    for number in (1, 2):
        connection.execute(insert(s.attention).values(id=f"item {number}", **item))


SECONDS = {
    "second assignment": lambda connection: _copy(connection, s.assignments, id="another"),
    "second attempt": lambda connection: _copy(connection, s.attempts, id="another", number=2),
    "second deadline": lambda connection: _copy(connection, s.deadlines, id="another"),
    "second duty": lambda connection: _copy(connection, s.duties, id="another", operator_id="omar"),
    "second item": _second_item,
}
