"""Who sits where, in which role."""

from sqlalchemy import insert, select

from dispatcher.domain.authority import Actor
from dispatcher.domain.errors import NotAuthorised, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.seat_commands import SignOff, SignOn
from dispatcher.services import owning, seats
from dispatcher.services.reaching import check_reach
from dispatcher.storage import leases
from dispatcher.storage.duties import on_duty
from dispatcher.storage.schema import duties, operators
from dispatcher.storage.unit_of_work import UnitOfWork


def sign_on(command: SignOn, work: UnitOfWork) -> Actor:
    """Put the operator at the seat and end the duty of whoever sat there; the seat keeps what it owns."""
    row = work.connection.execute(select(operators).where(operators.c.id == command.operator)).one_or_none()
    if row is None:
        raise UnknownThing(f"no operator is called {command.operator!r}", field="operator")
    if command.role.value not in row.roles.split():
        raise NotAuthorised(f"{row.name} does not hold the role {command.role.value.replace('_', ' ')}", field="role")
    actor = Actor(operator=command.operator, seat=command.seat, role=command.role)
    if command.role not in owning.MAY_OWN:
        _pass_on_what_cannot_stay(work, actor)
    seats.end_duty(work, command.seat)
    work.connection.execute(
        insert(duties).values(
            id=work.new_id(), seat=command.seat, operator_id=command.operator, role=command.role.value, since=work.now
        )
    )
    leases.take_seat(work.connection, command.seat, work.holder, work.now)
    work.record(EntryKind.SIGNED_ON, actor, None, role=command.role.value)
    check_reach(work)
    return actor


def _pass_on_what_cannot_stay(work: UnitOfWork, actor: Actor) -> None:
    """The seat keeps what it owns, but whoever comes may not own it."""
    for duty in on_duty(work.connection):
        if duty.seat == actor.seat:
            owning.pass_on(work, actor, duty.role)


def sign_off(command: SignOff, work: UnitOfWork) -> None:
    """Leave the seat; what it owns passes to somebody on duty, or nobody leaves."""
    actor = command.actor
    owning.pass_on(work, actor, actor.role, command.reason)
    seats.leave(work, actor.seat)
    work.record(EntryKind.SIGNED_OFF, actor, None, role=actor.role.value)
    check_reach(work)
