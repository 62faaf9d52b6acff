"""Whose an incident is: taken over, handed over, passed on by who signs off, left to the role by who is gone."""

from collections.abc import Collection

from dispatcher.domain.authority import MAY, Act, Actor, Role, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised, Rejected, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import OwnerChange
from dispatcher.domain.seat_commands import HandOver, TakeOver
from dispatcher.services import attention_items
from dispatcher.services.guarding import overdue_cause, set_guard
from dispatcher.services.opened import open_incident
from dispatcher.storage import duties, incidents
from dispatcher.storage.duties import Duty
from dispatcher.storage.incidents import Incident
from dispatcher.storage.personal_values import Kept
from dispatcher.storage.unit_of_work import UnitOfWork

MAY_OWN = MAY[Act.TAKE_OVER]
_FALLS_TO = Role.DISPATCHER
_NAMED = 5


def take_over(command: TakeOver, work: UnitOfWork) -> None:
    """Make the incident the actor's; somebody looks at it, so its guard starts anew."""
    require(command.actor, Act.TAKE_OVER)
    incident = open_incident(work, command.incident_id)
    duty = duty_of(work, command.actor)
    if incident.owner_seat == duty.seat:
        raise InvalidTransition(f"{incident.number} is yours already", field="incident")
    _give(work, command.actor, incident, duty, OwnerChange.TAKEN, _kept(work, incident, command.reason))
    attention_items.resolve_cause(work, overdue_cause(incident.id), "somebody took the incident over")
    set_guard(work, incident.id)


def hand_over(command: HandOver, work: UnitOfWork) -> None:
    """Give the incident to another seat; its guard goes on, for the one who is to look has not looked yet."""
    require(command.actor, Act.TAKE_OVER)
    incident = open_incident(work, command.incident_id)
    giver = duty_of(work, command.actor)
    if incident.owner_seat != giver.seat:
        _require_supervisor(command, incident)
    if incident.owner_seat == command.to_seat:
        raise InvalidTransition(f"{incident.number} is {command.to_seat}'s already", field="to_seat")
    taker = _taker_at(work, command.to_seat, incident)
    _give(work, command.actor, incident, taker, OwnerChange.HANDED, _kept(work, incident, command.reason))


def give_to_actor(work: UnitOfWork, actor: Actor, incident: Incident) -> None:
    """Let whoever opened an incident again own it; the guard is for the caller to set."""
    if incident.owner_seat != actor.seat:
        _give(work, actor, incident, duty_of(work, actor), OwnerChange.HANDED, None)


def pass_on(work: UnitOfWork, actor: Actor, former: Role, reason: str = "") -> None:
    """Give what the actor's seat owns to those on duty who may own it and have least: of the role first.

    The last one who may own an incident answers for those of the role as well.

    Raises:
        Rejected: nobody may take it, and no supervisor gave a reason.
    """
    owned = incidents.owned_by(work.connection, actor.seat)
    takers = [duty for duty in duties.on_duty(work.connection) if duty.role in MAY_OWN and duty.seat != actor.seat]
    if not takers:
        of_role = incidents.owned_by(work.connection, None) if former in MAY_OWN else ()
        _require_leave(actor, (*owned, *of_role), reason)
        leave_to_role(work, actor, actor.seat, reason)
        return
    load = dict(incidents.open_by_seat(work.connection))

    def turn(duty: Duty) -> tuple[bool, bool, int, str]:
        return duty.role is not former, duty.role is not Role.SUPERVISOR, load.get(duty.seat, 0), duty.seat

    for incident in owned:
        taker = min(takers, key=turn)
        load[taker.seat] = load.get(taker.seat, 0) + 1
        _give(work, actor, incident, taker, OwnerChange.PASSED, None)


def leave_to_role(work: UnitOfWork, actor: Actor, seat: str, reason: str = "") -> None:
    """Leave what a seat owns to the dispatcher role, where the watchdog looks for somebody on duty."""
    for incident in incidents.owned_by(work.connection, seat):
        kept = _kept(work, incident, reason)
        incidents.set_values(work.connection, incident.id, owner_seat=None, owner_role=_FALLS_TO.value)
        _record(work, actor, incident, _FALLS_TO.value, _FALLS_TO, OwnerChange.LEFT, kept)


def _give(work: UnitOfWork, actor: Actor, incident: Incident, to: Duty, how: OwnerChange, reason: Kept | None) -> None:
    incidents.set_values(work.connection, incident.id, owner_seat=to.seat, owner_role=to.role.value)
    _record(work, actor, incident, to.seat, to.role, how, reason)


def _record(
    work: UnitOfWork, actor: Actor, incident: Incident, to: str, role: Role, how: OwnerChange, reason: Kept | None
) -> None:
    work.record(
        EntryKind.INCIDENT_TAKEN_OVER, actor, incident.id, how=how.value, to=to, role=role.value,
        reason={"id": reason.id, "digest": reason.digest} if reason else None,
        **{"from": incident.owner_seat or incident.owner_role.value},
    )  # fmt: skip


def _kept(work: UnitOfWork, incident: Incident, reason: str) -> Kept | None:
    return work.keep("incident", incident.id, "reason", reason.strip()) if reason.strip() else None


def duty_of(work: UnitOfWork, actor: Actor) -> Duty:
    """Return the actor's duty: who is not there cannot own, and cannot give away what is owned there."""
    for duty in duties.on_duty(work.connection):
        if (duty.seat, duty.operator_id, duty.role) == (actor.seat, actor.operator, actor.role):
            return duty
    raise NotAuthorised(f"you are not signed on at {actor.seat} as {_words(actor.role)}; sign on first")


def _require_supervisor(command: HandOver, incident: Incident) -> None:
    owner = incident.owner_seat or f"the role {_words(incident.owner_role)}"
    if command.actor.role not in MAY[Act.HAND_OVER_FOR_OTHERS]:
        raise NotAuthorised(
            f"{incident.number} belongs to {owner}: its owner or a supervisor hands it over; or take it over first"
        )
    if not command.reason.strip():
        raise Incomplete(f"{incident.number} belongs to {owner}: say why you hand it over", field="reason")


def _taker_at(work: UnitOfWork, seat: str, incident: Incident) -> Duty:
    sitting = duties.on_duty(work.connection)
    there = next((duty for duty in sitting if duty.seat == seat), None)
    if there is not None and there.role in MAY_OWN:
        return there
    able = [duty for duty in sitting if duty.role in MAY_OWN and duty.seat != incident.owner_seat]
    who = f"on duty: {_named(able)}" if able else "nobody else who may own an incident is on duty"
    if there is None:
        raise UnknownThing(f"nobody is on duty at {seat}; {who}", field="to_seat")
    raise NotAuthorised(f"{there.name} at {seat} is {_words(there.role)} and may not own an incident; {who}", "to_seat")


def _require_leave(actor: Actor, owned: Collection[Incident], reason: str) -> None:
    may = actor.role in MAY[Act.LEAVE_UNOWNED]
    if not owned or (may and reason.strip()):
        return
    numbers = [incident.number for incident in owned]
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    what = f"nobody else on duty may own {', '.join(numbers[:_NAMED])}{more}"
    do = "close what is open, or stay until a dispatcher or supervisor has signed on"
    force = "; with a reason you may leave it unguarded" if may else ""
    raise Rejected(f"{what}: {do}{force}", field="reason" if may else None)


def _named(sitting: Collection[Duty]) -> str:
    return ", ".join(f"{duty.name} at {duty.seat} ({_words(duty.role)})" for duty in sitting)


def _words(role: Role) -> str:
    return role.value.replace("_", " ")
