"""Who sits where, in which role."""

from sqlalchemy import insert, select

from dispatcher.domain.authority import Actor
from dispatcher.domain.commands import SignOff, SignOn
from dispatcher.domain.errors import NotAuthorised, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.services import seats
from dispatcher.storage import leases
from dispatcher.storage.schema import duties, operators
from dispatcher.storage.unit_of_work import UnitOfWork


def sign_on(command: SignOn, work: UnitOfWork) -> Actor:
    """Put the operator at the seat; the one who sat there is signed off in the same transaction."""
    row = work.connection.execute(select(operators).where(operators.c.id == command.operator)).one_or_none()
    if row is None:
        raise UnknownThing(f"no operator is called {command.operator!r}", field="operator")
    if command.role.value not in row.roles.split():
        raise NotAuthorised(f"{row.name} does not hold the role {command.role.value.replace('_', ' ')}", field="role")
    seats.end_duty(work, command.seat)
    work.connection.execute(
        insert(duties).values(
            id=work.new_id(), seat=command.seat, operator_id=command.operator, role=command.role.value, since=work.now
        )
    )
    leases.take_seat(work.connection, command.seat, work.holder, work.now)
    actor = Actor(operator=command.operator, seat=command.seat, role=command.role)
    work.record(EntryKind.SIGNED_ON, actor, None, role=command.role.value)
    return actor


def sign_off(command: SignOff, work: UnitOfWork) -> None:
    """Leave the seat; what it owned goes to the dispatcher role, where the watchdog looks for somebody on duty."""
    seats.leave(work, command.actor.seat)
    work.record(EntryKind.SIGNED_OFF, command.actor, None, role=command.actor.role.value)
