"""The unguarded count: an independent question to the stored truth, not to the engine's memory (invariant 1)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, false, func, or_, select

from dispatcher.domain.authority import Role
from dispatcher.domain.escalation import DeadlineState, Subject, SubjectKind
from dispatcher.domain.incidents import IncidentState
from dispatcher.storage.columns import UtcInstant, in_states
from dispatcher.storage.contacts import IS_UNSETTLED, WAITING
from dispatcher.storage.leases import DEADLINES, is_held
from dispatcher.storage.schema import contacts, deadlines, duties, incidents

GRACE = timedelta(seconds=5)
"""A deadline that is due may be on its way through the engine; longer overdue, it guards nothing."""

_STANDS_IN_FOR = {
    Role.DISPATCHER: (Role.DISPATCHER, Role.SUPERVISOR, Role.DUTY_MANAGER),
    Role.SUPERVISOR: (Role.SUPERVISOR, Role.DUTY_MANAGER),
    Role.DUTY_MANAGER: (Role.DUTY_MANAGER,),
}


def guarded(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an incident row is owned and has a deadline to come."""
    return _guarded(deadlines.c.due_at >= now - GRACE)


def _guarded(not_overdue: ColumnElement[bool]) -> ColumnElement[bool]:
    armed = exists(
        select(deadlines.c.id).where(
            deadlines.c.incident_id == incidents.c.id,
            # A chain that asks something of people counts for the incident only while it is its own guard, or a page's:
            # a promise due tomorrow guards nothing tonight, nor an update that is owed.
            or_(
                and_(deadlines.c.subject_id == incidents.c.id, deadlines.c.name != Subject.UPDATE.guard),
                deadlines.c.subject_kind == SubjectKind.TRANSMISSION.value,
            ),
            in_states(deadlines.c.state, (DeadlineState.ARMED,)),
            not_overdue,
        )
    )
    return and_(armed, _owner_on_duty())


def _owner_on_duty() -> ColumnElement[bool]:
    present = duties.c.until.is_(None)
    seat = exists(select(duties.c.id).where(present, duties.c.seat == incidents.c.owner_seat))
    by_role: ColumnElement[bool] = false()
    for role, stand_ins in _STANDS_IN_FOR.items():
        somebody = exists(select(duties.c.id).where(present, duties.c.role.in_([item.value for item in stand_ins])))
        by_role = or_(by_role, and_(incidents.c.owner_role == role.value, somebody))
    return or_(seat, and_(incidents.c.owner_seat.is_(None), by_role))


def _contact_guarded(not_overdue: ColumnElement[bool]) -> ColumnElement[bool]:
    """What waits in a batch is guarded with it, everything else by itself."""
    in_batch = and_(WAITING, contacts.c.batch.is_not(None))
    return exists(
        select(deadlines.c.id).where(
            deadlines.c.subject_id == case((in_batch, contacts.c.batch), else_=contacts.c.id),
            in_states(deadlines.c.state, (DeadlineState.ARMED,)),
            not_overdue,
        )
    )


# Built once: the count is asked for every second, and by a replay after every jump.
_OPEN = select(func.count()).select_from(incidents).where(in_states(incidents.c.state, (IncidentState.OPEN,)))
_UNGUARDED = _OPEN.where(~_guarded(deadlines.c.due_at >= bindparam("earliest", type_=UtcInstant)))


_UNSETTLED = select(func.count()).select_from(contacts).where(IS_UNSETTLED)
_UNGUARDED_CONTACTS = _UNSETTLED.where(~_contact_guarded(deadlines.c.due_at >= bindparam("earliest", type_=UtcInstant)))


def unguarded_count(connection: Connection, now: datetime) -> int:
    """Count open incidents without an owner on duty, or without an armed deadline; and contacts without one."""
    return unguarded_incidents(connection, now) + unguarded_contacts(connection, now)


def unguarded_incidents(connection: Connection, now: datetime) -> int:
    """Count open incidents without an owner on duty, or without an armed deadline that somebody will run."""
    if not is_held(connection, DEADLINES):
        return connection.execute(_OPEN).scalar_one()
    return connection.execute(_UNGUARDED, {"earliest": now - GRACE}).scalar_one()


def unguarded_contacts(connection: Connection, now: datetime) -> int:
    """Count contacts that nobody has settled without an armed deadline that somebody will run."""
    if not is_held(connection, DEADLINES):
        return connection.execute(_UNSETTLED).scalar_one()
    return connection.execute(_UNGUARDED_CONTACTS, {"earliest": now - GRACE}).scalar_one()
