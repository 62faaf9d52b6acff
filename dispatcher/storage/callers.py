"""Who called about an incident, as it is kept apart from the journal."""

from sqlalchemy import Connection, bindparam, or_, select

from dispatcher.storage.schema import calls, personal_values

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
