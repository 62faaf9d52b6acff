"""Deadline rows: armed, claimed once, cancelled."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    Row,
    Text,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from dispatcher.domain.escalation import DeadlineState, SubjectKind
from dispatcher.domain.machine import DuePlace
from dispatcher.storage.columns import UtcInstant
from dispatcher.storage.leases import DEADLINES
from dispatcher.storage.schema import deadlines, leases

MISSED_AFTER = timedelta(seconds=1)
"""What is due for so long and is not in the engine's hands was missed."""

_ARMED = deadlines.c.state == DeadlineState.ARMED.value

# Built once: every dispatch runs them.
_INSERT = insert(deadlines)
_CANCEL = (
    update(deadlines)
    .where(deadlines.c.subject_id == bindparam("subject"), _ARMED)
    .values(state=DeadlineState.CANCELLED.value)
)
_CANCEL_ONE = (
    update(deadlines)
    .where(deadlines.c.subject_id == bindparam("subject"), deadlines.c.name == bindparam("called"), _ARMED)
    .values(state=DeadlineState.CANCELLED.value)
)
_CANCEL_NAMED = (
    update(deadlines)
    .where(
        deadlines.c.subject_id == bindparam("subject"), deadlines.c.name.in_(bindparam("names", expanding=True)), _ARMED
    )
    .values(state=DeadlineState.CANCELLED.value)
)
_SET_ANEW = (
    update(deadlines)
    .where(
        deadlines.c.subject_id == bindparam("subject"),
        deadlines.c.name == bindparam("called"),
        deadlines.c.policy_id == bindparam("by_policy"),
        _ARMED,
    )
    .values(
        due_at=bindparam("then", type_=UtcInstant),
        since=bindparam("counted", type_=UtcInstant),
        step=bindparam("next_step"),
        run=1,
    )
    .returning(deadlines.c.id)
)
_ARMED_OF = select(deadlines).where(
    deadlines.c.subject_id == bindparam("subject"), deadlines.c.name == bindparam("called"), _ARMED
)
_NAMES_OF = select(deadlines.c.name).where(deadlines.c.subject_id == bindparam("subject"), _ARMED)
_DUE = (
    select(deadlines.c.id)
    .where(_ARMED, deadlines.c.due_at <= bindparam("by"))
    .order_by(deadlines.c.due_at, deadlines.c.id)
    .limit(bindparam("most", type_=Integer))
)
_PLACE = tuple_(deadlines.c.due_at, deadlines.c.id)
_GIVEN_PLACE = tuple_(bindparam("due_at", type_=UtcInstant), bindparam("id", type_=Text))
_DUE_PLACES = select(deadlines.c.id, deadlines.c.due_at).where(_ARMED, deadlines.c.due_at <= bindparam("by"))
_IN_DUE_ORDER = (deadlines.c.due_at, deadlines.c.id)
_FIRST_DUE = _DUE_PLACES.order_by(*_IN_DUE_ORDER).limit(bindparam("most", type_=Integer))
_DUE_BEHIND = _DUE_PLACES.where(_PLACE > _GIVEN_PLACE).order_by(*_IN_DUE_ORDER).limit(bindparam("most", type_=Integer))
_OVERDUE = select(func.count(), func.min(deadlines.c.due_at)).where(_ARMED, deadlines.c.due_at < bindparam("before"))
_CLAIM = (
    update(deadlines)
    .where(
        deadlines.c.id == bindparam("which"),
        _ARMED,
        deadlines.c.due_at <= bindparam("now"),
        exists().where(
            leases.c.name == DEADLINES,
            leases.c.holder == bindparam("by_holder"),
            leases.c.epoch == bindparam("in_epoch"),
        ),
    )
    .values(state=DeadlineState.DONE.value, fired_at=bindparam("now", type_=UtcInstant))
    .returning(deadlines)
)
_BY_US = bindparam("by_us", type_=BigInteger)
_SHIFT = (
    update(deadlines)
    .where(_ARMED)
    .values(
        due_at=type_coerce(deadlines.c.due_at, BigInteger) + _BY_US,
        since=type_coerce(deadlines.c.since, BigInteger) + _BY_US,
    )
)
_NEXT_DUE = select(deadlines.c.due_at).where(_ARMED).order_by(deadlines.c.due_at).limit(1)
_NEXT_AFTER = _NEXT_DUE.where(deadlines.c.due_at > bindparam("after"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that will happen unless its reason goes away first."""

    id: str
    subject_kind: SubjectKind
    subject_id: str
    incident_id: str | None  # of units, channels and proposals there may be none
    name: str
    policy_id: str | None
    run: int
    due_at: datetime
    since: datetime  # what the chain counts from
    step: str


def arm(connection: Connection, rows: Iterable[Deadline]) -> None:
    """Insert armed deadlines; IntegrityError when one subject already has that step armed."""
    connection.execute(
        _INSERT,
        [
            {
                "id": row.id,
                "subject_kind": row.subject_kind.value,
                "subject_id": row.subject_id,
                "incident_id": row.incident_id,
                "name": row.name,
                "policy_id": row.policy_id,
                "run": row.run,
                "due_at": row.due_at,
                "since": row.since,
                "step": row.step,
                "state": DeadlineState.ARMED.value,
            }
            for row in rows
        ],
    )


def set_anew(connection: Connection, like: Deadline) -> str | None:
    """Let the armed deadline of a subject and name count anew; its id, or None when none is armed by that policy."""
    given = {
        "subject": like.subject_id, "called": like.name, "by_policy": like.policy_id, "then": like.due_at,
        "counted": like.since, "next_step": like.step,
    }  # fmt: skip
    return connection.execute(_SET_ANEW, given).scalar_one_or_none()


def claim(connection: Connection, deadline_id: str, holder: str, epoch: int, now: datetime) -> Deadline | None:
    """Take a due deadline, once in the whole room; None when it is not armed, not due or not this holder's duty."""
    given = {"which": deadline_id, "now": now, "by_holder": holder, "in_epoch": epoch}
    row = connection.execute(_CLAIM, given).one_or_none()
    return None if row is None else _deadline(row)


def cancel(connection: Connection, subject_id: str) -> int:
    """Cancel every armed deadline of a subject and return how many there were."""
    return connection.execute(_CANCEL, {"subject": subject_id}).rowcount


def cancel_one(connection: Connection, subject_id: str, name: str) -> bool:
    """Cancel one armed step of a subject; False when it was not armed."""
    done = connection.execute(_CANCEL_ONE, {"subject": subject_id, "called": name})
    return done.rowcount == 1


def cancel_named(connection: Connection, subject_id: str, names: Collection[str]) -> int:
    """Cancel the armed steps of a subject that have one of these names; return how many there were."""
    return connection.execute(_CANCEL_NAMED, {"subject": subject_id, "names": list(names)}).rowcount


def armed_of(connection: Connection, subject_id: str, name: str) -> Deadline | None:
    """Return a subject's armed deadline of that name, if it has one."""
    row = connection.execute(_ARMED_OF, {"subject": subject_id, "called": name}).one_or_none()
    return None if row is None else _deadline(row)


def armed_names(connection: Connection, subject_id: str) -> frozenset[str]:
    """Return the names of a subject's armed deadlines."""
    return frozenset(connection.execute(_NAMES_OF, {"subject": subject_id}).scalars())


def all_armed_of(connection: Connection, subject_id: str) -> tuple[Deadline, ...]:
    """Return every armed deadline of a subject, the next first."""
    rows = connection.execute(
        select(deadlines).where(deadlines.c.subject_id == subject_id, _ARMED).order_by(deadlines.c.due_at)
    )
    return tuple(_deadline(row) for row in rows)


def is_any_armed(connection: Connection, subject_id: str) -> bool:
    """Tell whether a subject has an armed deadline."""
    return connection.execute(select(exists().where(deadlines.c.subject_id == subject_id, _ARMED))).scalar_one()


def cancel_of_incident(connection: Connection, incident_id: str) -> None:
    """Cancel every armed deadline of an incident, its transmissions' included."""
    connection.execute(
        update(deadlines)
        .where(deadlines.c.incident_id == incident_id, _ARMED)
        .values(state=DeadlineState.CANCELLED.value)
    )


def armed(
    connection: Connection, limit: int | None = None, after: tuple[str, datetime] | None = None
) -> tuple[tuple[str, datetime], ...]:
    """Return (id, due_at) of armed deadlines, the next first, beginning after the one given."""
    statement = select(deadlines.c.id, deadlines.c.due_at).where(_ARMED)
    if after is not None:
        deadline_id, due_at = after
        same = and_(deadlines.c.due_at == due_at, deadlines.c.id > deadline_id)
        statement = statement.where(deadlines.c.due_at >= due_at, or_(deadlines.c.due_at > due_at, same))
    rows = connection.execute(statement.order_by(deadlines.c.due_at, deadlines.c.id).limit(limit))
    return tuple((row.id, row.due_at) for row in rows)


def due(connection: Connection, now: datetime, limit: int = 200) -> tuple[str, ...]:
    """Return armed deadlines that are due, in due order."""
    return tuple(row.id for row in connection.execute(_DUE, {"by": now, "most": limit}))


def places_due(connection: Connection, now: datetime, most: int, behind: DuePlace | None) -> tuple[DuePlace, ...]:
    """Return the places of armed deadlines that are due, in due order, beginning behind the one given."""
    if behind is None:
        rows = connection.execute(_FIRST_DUE, {"by": now, "most": most})
    else:
        rows = connection.execute(_DUE_BEHIND, {"by": now, "most": most, "due_at": behind.due_at, "id": behind.id})
    return tuple(DuePlace(row.due_at, row.id) for row in rows)


def overdue(connection: Connection, before: datetime) -> tuple[int, datetime | None]:
    """Count the armed deadlines that were due before an instant, and return when the oldest was."""
    count, oldest = connection.execute(_OVERDUE, {"before": before}).one()
    return count, oldest


def shift(connection: Connection, by: timedelta) -> int:
    """Move every armed deadline, and the instant from which its chain counts, by so much; return how many."""
    return connection.execute(_SHIFT, {"by_us": by // timedelta(microseconds=1)}).rowcount


def next_due_after(connection: Connection, moment: datetime) -> datetime | None:
    """Return the earliest due instant after a moment."""
    return connection.execute(_NEXT_AFTER, {"after": moment}).scalar()


def next_due(connection: Connection) -> datetime | None:
    """Return the earliest due instant of all armed deadlines."""
    return connection.execute(_NEXT_DUE).scalar()


def _deadline(row: Row[tuple[object, ...]]) -> Deadline:
    return Deadline(
        id=row.id,
        subject_kind=SubjectKind(row.subject_kind),
        subject_id=row.subject_id,
        incident_id=row.incident_id,
        name=row.name,
        policy_id=row.policy_id,
        run=row.run,
        due_at=row.due_at,
        since=row.since,
        step=row.step,
    )
