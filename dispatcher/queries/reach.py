"""The standing check: who can be reached for each role that an escalation may ask."""

from datetime import datetime

from sqlalchemy import Connection

from dispatcher.domain.escalation import Reach
from dispatcher.domain.reach import ROLES, roles_asked
from dispatcher.queries.boards import active_pack
from dispatcher.queries.duty_rows import ReachRow
from dispatcher.queries.requests import AskReach
from dispatcher.storage import duties


def reach(_query: AskReach, connection: Connection, _now: datetime) -> tuple[ReachRow, ...]:
    """Read the roles from the desk upwards."""
    sitting = duties.on_duty(connection)
    phones = duties.on_call(connection)
    can = Reach(on_duty=frozenset(duty.role for duty in sitting), on_call=frozenset(phones))
    asked = roles_asked(part.policy() for part in active_pack(connection).policy)
    gaps = dict(can.gaps(asked))
    return tuple(
        ReachRow(
            role=role, on_duty=tuple(duty.name for duty in sitting if duty.role is role), phones=phones.get(role, ()),
            stands_in=gaps.get(role), reachable=role not in gaps,
        )
        for role in ROLES
        if role in asked
    )  # fmt: skip
