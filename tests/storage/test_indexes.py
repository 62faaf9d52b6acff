"""What the engine asks at every dispatch is served by an index, however long the room has been running."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from tests.helpers.harness import Harness

_DO_NOT_GROW = frozenset({
    "addresses", "channels", "constant", "counters", "duties", "installation", "journal_head", "leases", "operators",
    "policies", "recipients", "stations", "units",
})  # fmt: skip
_ONLY_WHAT_IS_OPEN = re.compile(r"USING (COVERING )?INDEX (ix_incidents_open|ix_attempts_outbox|"
                                r"ix_attention_unresolved|ix_deadlines_armed|uq_\w+_one_\w+)")  # fmt: skip
"""Partial indexes: to walk one whole is no walk through the past."""


@pytest.fixture
def asked(h: Harness) -> Iterator[dict[str, object]]:
    """Every statement of the engine, with parameters of one time."""
    seen: dict[str, object] = {}

    def note(_connection, _cursor, statement, parameters, _context, many) -> None:
        seen.setdefault(statement, parameters[0] if many else parameters)

    event.listen(h.desk.database.writer, "before_cursor_execute", note)
    yield seen
    event.remove(h.desk.database.writer, "before_cursor_execute", note)


def test_the_engine_never_walks_through_the_past(h: Harness, asked: dict[str, object]):
    h.unexpected_pages_allowed = True
    h.call("fire")
    h.dispatch("E12")
    h.advance(minutes=4)
    h.crew("E12").says()
    h.recall("E12")
    h.crew("E12").says("standing down")
    h.dispatch("E21")
    h.crew("E21").says()
    h.crew("E21").reports("en route")
    h.crew("E21").reports("on scene")
    h.crew("E21").reports("cleared")
    h.close_incident()
    walks = {
        statement: step
        for statement, parameters in asked.items()
        if statement.startswith(("SELECT", "UPDATE"))
        for step in _plan(h, statement, parameters)
        if _walks_through_the_past(step)
    }
    assert len(asked) > 40
    assert not walks


def _plan(h: Harness, statement: str, parameters: object) -> list[str]:
    with h.desk.database.reader.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        return [row[3] for row in rows]


def _walks_through_the_past(step: str) -> bool:
    table = step.removeprefix("SCAN ").split(" ")[0].lower()
    return step.startswith("SCAN ") and table not in _DO_NOT_GROW and not _ONLY_WHAT_IS_OPEN.search(step)
