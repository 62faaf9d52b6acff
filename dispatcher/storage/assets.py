"""The register of things with a number; a number is compared without case, blanks and signs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from dispatcher.storage.schema import assets

Found = Row[tuple[Any, ...]]


def put(connection: Connection, new_id: str, folded: str, values: Mapping[str, object]) -> str:
    """Write a thing under its folded number and return its id."""
    found = connection.execute(select(assets.c.id).where(assets.c.folded == folded)).scalar()
    if found is None:
        connection.execute(insert(assets).values(id=new_id, folded=folded, **values))
        return new_id
    connection.execute(update(assets).where(assets.c.id == found).values(**values))
    return found


def by_number(connection: Connection, folded: str) -> Found | None:
    """Return the thing that bears a folded number."""
    return connection.execute(select(assets).where(assets.c.folded == folded)).one_or_none()


def that_begin(connection: Connection, folded: str, most: int) -> tuple[Found, ...]:
    """Return things whose folded number begins so, by number."""
    # A range, not LIKE: both databases walk the index for it, whatever their collation.
    rows = select(assets).where(assets.c.folded >= folded, assets.c.folded < folded + "\U0010ffff")
    return tuple(connection.execute(rows.order_by(assets.c.folded).limit(most)))
