"""The documents of the house in the store, in every version that was ever active."""

from sqlalchemy import Connection, select

from dispatcher.storage.schema import documents


def title_of(connection: Connection, name: str, version: int) -> str | None:
    """Return a document's title, the active pack's before another's; None when nothing has that name and version."""
    of = (documents.c.name == name, documents.c.version == version)
    newest = select(documents.c.title).where(*of).order_by(documents.c.active.desc(), documents.c.since.desc()).limit(1)
    return connection.execute(newest).scalar()
