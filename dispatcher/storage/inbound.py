"""What came in over a channel, and who is reached by which address."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, select

from dispatcher.domain.inbound import InboundKind
from dispatcher.storage.columns import UtcInstant
from dispatcher.storage.schema import addresses, channels, inbound, recipients, units

# Built once: what comes in may come in by hundreds a second.
_INSERT = insert(inbound)
_ADDRESSES = (
    select(addresses.c.address, units.c.id, units.c.call_sign)
    .join(recipients, recipients.c.id == addresses.c.recipient_id)
    .join(units, units.c.id == recipients.c.unit_id)
    .where(
        or_(
            addresses.c.channel == bindparam("on"),
            # Another port of the same radios knows them by the same addresses.
            addresses.c.channel.in_(select(channels.c.name).where(channels.c.alternate == bindparam("on"))),
        )
    )
)
_SOME_ADDRESSES = _ADDRESSES.where(addresses.c.address.in_(bindparam("those", expanding=True)))
_SAME_TEXT = (
    select(inbound.c.id)
    .where(
        inbound.c.heard_at >= bindparam("from_then", type_=UtcInstant),
        inbound.c.channel == bindparam("on"),
        inbound.c.kind == InboundKind.TEXT.value,
        inbound.c.sent_at == bindparam("sent"),
        inbound.c.bytes_received == bindparam("octets"),
    )
    .limit(1)
)
_CLOCKS_APART = timedelta(days=1)
"""The network's clock may be wrong by so much, and the same text is still known."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit that an address is of."""

    unit_id: str
    call_sign: str


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of `inbound`."""
    if rows:
        connection.execute(_INSERT, rows)


def senders(
    connection: Connection, channel: str, those: Collection[str] | None = None
) -> tuple[tuple[str, Sender], ...]:
    """Return the addresses at which units are known on a channel: all of them, or which of those there are."""
    if those is None:
        rows = connection.execute(_ADDRESSES, {"on": channel})
    else:
        rows = connection.execute(_SOME_ADDRESSES, {"on": channel, "those": list(those)})
    return tuple((row.address, Sender(row.id, row.call_sign)) for row in rows)


def has_text(connection: Connection, channel: str, sent_at: datetime, octets: bytes) -> bool:
    """Tell whether this very text, by the network's time and its octets, is kept already."""
    given = {"on": channel, "sent": sent_at, "octets": octets, "from_then": sent_at - _CLOCKS_APART}
    return connection.execute(_SAME_TEXT, given).first() is not None
