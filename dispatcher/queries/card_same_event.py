"""What a card shows of merges, links and the new facts of further calls."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, case, or_, select

from dispatcher.domain.incidents import IncidentState
from dispatcher.domain.same_event import FactKind, LinkKind
from dispatcher.queries.same_event_rows import FactRow, LinkRow, MergedRow
from dispatcher.storage.schema import (
    call_facts,
    call_moves,
    incident_links,
    incidents,
    merges,
    operators,
    personal_values,
)

_STANDS = merges.c.undone_at.is_(None)


def merged_into(connection: Connection, incident_id: str) -> MergedRow | None:
    """Return the incident that this one was merged into; None when it was not."""
    found = _merges(connection, merges.c.from_id == incident_id, merges.c.into_id)
    return found[0] if found else None


def merged_of(connection: Connection, incident_id: str) -> tuple[MergedRow, ...]:
    """Return the incidents that were merged into this one, the first one first."""
    return _merges(connection, merges.c.into_id == incident_id, merges.c.from_id)


def links_of(connection: Connection, incident_id: str) -> tuple[LinkRow, ...]:
    """Return the incidents that are linked with this one."""
    is_first = incident_links.c.one_id == incident_id
    other_id = case((is_first, incident_links.c.other_id), else_=incident_links.c.one_id)
    rows = connection.execute(
        select(incident_links, incidents.c.id.label("theirs"), incidents.c.number, incidents.c.type_name,
               incidents.c.place, incidents.c.state, personal_values.c.value.label("reason"))
        .join(incidents, incidents.c.id == other_id)
        .join(personal_values, personal_values.c.id == incident_links.c.reason_id)
        .where(or_(is_first, incident_links.c.other_id == incident_id), incident_links.c.unlinked_at.is_(None))
        .order_by(incident_links.c.id)
    )  # fmt: skip
    return tuple(
        LinkRow(
            incident_id=row.theirs, number=row.number, type_name=row.type_name, place=row.place,
            is_open=row.state == IncidentState.OPEN.value, kind=LinkKind(row.kind),
            is_first=row.one_id == incident_id, reason=row.reason or "",
        )
        for row in rows
    )  # fmt: skip


def facts_of_calls(connection: Connection, call_ids: Collection[str]) -> dict[str, tuple[FactRow, ...]]:
    """Return the new facts by call."""
    rows = connection.execute(
        select(call_facts, personal_values.c.value)
        .join(personal_values, personal_values.c.id == call_facts.c.value_id)
        .where(call_facts.c.call_id.in_(call_ids))
        .order_by(call_facts.c.id)
    )
    found: defaultdict[str, list[FactRow]] = defaultdict(list)
    for row in rows:
        found[row.call_id].append(
            FactRow(kind=FactKind(row.kind), words=row.value or "(destroyed)", is_new=row.looked_at is None)
        )
    return {call: tuple(facts) for call, facts in found.items()}


def came_from(connection: Connection, incident_id: str, call_ids: Collection[str]) -> dict[str, str]:
    """Return the number of the incident that each call came to first, for those that it was not this one."""
    rows = connection.execute(
        select(call_moves.c.call_id, call_moves.c.from_id, incidents.c.number)
        .join(incidents, incidents.c.id == call_moves.c.from_id)
        .where(call_moves.c.call_id.in_(call_ids))
        .order_by(call_moves.c.moved_at.desc(), call_moves.c.id.desc())
    )
    first: dict[str, tuple[str, str]] = {row.call_id: (row.from_id, row.number) for row in rows}
    return {call: number for call, (home, number) in first.items() if home != incident_id}


def _merges(connection: Connection, which: Any, other: Any) -> tuple[MergedRow, ...]:
    rows = connection.execute(
        select(merges, incidents.c.id.label("theirs"), incidents.c.number, incidents.c.type_name, incidents.c.place,
               operators.c.name, personal_values.c.value.label("reason"))
        .join(incidents, incidents.c.id == other)
        .join(personal_values, personal_values.c.id == merges.c.reason_id)
        .outerjoin(operators, operators.c.id == merges.c.merged_by)
        .where(which, _STANDS)
        .order_by(merges.c.id)
    )  # fmt: skip
    return tuple(
        MergedRow(
            incident_id=row.theirs, number=row.number, type_name=row.type_name, place=row.place, at=row.merged_at,
            by=row.name or row.merged_by, reason=row.reason or "",
        )
        for row in rows
    )  # fmt: skip
