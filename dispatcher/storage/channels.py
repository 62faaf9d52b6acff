"""Channels in the store."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from dispatcher.domain.errors import UnknownThing
from dispatcher.storage.schema import channels

_ALTERNATE = select(channels.c.alternate).where(channels.c.name == bindparam("of"))
_HELD = select(channels.c.held_since).where(channels.c.name == bindparam("of"))
_BY_NAME = select(channels).where(channels.c.name == bindparam("of"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as its holder last reported it, and whether somebody holds it back."""

    name: str
    title: str
    driver: str
    highest: str
    state: str
    since: datetime
    reason: str
    held_since: datetime | None
    held_by: str | None
    hold_reason_id: str | None


def named(connection: Connection, name: str) -> Channel:
    """Return a channel by its name.

    Raises:
        UnknownThing: there is none; the text names those that there are.
    """
    row = connection.execute(_BY_NAME, {"of": name}).one_or_none()
    if row is None:
        known = connection.execute(select(channels.c.name).order_by(channels.c.name)).scalars()
        raise UnknownThing(f"no channel is called {name!r}; there are: {', '.join(known)}", field="channel")
    return Channel(
        name=row.name, title=row.title, driver=row.driver, highest=row.highest, state=row.state, since=row.since,
        reason=row.reason, held_since=row.held_since, held_by=row.held_by, hold_reason_id=row.hold_reason_id,
    )  # fmt: skip


def alternate_of(connection: Connection, channel: str) -> str:
    """Return the channel that reaches the same pagers; empty when there is none."""
    return connection.execute(_ALTERNATE, {"of": channel}).scalar_one()


def is_held(connection: Connection, channel: str) -> bool:
    """Tell whether somebody lets nothing be claimed for a channel's line."""
    return connection.execute(_HELD, {"of": channel}).scalar() is not None


def hold(connection: Connection, channel: str, *, since: datetime, by: str, reason_id: str) -> None:
    """Let nothing be claimed for a channel's line."""
    _set(connection, channel, held_since=since, held_by=by, hold_reason_id=reason_id)


def release(connection: Connection, channel: str) -> None:
    """Let a channel go on; why it was held stays where it was kept."""
    _set(connection, channel, held_since=None, held_by=None, hold_reason_id=None)


def _set(connection: Connection, channel: str, **values: object) -> None:
    connection.execute(update(channels).where(channels.c.name == channel).values(**values))
