"""Calls and their callers in the store; a caller's words and data are kept apart from the journal."""

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from dispatcher.domain.errors import UnknownThing
from dispatcher.storage.schema import calls, personal_values

PERSONAL = (
    "caller_name", "caller_number", "caller_relation", "caller_language", "caller_needs", "narrative",
)  # fmt: skip
"""What a call may carry that is a person's: each has a column `…_id`."""
_PRIVATE = (
    select(personal_values.c.value)
    .join(
        calls,
        or_(calls.c.caller_name_id == personal_values.c.id, calls.c.caller_number_id == personal_values.c.id),
    )
    .where(calls.c.incident_id == bindparam("incident"))
    .order_by(personal_values.c.id)
)


def names_and_numbers(connection: Connection, incident_id: str) -> tuple[str, ...]:
    """Return the names and numbers of everybody who called about an incident."""
    return tuple(value for value in connection.execute(_PRIVATE, {"incident": incident_id}).scalars() if value)


def get(connection: Connection, call_id: str) -> Row[tuple[object, ...]]:
    """Return the row of a call.

    Raises:
        UnknownThing: there is none.
    """
    row = connection.execute(select(calls).where(calls.c.id == call_id)).one_or_none()
    if row is None:
        raise UnknownThing(f"no call has the id {call_id}", field="call")
    return row


def of_incident(connection: Connection, incident_id: str) -> tuple[Row[tuple[object, ...]], ...]:
    """Return the calls of an incident, in the order in which they were entered."""
    return tuple(connection.execute(select(calls).where(calls.c.incident_id == incident_id).order_by(calls.c.id)))


def said(connection: Connection, incident_id: str) -> dict[str, bool]:
    """Return of each kind of words whether any call of an incident has some; what was destroyed had."""
    named = [(kind, getattr(row, f"{kind}_id")) for row in of_incident(connection, incident_id) for kind in PERSONAL]
    ids = [value_id for _, value_id in named if value_id is not None]
    taken_back = personal_values.c.id.in_(ids) & (personal_values.c.value == "")
    empty = {None, *connection.execute(select(personal_values.c.id).where(taken_back)).scalars()}
    return {kind: any(of == kind and value_id not in empty for of, value_id in named) for kind in PERSONAL}


def words_of(connection: Connection, value_id: str | None) -> str | None:
    """Return a personal value; None when there is none of that id, or when it was destroyed."""
    of = personal_values.c.id == value_id
    return connection.execute(select(personal_values.c.value).where(of)).scalar() if value_id else None


def count(connection: Connection, incident_id: str) -> int:
    """Return how many calls an incident has."""
    return connection.execute(
        select(func.count()).select_from(calls).where(calls.c.incident_id == incident_id)
    ).scalar_one()


def set_values(connection: Connection, call_id: str, **values: object) -> None:
    """Change columns of one call."""
    connection.execute(update(calls).where(calls.c.id == call_id).values(**values))
