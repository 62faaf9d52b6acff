"""Read what is known of a telephone number: whose it is, what to mind, when it called before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from dispatcher.domain.incidents import IncidentState, Kind
from dispatcher.domain.knowledge import CallerNoteKind
from dispatcher.domain.rules import Rules
from dispatcher.queries.knowledge import AskCaller, CallerCallRow, CallerKnowledge, CallerNoteRow, KnownCallerRow
from dispatcher.queries.known_places import names_of
from dispatcher.storage import callers as store
from dispatcher.storage.schema import call_numbers, caller_notes, callers, calls, incidents, personal_values


def caller_knowledge(query: AskCaller, connection: Connection, _now: datetime, rules: Rules) -> CallerKnowledge:
    """Read it; a number that is none is nobody's."""
    number = rules.knowledge.number(query.number)
    digest = store.digest_of(connection, number) if number else None
    if digest is None:
        return CallerKnowledge(callers=(), calls=(), calls_count=0, asked=query)
    ids = store.with_digest(connection, digest)
    from_them = or_(call_numbers.c.digest == digest, call_numbers.c.caller_id.in_(ids))
    if query.call_id is not None:
        from_them = from_them & (call_numbers.c.call_id != query.call_id)
    counted = select(func.count()).select_from(call_numbers).where(from_them)
    return CallerKnowledge(
        callers=_known_callers(connection, ids),
        calls=_calls(connection, from_them, query.limit),
        calls_count=connection.execute(counted).scalar_one(),
        asked=query,
    )


def _known_callers(connection: Connection, ids: Collection[str]) -> tuple[KnownCallerRow, ...]:
    if not ids:
        return ()
    rows = connection.execute(select(callers).where(callers.c.id.in_(ids)).order_by(callers.c.id)).all()
    kept = {value for row in rows for value in (row.name_id, row.language_id, row.needs_id) if value}
    words = {
        row.id: row.value or ""
        for row in connection.execute(
            select(personal_values.c.id, personal_values.c.value).where(personal_values.c.id.in_(kept))
        )
    }
    notes = _notes(connection, ids)
    numbers = store.numbers_of(connection, ids)
    return tuple(
        KnownCallerRow(
            caller_id=row.id, name=words.get(row.name_id or "", ""), language=words.get(row.language_id or "", ""),
            needs=words.get(row.needs_id or "", ""), vulnerable=row.vulnerable, repeat=row.repeat,
            notes=tuple(notes[row.id]), numbers=tuple(number for whose, number in numbers if whose == row.id),
        )
        for row in rows
    )  # fmt: skip


def _notes(connection: Connection, ids: Collection[str]) -> Mapping[str, list[CallerNoteRow]]:
    rows = connection.execute(
        select(caller_notes, personal_values.c.value)
        .join(personal_values, personal_values.c.id == caller_notes.c.words_id)
        .where(caller_notes.c.caller_id.in_(ids), caller_notes.c.ended_at.is_(None))
        .order_by(caller_notes.c.written_at.desc(), caller_notes.c.id.desc())
    ).all()
    names = names_of(connection, {row.written_by for row in rows})
    found: defaultdict[str, list[CallerNoteRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: CallerNoteKind(row.kind).rank):
        if row.value is not None:
            found[row.caller_id].append(
                CallerNoteRow(
                    note_id=row.id, kind=CallerNoteKind(row.kind), text=row.value, written_by=names(row.written_by),
                    written_at=row.written_at,
                )
            )  # fmt: skip
    return found


def _calls(connection: Connection, from_them: ColumnElement[bool], most: int) -> tuple[CallerCallRow, ...]:
    # Ids of calls sort by the time they were made: the newest are found without reading all of a repeat caller's.
    newest = select(call_numbers.c.call_id).where(from_them).order_by(call_numbers.c.call_id.desc()).limit(most)
    rows = connection.execute(
        select(
            calls.c.id, calls.c.contact_at, calls.c.incident_id, incidents.c.number, incidents.c.type_name,
            incidents.c.kind, incidents.c.place, incidents.c.state, incidents.c.outcome,
        )
        .join(incidents, incidents.c.id == calls.c.incident_id)
        .where(calls.c.id.in_(newest))
        .order_by(calls.c.contact_at.desc(), calls.c.id.desc())
    )  # fmt: skip
    return tuple(_call(row) for row in rows)


def _call(row: Any) -> CallerCallRow:
    return CallerCallRow(
        call_id=row.id, contact_at=row.contact_at, incident_id=row.incident_id, number=row.number,
        type_name=row.type_name, kind=Kind(row.kind), place=row.place,
        is_open=row.state == IncidentState.OPEN.value, outcome=row.outcome or "",
    )  # fmt: skip
