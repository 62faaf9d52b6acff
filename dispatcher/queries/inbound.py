"""The inbound feed: what came in over the channels, the newest first."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, bindparam, select

from dispatcher.domain.inbound import InboundKind, InboundOutcome
from dispatcher.queries.inbound_rows import InboundRow
from dispatcher.queries.requests import AskInboundFeed
from dispatcher.storage.schema import channels, inbound, incidents, personal_values, units

DESTROYED = "(destroyed)"
_words = personal_values.alias("words")
_FEED = (
    select(
        inbound,
        channels.c.title,
        units.c.call_sign,
        incidents.c.number,
        personal_values.c.value.label("sender"),
        _words.c.value.label("words"),
    )
    .join(channels, channels.c.name == inbound.c.channel)
    .join(personal_values, personal_values.c.id == inbound.c.sender_id)
    .outerjoin(units, units.c.id == inbound.c.unit_id)
    .outerjoin(incidents, incidents.c.id == inbound.c.incident_id)
    .outerjoin(_words, _words.c.id == inbound.c.words_id)
    .order_by(inbound.c.heard_at.desc(), inbound.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def inbound_feed(query: AskInboundFeed, connection: Connection, _now: datetime) -> tuple[InboundRow, ...]:
    """Read the newest that came in."""
    return tuple(_row(row) for row in connection.execute(_FEED, {"most": query.limit}))


def _row(row: Row[Any]) -> InboundRow:
    words = None if row.words_id is None else DESTROYED if row.words is None else row.words
    return InboundRow(
        inbound_id=row.id,
        at=row.heard_at,
        sent_at=row.sent_at,
        channel=row.channel,
        channel_title=row.title or row.channel,
        sender=DESTROYED if row.sender is None else row.sender,
        call_sign=row.call_sign,
        kind=InboundKind(row.kind),
        code=row.code,
        meaning=row.detail,
        words=words,
        complete=row.complete,
        outcome=InboundOutcome(row.outcome),
        duplicate=row.duplicate,
        incident_id=row.incident_id,
        incident_number=row.number,
        latitude=row.latitude,
        longitude=row.longitude,
        bytes_received=bytes(row.bytes_received),
    )
