"""Drafts of calls in the store: the newest state of each, and what became of it."""

from sqlalchemy import Connection, Row, delete, insert, select, update

from dispatcher.domain.errors import UnknownThing
from dispatcher.storage.schema import drafts


def find(connection: Connection, draft_id: str) -> Row[tuple[object, ...]] | None:
    """Return the row of a draft; None when there is none."""
    return connection.execute(select(drafts).where(drafts.c.id == draft_id)).one_or_none()


def get(connection: Connection, draft_id: str) -> Row[tuple[object, ...]]:
    """Return the row of a draft.

    Raises:
        UnknownThing: there is none.
    """
    row = find(connection, draft_id)
    if row is None:
        raise UnknownThing(f"no draft has the id {draft_id}", field="draft")
    return row


def add(connection: Connection, **values: object) -> None:
    """Insert a draft."""
    connection.execute(insert(drafts).values(**values))


def set_values(connection: Connection, draft_id: str, **values: object) -> None:
    """Change columns of one draft; nothing happens when there is none."""
    connection.execute(update(drafts).where(drafts.c.id == draft_id).values(**values))


def remove(connection: Connection, draft_id: str) -> None:
    """Take a draft away, with every word of it."""
    connection.execute(delete(drafts).where(drafts.c.id == draft_id))
