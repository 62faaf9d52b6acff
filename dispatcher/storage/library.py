"""The documents of the house in the store, in every version that was ever active."""

from sqlalchemy import Connection, select

from dispatcher.storage.schema import documents


def title_of(connection: Connection, name: str, version: int) -> str | None:
    """Return a document's title; None when there is none of that name and version."""
    of = (documents.c.name == name, documents.c.version == version)
    return connection.execute(select(documents.c.title).where(*of)).scalar()
