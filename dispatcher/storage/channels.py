"""Channels in the store."""

from sqlalchemy import Connection, bindparam, select

from dispatcher.storage.schema import channels

_ALTERNATE = select(channels.c.alternate).where(channels.c.name == bindparam("of"))


def alternate_of(connection: Connection, channel: str) -> str:
    """Return the channel that reaches the same pagers; empty when there is none."""
    return connection.execute(_ALTERNATE, {"of": channel}).scalar_one()
