"""The calls about an incident, with the words that are kept apart from the journal."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from dispatcher.domain.calls import Medium
from dispatcher.queries.call_rows import CallRow
from dispatcher.queries.card_same_event import came_from, facts_of_calls
from dispatcher.storage import calls
from dispatcher.storage.schema import operators, personal_values


def calls_of(connection: Connection, incident_id: str) -> tuple[CallRow, ...]:
    """Read the calls, the first one first."""
    rows = calls.of_incident(connection, incident_id)
    ids = {kind_id for row in rows for kind in calls.PERSONAL if (kind_id := getattr(row, f"{kind}_id"))}
    values: dict[str, str | None] = {
        row.id: row.value
        for row in connection.execute(
            select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(ids))
        )
    }
    names: dict[str, str] = {
        row.id: row.name
        for row in connection.execute(
            select(operators.c.id, operators.c.name).where(operators.c.id.in_({row.operator_id for row in rows}))
        )
    }
    told = [row.id for row in rows]
    facts, homes = facts_of_calls(connection, told), came_from(connection, incident_id, told)
    return tuple(
        replace(_row(row, values, names), facts=facts.get(row.id, ()), came_from=homes.get(row.id, "")) for row in rows
    )


def _row(row: Row[tuple[object, ...]], values: dict[str, str | None], names: dict[str, str]) -> CallRow:
    said: dict[str, Any] = {kind: values.get(getattr(row, f"{kind}_id") or "") or "" for kind in calls.PERSONAL}
    return CallRow(
        call_id=row.id, medium=Medium(row.medium), contact_at=row.contact_at, answered_at=row.answered_at,
        ended_at=row.ended_at, wrapped_up_at=row.wrapped_up_at, entered_at=row.entered_at,
        operator=names.get(row.operator_id) or row.operator_id, seat=row.seat, further=row.further, late=row.late,
        **said,
    )  # fmt: skip
