"""The attention strip: what is not resolved, most pressing first."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Subquery, case, func, select

from dispatcher.domain.attention import (
    NO_HURRY,
    RANK,
    ROOM_RANK,
    UNRESOLVED,
    AttentionKind,
    AttentionState,
    pressing,
)
from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import Acknowledgement, Subject
from dispatcher.domain.messages import voice_script
from dispatcher.domain.triage import Priority
from dispatcher.queries.attention_rows import AttentionRow
from dispatcher.queries.requests import AskAttention
from dispatcher.storage.columns import in_states
from dispatcher.storage.schema import (
    attention,
    attention_acknowledgements,
    incidents,
    messages,
    operators,
    personal_values,
    proposals,
    transmissions,
    units,
)

MOST = 200
"""So many items are read, the most pressing; what is left is counted. Nobody looks further down in a flood."""
_spoken_for = operators.alias("spoken_for")
_UNRESOLVED = in_states(attention.c.state, UNRESOLVED)
_GRADED = case(
    (attention.c.kind == AttentionKind.EMERGENCY.value, attention.c.priority),  # whatever its incident is
    else_=func.coalesce(incidents.c.priority, attention.c.priority),
)


def attention_items(_query: AskAttention, connection: Connection, _now: datetime) -> tuple[AttentionRow, ...]:
    """Read the first `MOST` of the strip in the order of `pressing`, each with the priority its incident has now."""
    top = _most_pressing()
    rows = connection.execute(
        select(
            attention,
            _how_many().label("unresolved"),
            attention.c.count.label("times"),
            operators.c.name.label("owner_name"),
            incidents.c.number,
            incidents.c.owner_seat,
            _GRADED.label("graded"),
            units.c.call_sign,
            personal_values.c.value.label("page_text"),
            _spoken_for.c.name.label("spoken_for"),
        )
        .join(top, top.c.id == attention.c.id)
        .outerjoin(operators, operators.c.id == attention.c.owner)
        .outerjoin(_spoken_for, _spoken_for.c.id == attention.c.spoke_for)
        .outerjoin(incidents, incidents.c.id == attention.c.incident_id)
        .outerjoin(units, units.c.id == attention.c.unit_id)
        .outerjoin(transmissions, transmissions.c.id == attention.c.transmission_id)
        .outerjoin(messages, messages.c.id == transmissions.c.message_id)
        .outerjoin(personal_values, personal_values.c.id == messages.c.text_id)
    ).all()
    asked = [row for row in rows if row.kind == AttentionKind.APPROVAL.value]
    given, reasons = _given(connection), _reasons(connection, [_proposal(row.chain) or "" for row in asked])
    return tuple(sorted((_item(row, given, reasons) for row in rows), key=_pressing))


def _reasons(connection: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """Return why what waits for an answer is proposed, by proposal: a person's words, kept apart from the item."""
    if not ids:
        return {}
    rows = connection.execute(
        select(proposals.c.id, personal_values.c.value)
        .join(personal_values, personal_values.c.id == proposals.c.reason_id)
        .where(proposals.c.id.in_(ids))
    )
    return {row.id: row.value or "(destroyed)" for row in rows}


def _most_pressing() -> Subquery:
    """Return the ids of what stands first: `pressing` in the words of SQL."""
    ranks = {priority.value: float(priority.rank) for priority in Priority}
    kinds = {kind.value: rank for kind, rank in RANK.items()}
    return (
        select(attention.c.id)
        .outerjoin(incidents, incidents.c.id == attention.c.incident_id)
        .where(_UNRESOLVED)
        .order_by(
            case(ranks, value=_GRADED, else_=case((attention.c.unit_id.is_not(None), NO_HURRY), else_=ROOM_RANK)),
            case((attention.c.state == AttentionState.TAKEN.value, 1), else_=0),
            case(kinds, value=attention.c.kind),
            attention.c.level.desc(),
            attention.c.raised_at,
        )
        .limit(MOST)
        .subquery()
    )


def _how_many() -> ColumnElement[int]:
    everything = attention.alias("everything")
    unresolved = in_states(everything.c.state, UNRESOLVED)
    return select(func.count()).select_from(everything).where(unresolved).scalar_subquery()


def _given(connection: Connection) -> Mapping[tuple[str, int], tuple[str, ...]]:
    """Return who has acknowledged what everybody of a role must, by item and level."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    acknowledged = attention_acknowledgements
    for row in connection.execute(
        select(acknowledged.c.attention_id, acknowledged.c.level, operators.c.name)
        .join(operators, operators.c.id == acknowledged.c.operator_id)
        # As a list and not as a join, or SQLite begins with everything that was ever acknowledged.
        .where(acknowledged.c.attention_id.in_(select(attention.c.id).where(_UNRESOLVED)))
        .order_by(acknowledged.c.at)
    ):
        found[row.attention_id, row.level].append(row.name)
    return {key: tuple(names) for key, names in found.items()}


def _pressing(item: AttentionRow) -> tuple[float, bool, int, int, datetime]:
    about_one = item.call_sign is not None
    return pressing(item.priority, item.state, item.kind, item.level, item.raised_at, about_one=about_one)


def _item(row: Row[Any], given: Mapping[tuple[str, int], tuple[str, ...]], reasons: Mapping[str, str]) -> AttentionRow:
    kind = AttentionKind(row.kind)
    proposal = _proposal(row.chain) if kind is AttentionKind.APPROVAL else None
    script = None
    if kind is AttentionKind.VOICE_TASK and row.call_sign and row.page_text:
        script = voice_script(call_sign=row.call_sign, text=row.page_text)
    return AttentionRow(
        attention_id=row.id,
        kind=kind,
        state=AttentionState(row.state),
        text=row.text if proposal is None else f"{row.text}: {reasons.get(proposal, '')}",
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
        for_seat=row.for_seat,
        is_for_owner=row.for_seat is not None and row.for_seat == row.owner_seat,
        least_role=Role(row.least_role) if row.least_role else None,
        needs_all=row.acknowledge == Acknowledgement.ALL.value,
        given=given.get((row.id, row.level), ()),
        spoke_for=row.spoken_for,
        proposal_id=proposal,
        chain=row.chain,
        unresolved=row.unresolved,
    )


def _proposal(chain: str | None) -> str | None:
    subject, _, subject_id = (chain or "").partition(":")
    return subject_id if subject == Subject.PROPOSAL.value else None
