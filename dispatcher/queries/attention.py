"""The attention strip: what is not resolved, most pressing first."""

from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from dispatcher.domain.attention import UNRESOLVED, AttentionKind, AttentionState, pressing
from dispatcher.domain.authority import Role
from dispatcher.domain.messages import voice_script
from dispatcher.domain.triage import Priority
from dispatcher.queries.requests import AskAttention
from dispatcher.queries.rows import AttentionRow
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import attention, incidents, messages, operators, personal_values, transmissions, units


def attention_items(_query: AskAttention, connection: Connection, _now: datetime) -> tuple[AttentionRow, ...]:
    """Read the strip in the order of `pressing`, each item with the priority its incident has now."""
    rows = connection.execute(
        select(
            attention,
            attention.c.count.label("times"),
            operators.c.name.label("owner_name"),
            incidents.c.number,
            func.coalesce(incidents.c.priority, attention.c.priority).label("graded"),
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


def _pressing(item: AttentionRow) -> tuple[float, bool, int, int, datetime]:
    about_one = item.call_sign is not None
    return pressing(item.priority, item.state, item.kind, item.level, item.raised_at, about_one=about_one)


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
        priority=Priority(row.graded) if row.graded else None,
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
