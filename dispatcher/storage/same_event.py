"""Merges, moved calls, links, what was kept apart and the new facts of calls in the store."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, update

from dispatcher.domain.identifiers import IdFactory
from dispatcher.domain.same_event import LinkKind
from dispatcher.storage.schema import (
    call_facts,
    call_moves,
    calls,
    incident_links,
    kept_apart,
    merge_promises,
    merges,
    personal_values,
    promises,
)


def standing_merge(connection: Connection, incident_id: str) -> Row[Any] | None:
    """Return the merge by which an incident is part of another; None when it is not."""
    return connection.execute(
        select(merges).where(merges.c.from_id == incident_id, merges.c.undone_at.is_(None))
    ).one_or_none()


def survivor_of(connection: Connection, incident_id: str) -> str:
    """Return the incident that an incident is part of in the end: itself, when it was not merged."""
    merge = standing_merge(connection, incident_id)
    return incident_id if merge is None else survivor_of(connection, merge.into_id)


def add_merge(connection: Connection, **values: object) -> None:
    """Insert a merge that stands; IntegrityError when its incident is merged already."""
    connection.execute(insert(merges).values(**values))


def undo_merge(connection: Connection, merge_id: str, **values: object) -> None:
    """Store when and by whom a merge was undone."""
    connection.execute(update(merges).where(merges.c.id == merge_id).values(**values))


def move_calls(
    connection: Connection, new_id: IdFactory, call_ids: Collection[str], *, from_id: str, to_id: str, **values: object
) -> None:
    """Give calls of one incident to another, and keep where they were."""
    if not call_ids:
        return
    connection.execute(update(calls).where(calls.c.id.in_(call_ids)).values(incident_id=to_id))
    connection.execute(
        insert(call_moves),
        [{"id": new_id(), "call_id": each, "from_id": from_id, "to_id": to_id, **values} for each in call_ids],
    )


def calls_of_merge(connection: Connection, merge: Row[Any], now_at: str) -> tuple[str, ...]:
    """Return the calls that moved by a merge, those of them that are at an incident now."""
    rows = connection.execute(
        select(calls.c.id)
        .join(call_moves, call_moves.c.call_id == calls.c.id)
        .where(
            call_moves.c.merge_id == merge.id, call_moves.c.from_id == merge.from_id, calls.c.incident_id == now_at
        )
        .order_by(calls.c.id)
    )  # fmt: skip
    return tuple(rows.scalars())


def promises_of_merge(connection: Connection, merge: Row[Any], now_at: str) -> tuple[Row[Any], ...]:
    """Return the promises that went along with a merge, those of them that are at an incident now."""
    rows = connection.execute(
        select(promises)
        .join(merge_promises, merge_promises.c.promise_id == promises.c.id)
        .where(merge_promises.c.merge_id == merge.id, promises.c.incident_id == now_at)
        .order_by(promises.c.id)
    )
    return tuple(rows)


def open_promises(connection: Connection, incident_id: str) -> tuple[Row[Any], ...]:
    """Return the promises of an incident that are not settled."""
    rows = connection.execute(
        select(promises)
        .where(promises.c.incident_id == incident_id, promises.c.state == "open")
        .order_by(promises.c.id)
    )
    return tuple(rows)


def note_promises(connection: Connection, merge_id: str, promise_ids: Iterable[str]) -> None:
    """Keep which promises went along with a merge."""
    rows = [{"merge_id": merge_id, "promise_id": each} for each in promise_ids]
    if rows:
        connection.execute(insert(merge_promises), rows)


def add_link(connection: Connection, **values: object) -> None:
    """Insert a link; IntegrityError when it is there already."""
    connection.execute(insert(incident_links).values(**values))


def links_between(connection: Connection, one: str, other: str, kind: LinkKind | None = None) -> Sequence[Row[Any]]:
    """Return the links that stand between two incidents, whichever was named first."""
    first = and_(incident_links.c.one_id == one, incident_links.c.other_id == other)
    second = and_(incident_links.c.one_id == other, incident_links.c.other_id == one)
    statement = select(incident_links).where(or_(first, second), incident_links.c.unlinked_at.is_(None))
    if kind is not None:
        statement = statement.where(incident_links.c.kind == kind.value)
    return connection.execute(statement.order_by(incident_links.c.id)).all()


def unlink(connection: Connection, ids: Collection[str], **values: object) -> None:
    """Store when and by whom links were ended."""
    connection.execute(update(incident_links).where(incident_links.c.id.in_(ids)).values(**values))


def keep_apart(connection: Connection, **values: object) -> bool:
    """Keep that two were looked at and are not one; False when somebody has said so before."""
    pair = (kept_apart.c.incident_id == values["incident_id"], kept_apart.c.subject == values["subject"])
    if connection.execute(select(kept_apart.c.id).where(*pair)).first() is not None:
        return False
    connection.execute(insert(kept_apart).values(**values))
    return True


def kept_apart_from(connection: Connection, subjects: Collection[str]) -> frozenset[str]:
    """Return the incidents that a draft, or an incident, is kept apart from: whichever of the two was warned."""
    wanted = or_(kept_apart.c.subject.in_(subjects), kept_apart.c.incident_id.in_(subjects))
    rows = connection.execute(select(kept_apart.c.incident_id, kept_apart.c.subject).where(wanted)).all()
    return frozenset(name for row in rows for name in row) - frozenset(subjects)


def add_facts(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Insert what a call said that its incident's record did not."""
    if rows:
        connection.execute(insert(call_facts), rows)


def look_at_facts(connection: Connection, incident_id: str, *, at: datetime, by: str) -> int:
    """Mark the new facts of an incident's calls as looked at; return how many there were."""
    mine = select(calls.c.id).where(calls.c.incident_id == incident_id)
    return connection.execute(
        update(call_facts)
        .where(call_facts.c.call_id.in_(mine), call_facts.c.looked_at.is_(None))
        .values(looked_at=at, looked_by=by)
    ).rowcount


def said_of(connection: Connection, incident_id: str, kinds: Collection[str]) -> dict[str, list[str]]:
    """Return the words of an incident's calls by kind: narratives, numbers."""
    columns = [getattr(calls.c, f"{kind}_id") for kind in kinds]
    rows = connection.execute(
        select(personal_values.c.kind, personal_values.c.value)
        .join(calls, or_(*(column == personal_values.c.id for column in columns)))
        .where(calls.c.incident_id == incident_id, personal_values.c.value.is_not(None))
        .order_by(personal_values.c.id)
    )
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    for row in rows:
        found[row.kind].append(row.value)
    return found


def facts_said(connection: Connection, incident_id: str) -> tuple[tuple[str, str | None], ...]:
    """Return kind and words of every new fact that an incident's calls have brought."""
    rows = connection.execute(
        select(call_facts.c.kind, personal_values.c.value)
        .join(calls, calls.c.id == call_facts.c.call_id)
        .join(personal_values, personal_values.c.id == call_facts.c.value_id)
        .where(calls.c.incident_id == incident_id)
    )
    return tuple((row.kind, row.value) for row in rows)
