"""Read-backs in the store, and what is owed of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, insert, not_, or_, select, update

from dispatcher.domain.calls import Medium
from dispatcher.domain.read_back import SETTLES, Outcome
from dispatcher.storage.schema import calls, personal_values, read_back_debts, read_backs

_told, _call = personal_values.alias(), calls.alias()
_PLACED_SINCE = exists().where(
    _told.c.subject_id == read_backs.c.incident_id, _told.c.kind == "place",
    _told.c.id > read_backs.c.id,  # ids are in the order of their making
)  # fmt: skip
STANDS = and_(
    or_(
        read_backs.c.call_id.is_(None),
        exists().where(_call.c.id == read_backs.c.call_id, _call.c.incident_id == read_backs.c.incident_id),
    ),
    or_(read_backs.c.outcome != Outcome.COMPLETE.value, not_(_PLACED_SINCE)),
)
"""What was confirmed in a call that belongs elsewhere now tells nothing of the incident; nor of a place named since."""
_SETTLED = (
    select(read_backs.c.id)
    .where(read_backs.c.incident_id == bindparam("of"), read_backs.c.outcome.in_(sorted(SETTLES)), STANDS)
    .limit(1)
)
_DEBT = select(read_back_debts).where(read_back_debts.c.incident_id == bindparam("of"))
_MEDIA = select(calls.c.medium).where(calls.c.incident_id == bindparam("of")).distinct()


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A read-back that is owed, or was."""

    owed_at: datetime
    settled_at: datetime | None


def add(connection: Connection, **values: object) -> None:
    """Insert what became of a read-back."""
    connection.execute(insert(read_backs).values(**values))


def is_settled(connection: Connection, incident_id: str) -> bool:
    """Tell whether any call of the incident was read back, or somebody said why not."""
    return connection.execute(_SETTLED, {"of": incident_id}).first() is not None


def debt(connection: Connection, incident_id: str) -> Debt | None:
    """Return the debt of an incident, settled or not; None when there never was one."""
    row = connection.execute(_DEBT, {"of": incident_id}).one_or_none()
    return Debt(owed_at=row.owed_at, settled_at=row.settled_at) if row else None


def is_owed(connection: Connection, incident_id: str) -> bool:
    """Tell whether units went before a read-back that is still to be done or explained."""
    found = debt(connection, incident_id)
    return found is not None and found.settled_at is None


def owe(connection: Connection, incident_id: str, owed_at: datetime) -> None:
    """Open a debt."""
    connection.execute(insert(read_back_debts).values(incident_id=incident_id, owed_at=owed_at))


def settle(connection: Connection, incident_id: str, settled_at: datetime) -> None:
    """Close the debt, where there is one that is open."""
    connection.execute(
        update(read_back_debts)
        .where(read_back_debts.c.incident_id == incident_id, read_back_debts.c.settled_at.is_(None))
        .values(settled_at=settled_at)
    )


def media_of(connection: Connection, incident_id: str) -> frozenset[Medium]:
    """Return how the calls of an incident came."""
    return frozenset(Medium(value) for value in connection.execute(_MEDIA, {"of": incident_id}).scalars())
