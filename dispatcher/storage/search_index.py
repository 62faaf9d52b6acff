"""Keep incidents findable by what is told of them: in the transaction that stores it, and gone when it is destroyed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update

from dispatcher.domain.events import EntryKind
from dispatcher.domain.identifiers import SYSTEM_OPERATOR
from dispatcher.domain.search_words import SearchField, day_word, words_of
from dispatcher.storage.journal import Draft
from dispatcher.storage.schema import (
    assignments,
    attention,
    call_moves,
    calls,
    inbound,
    incidents,
    personal_values,
    proposals,
    search_incidents,
    transmissions,
)
from dispatcher.storage.search_postings import Posting, change, locked_count

Words = set[tuple[SearchField, str]]
SUBJECTS: Mapping[str, Table] = {
    "call": calls, "assignment": assignments, "transmission": transmissions, "attention": attention,
    "proposal": proposals, "inbound": inbound,
}  # fmt: skip
"""Whose personal values are searched, beside an incident's own: each has the incident that it is about."""
_FIELDS: Mapping[str, SearchField] = {
    "caller_name": SearchField.CALLER, "caller_relation": SearchField.CALLER, "caller_language": SearchField.CALLER,
    "caller_needs": SearchField.CALLER, "caller_number": SearchField.PHONE, "narrative": SearchField.NARRATIVE,
}  # fmt: skip
_NEVER = frozenset({"page_text", "position", "sender", "door_code"})
"""Composed by the program, no words, or nobody's to look through."""
_CHANGES_NO_COLUMN = frozenset({
    EntryKind.CALL_ADDED, EntryKind.CALL_AMENDED, EntryKind.CALL_ENDED, EntryKind.NOTE_ADDED,
    EntryKind.INCIDENT_TAKEN_OVER, EntryKind.UNITS_DISPATCHED, EntryKind.UNIT_ALERTED, EntryKind.ANSWER_RECORDED,
    EntryKind.STATUS_REPORTED, EntryKind.STATUS_REFUSED, EntryKind.UNIT_RECALLED, EntryKind.UNIT_REASSIGNED,
    EntryKind.ATTEMPT_QUEUED, EntryKind.ATTEMPT_CLAIMED, EntryKind.ATTEMPT_ENDED, EntryKind.TRANSMISSION_CHANGED,
    EntryKind.STEP_RAN, EntryKind.CHAIN_STOPPED, EntryKind.CHAIN_CANCELLED, EntryKind.GUARD_RAN,
    EntryKind.ATTENTION_RAISED, EntryKind.ATTENTION_TAKEN, EntryKind.ATTENTION_RESOLVED,
    EntryKind.ATTENTION_DELEGATED, EntryKind.ATTENTION_ACKNOWLEDGED, EntryKind.INCIDENT_FLAGGED,
    EntryKind.INBOUND_TAKEN, EntryKind.EMERGENCY_HEARD, EntryKind.INCIDENT_AUDITED, EntryKind.PROMISE_MADE,
    EntryKind.PROMISE_SETTLED, EntryKind.SAID_IN_THE_OPEN,
})  # fmt: skip
"""After any other entry about an incident its columns are read anew: a kind that comes later is found by default."""
_CHANGES_CALLS = frozenset({
    EntryKind.CALL_MOVED, EntryKind.CALL_SPLIT, EntryKind.INCIDENT_MERGED, EntryKind.INCIDENT_UNMERGED,
})  # fmt: skip
"""After these an incident is told of by other calls than before."""
# Built once: every commit that keeps words runs them.
_KNOWN = select(search_incidents).where(search_incidents.c.incident_id.in_(bindparam("ids", expanding=True)))
_ROWS = select(incidents).where(incidents.c.id.in_(bindparam("ids", expanding=True)))
_TAKE = insert(search_incidents)
_FACETS = (
    update(search_incidents)
    .where(search_incidents.c.ordinal == bindparam("of_ordinal"))
    .values(facets=bindparam("new_facets"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """Something that an incident is to be found by; without `incident_id` its subject tells which incident."""

    field: SearchField
    words: str
    incident_id: str | None
    subject_kind: str = ""
    subject_id: str = ""


def told_by(subject_kind: str, subject_id: str, kind: str, value: str, incident_id: str | None = None) -> Told | None:
    """Return what a personal value adds; None when it is not searched: no words, or of no incident."""
    if kind in _NEVER or not (value and (incident_id or subject_kind == "incident" or subject_kind in SUBJECTS)):
        return None
    of = subject_id if subject_kind == "incident" else incident_id
    return Told(_FIELDS.get(kind, SearchField.LOG), value, of, subject_kind, subject_id)


def take_in(connection: Connection, told: Sequence[Told], drafts: Sequence[Draft]) -> None:
    """Make what a transaction told findable. Call it when all else is written, before the journal's head is taken."""
    wanted = _wanted(connection, told, drafts)
    changed = {draft.incident_id for draft in drafts if draft.incident_id and draft.kind not in _CHANGES_NO_COLUMN}
    if not wanted and not changed:
        return
    retold = {draft.incident_id for draft in drafts if draft.incident_id and draft.kind in _CHANGES_CALLS}
    for incident_id, field, words in texts_of(connection, sorted(retold)) if retold else ():
        wanted[incident_id] |= pairs(field, words)
    gone = {one: _taken_along(connection, one) - wanted[one] for one in sorted(retold)}
    for draft in drafts:
        if draft.incident_id and draft.operator != SYSTEM_OPERATOR and draft.incident_id in {*wanted, *changed}:
            wanted[draft.incident_id] |= pairs(SearchField.OPERATOR, draft.operator)
    _write(connection, wanted, changed, gone)


def destroy(connection: Connection, value_id: str) -> None:
    """Destroy a personal value for good: the words, and that its incident was found by them."""
    row = connection.execute(select(personal_values).where(personal_values.c.id == value_id)).one()
    connection.execute(update(personal_values).where(personal_values.c.id == value_id).values(value=None))
    told = told_by(row.subject_kind, row.subject_id, row.kind, row.value or "")
    incident_id = _incident_of(connection, told) if told else None
    if told is None or incident_id is None:
        return
    locked_count(connection)
    known = connection.execute(_KNOWN, {"ids": [incident_id]}).one_or_none()
    if known is not None:
        still = {word for _, field, words in texts_of(connection, [incident_id]) if field is told.field
                 for word in words_of(field, words)}  # fmt: skip
        gone = set(words_of(told.field, told.words)) - still
        change(connection, (), [Posting(known.ordinal, told.field, word) for word in sorted(gone)])


def pairs(field: SearchField, text: str) -> Words:
    """Return the words of a text, each with its field."""
    return {(field, word) for word in words_of(field, text)}


def facets_of(row: Row[tuple[object, ...]]) -> Words:
    """Return what the columns of an incident say."""
    return (
        pairs(SearchField.PLACE, row.place)
        | pairs(SearchField.TYPE, f"{row.incident_type} {row.type_name}")
        | pairs(SearchField.OUTCOME, row.outcome or "")
        | pairs(SearchField.ASSET, row.asset_number)
        | {
            (SearchField.KIND, row.kind),
            (SearchField.PRIORITY, row.priority.lower()),
            (SearchField.DAY, day_word(f"{row.contact_at:%Y-%m-%d}")),
        }
    )


def written(facets: Words) -> str:
    """Return facets as one text, and `read` takes it back."""
    return " ".join(f"{field:d}:{word}" for field, word in sorted(facets))


def read(facets: str) -> Words:
    """Return the facets of a text."""
    return {(SearchField(int(field)), word) for field, _, word in (item.partition(":") for item in facets.split())}


def _wanted(connection: Connection, told: Sequence[Told], drafts: Sequence[Draft]) -> defaultdict[str, Words]:
    wanted: defaultdict[str, Words] = defaultdict(set)
    for item in told:
        incident_id = item.incident_id or _incident_of(connection, item)
        if incident_id is not None:
            wanted[incident_id] |= pairs(item.field, item.words)
    for draft in drafts:
        if draft.kind is EntryKind.UNIT_ALERTED and draft.incident_id:
            wanted[draft.incident_id] |= pairs(SearchField.UNIT, str(draft.body.get("call_sign", "")))
    return wanted


def _incident_of(connection: Connection, told: Told) -> str | None:
    if told.subject_kind == "incident":
        return told.subject_id
    table = SUBJECTS.get(told.subject_kind)
    if table is None:
        return told.incident_id
    return connection.execute(select(table.c.incident_id).where(table.c.id == told.subject_id)).scalar()


def _taken_along(connection: Connection, incident_id: str) -> Words:
    """Return what calls tell that were an incident's and are another's now."""
    values, mine = personal_values.c, select(calls.c.id).where(calls.c.incident_id == incident_id)
    left = select(call_moves.c.call_id).where(call_moves.c.from_id == incident_id, call_moves.c.call_id.not_in(mine))
    rows = connection.execute(
        select(values.subject_id, values.kind, values.value).where(
            values.subject_kind == "call", values.subject_id.in_(left), values.value.is_not(None)
        )
    )
    told = [told_by("call", row.subject_id, row.kind, row.value) for row in rows]
    return {pair for item in told if item is not None for pair in pairs(item.field, item.words)}


def _write(
    connection: Connection, wanted: Mapping[str, Words], changed: Iterable[str], gone: Mapping[str, Words]
) -> None:
    """Write what incidents are found by, and no more by what is gone; those in `changed` are also read anew."""
    count, ids = locked_count(connection), sorted({*wanted, *changed})
    known = {row.incident_id: row for row in connection.execute(_KNOWN, {"ids": ids})}
    reread = sorted({*changed, *(one for one in ids if one not in known)})
    rows = {row.id: row for row in connection.execute(_ROWS, {"ids": reread})} if reread else {}
    add: list[Posting] = []
    remove: list[Posting] = []
    for incident_id in ids:
        row, before = rows.get(incident_id), known.get(incident_id)
        if row is None and before is None:
            continue
        facets = facets_of(row) if row is not None else set[tuple[SearchField, str]]()
        if before is None:
            count += 1
            values = {"ordinal": count, "incident_id": incident_id, "facets": written(facets)}
            connection.execute(_TAKE, values)
        elif row is not None and before.facets != written(facets):
            remove += _postings(before.ordinal, read(before.facets) - facets)
            connection.execute(_FACETS, {"of_ordinal": before.ordinal, "new_facets": written(facets)})
        if before is not None:
            remove += _postings(before.ordinal, gone.get(incident_id, set()))
        add += _postings(count if before is None else before.ordinal, facets | wanted.get(incident_id, set()))
    change(connection, add, remove)


def _postings(ordinal: int, words: Words) -> list[Posting]:
    return [Posting(ordinal, field, word) for field, word in sorted(words)]


def texts_of(
    connection: Connection, ids: Sequence[str], subjects: Iterable[str] = ("incident", *SUBJECTS), most: int = 0
) -> Iterator[tuple[str, SearchField, str]]:
    """Yield every personal value that incidents are found by: incident, field, text; `most`: only its beginning."""
    values = personal_values.c
    text = func.substr(values.value, 1, most) if most else values.value
    for subject in subjects:
        table = SUBJECTS.get(subject)
        whose = values.subject_id if table is None else table.c.incident_id
        statement = select(whose, values.kind, text).where(
            whose.in_(ids), values.subject_kind == subject, values.value.is_not(None)
        )
        if table is not None:
            statement = statement.join_from(table, personal_values, values.subject_id == table.c.id)
        for incident_id, kind, value in connection.execute(statement).all():
            told = told_by(subject, incident_id, kind, value, incident_id)
            if told is not None:
                yield incident_id, told.field, told.words
