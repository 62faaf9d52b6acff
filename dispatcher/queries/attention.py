"""The attention strip: what is not resolved, most pressing first."""

from datetime import datetime

from sqlalchemy import Connection, Row, select

from dispatcher.domain.attention import RANK, UNRESOLVED, AttentionKind, AttentionState
from dispatcher.domain.authority import Role
from dispatcher.domain.messages import voice_script
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskAttention
from dispatcher.queries.rows import AttentionRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention, incidents, messages, operators, personal_values, transmissions, units

_NO_PRIORITY_RANK = 2


def attention_items(_query: AskAttention, connection: Connection, _now: datetime) -> tuple[AttentionRow, ...]:
    """Read the strip."""
    rows = connection.execute(
        select(
            attention,
            attention.c.count.label("times"),
            operators.c.name.label("owner_name"),
            incidents.c.number,
            units.c.call_sign,
            personal_values.c.value.label("page_text"),
        )
        .outerjoin(operators, operators.c.id == attention.c.owner)
        .outerjoin(incidents, incidents.c.id == attention.c.incident_id)
        .outerjoin(units, units.c.id == attention.c.unit_id)
        .outerjoin(transmissions, transmissions.c.id == attention.c.transmission_id)
        .outerjoin(messages, messages.c.id == transmissions.c.message_id)
        .outerjoin(personal_values, personal_values.c.id == messages.c.text_id)
        .where(in_states(attention.c.state, UNRESOLVED))
    )
    return tuple(sorted((_item(row) for row in rows), key=_pressing))


def _pressing(item: AttentionRow) -> tuple[bool, int, int, datetime]:
    rank = item.priority.rank if item.priority else _NO_PRIORITY_RANK
    return item.state is AttentionState.TAKEN, rank, RANK[item.kind], item.raised_at


def _item(row: Row[tuple[object, ...]]) -> AttentionRow:
    kind = AttentionKind(row.kind)
    script = None
    if kind is AttentionKind.VOICE_TASK and row.call_sign and row.page_text:
        script = voice_script(call_sign=row.call_sign, text=row.page_text)
    return AttentionRow(
        attention_id=row.id,
        kind=kind,
        state=AttentionState(row.state),
        text=row.text,
        priority=Priority(row.priority) if row.priority else None,
        count=row.times,
        level=row.level,
        for_role=Role(row.for_role),
        owner=row.owner_name,
        raised_at=row.raised_at,
        incident_id=row.incident_id,
        incident_number=row.number,
        call_sign=row.call_sign,
        voice_script=script,
    )
