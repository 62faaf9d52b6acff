"""Units held for an incident by a dispatcher: RESERVED, for a minute at most (domain.md §6)."""

from sqlalchemy import select

from dispatcher.domain.authority import Act, Actor, require
from dispatcher.domain.dispatch_commands import HoldUnit, ReleaseUnit
from dispatcher.domain.errors import InvalidTransition, UnitUnavailable
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.triage import Priority
from dispatcher.domain.units import Availability
from dispatcher.services import attention_items, chains
from dispatcher.services.chains import Guarded, chain_name
from dispatcher.storage import units
from dispatcher.storage.schema import units as units_table
from dispatcher.storage.unit_of_work import UnitOfWork

_GRADED = Priority.P4
"""Units that are not at work are of no incident: one table of times serves them all."""
_FREE = frozenset({Availability.AVAILABLE_STATION, Availability.AVAILABLE_MOBILE})
_HEARD_OF = _FREE | {Availability.UNAVAILABLE}


def hold_unit(command: HoldUnit, work: UnitOfWork) -> None:
    """Keep a free unit for the actor's seat; whoever comes second is told who has it."""
    require(command.actor, Act.HOLD)
    unit = units.by_call_sign(work.connection, command.call_sign)
    if units.active_assignment(work.connection, unit.id) is not None:
        raise UnitUnavailable(f"{unit.call_sign} is on an incident", field="call_sign")
    if unit.availability is Availability.RESERVED:
        raise UnitUnavailable(f"{unit.call_sign} is held by {unit.held_by}", field="call_sign")
    if unit.availability not in _FREE:
        raise UnitUnavailable(f"{unit.call_sign} is {unit.availability.value.replace('_', ' ')}", field="call_sign")
    if work.rules.policy(Subject.HOLD) is None:
        raise InvalidTransition("the pack lets no unit be held: it has no policy for hold", field="call_sign")
    units.set_availability(
        work.connection, unit.id, Availability.RESERVED, work.now, "", held_by=command.actor.seat,
        held_from=unit.availability.value,
    )  # fmt: skip
    work.record(EntryKind.UNIT_HELD, command.actor, None, unit=unit.id, call_sign=unit.call_sign)
    watch_unit(work, unit.id)


def release_unit(command: ReleaseUnit, work: UnitOfWork) -> None:
    """Let go of a unit; its holder may, and a supervisor."""
    require(command.actor, Act.HOLD)
    unit = units.by_call_sign(work.connection, command.call_sign)
    if unit.availability is not Availability.RESERVED:
        raise InvalidTransition(f"{unit.call_sign} is not held", field="call_sign")
    if unit.held_by not in (None, command.actor.seat):
        require(command.actor, Act.REASSIGN)
    let_go(work, unit.id, command.actor, "released")


def let_go(work: UnitOfWork, unit_id: str, actor: Actor, because: str) -> str:
    """Give a held unit back what it was before."""
    row = work.connection.execute(select(units_table).where(units_table.c.id == unit_id)).one()
    if row.availability != Availability.RESERVED.value:
        return "not held any more"
    before = Availability(row.held_from) if row.held_from else Availability.AVAILABLE_STATION
    units.set_availability(work.connection, unit_id, before, row.since, "")
    work.record(EntryKind.UNIT_RELEASED, actor, None, unit=unit_id, call_sign=row.call_sign, because=because)
    watch_unit(work, unit_id)
    return f"{row.call_sign} let go"


def watch_unit(
    work: UnitOfWork, unit_id: str, known: Availability | None = None, was: Availability | None = None
) -> None:
    """Run the timer that fits what a unit without an incident is: held, or of a status that grows old.

    `known`: what it is now, `was`: what it was before, for whoever knows.
    """
    state = known or units.availability_of(work.connection, unit_id)
    wanted = Subject.HOLD if state is Availability.RESERVED else Subject.STATUS_AGE if state in _HEARD_OF else None
    if wanted is Subject.STATUS_AGE and was in _HEARD_OF:  # crews report again and again: nothing else is running
        attention_items.resolve_of_chain(work, chain_name(wanted, unit_id), "its status changed")
        chains.restart(work, Guarded(subject=wanted, subject_id=unit_id, priority=_GRADED))
        return
    chains.end_each(work, (Subject.HOLD, Subject.STATUS_AGE), unit_id, "its status changed")
    if wanted is not None:
        chains.start(work, Guarded(subject=wanted, subject_id=unit_id, priority=_GRADED), begins=True)


def goes_to_work(work: UnitOfWork, unit_id: str) -> None:
    """A unit is sent: its incident's timers watch it now."""
    chains.end_each(work, (Subject.HOLD, Subject.STATUS_AGE), unit_id, "the unit was alerted")
