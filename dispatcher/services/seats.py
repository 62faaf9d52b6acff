"""A seat that somebody leaves: by signing off, because the program closes, or because its process is gone."""

from sqlalchemy import ColumnElement, select, update

from dispatcher.domain.events import EntryKind
from dispatcher.services.owning import leave_to_role
from dispatcher.services.reaching import check_reach
from dispatcher.storage import leases
from dispatcher.storage.schema import duties
from dispatcher.storage.unit_of_work import SYSTEM, UnitOfWork


def end_duty(work: UnitOfWork, seat: str) -> None:
    """End the duty of whoever sits at the seat; the seat keeps what it owns."""
    work.connection.execute(
        update(duties).where(duties.c.seat == seat, duties.c.until.is_(None)).values(until=work.now)
    )


def leave(work: UnitOfWork, seat: str) -> None:
    """End the duty and give the seat free."""
    end_duty(work, seat)
    leases.release(work.connection, leases.seat_lease(seat), work.holder)


def sign_off_silent(work: UnitOfWork) -> None:
    """Sign off every seat whose process is gone: nobody sits there."""
    occupied = leases.seat_is_occupied(duties.c.seat, leases.database_now_us(work.connection))
    _sign_off(work, ~occupied, "its process is gone")


def sign_off_ours(work: UnitOfWork) -> None:
    """Sign off every seat of this process: it is closing."""
    _sign_off(work, leases.seat_is_held_by(duties.c.seat, work.holder), "the program closed")


def _sign_off(work: UnitOfWork, which: ColumnElement[bool], because: str) -> None:
    """Nobody was asked, so nobody is named: what the seats owned goes to the role."""
    gone = work.connection.execute(select(duties).where(duties.c.until.is_(None), which)).all()
    for duty in gone:
        leave_to_role(work, SYSTEM, duty.seat)
        leave(work, duty.seat)
        work.record(EntryKind.SIGNED_OFF, SYSTEM, None, role=duty.role, left=duty.seat, because=because)
    if gone:
        check_reach(work)
