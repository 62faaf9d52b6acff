"""What only authority may do to an escalation: stop a chain, go on without an answer, declare and stand down major."""

from dispatcher.domain.assignments import UNANSWERED
from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import InvalidTransition, NotAuthorised
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_commands import AcceptUnconfirmed, DeclareMajor, StandDownMajor, StopChain
from dispatcher.domain.incident_plans import Occasion
from dispatcher.domain.transmissions import Purpose
from dispatcher.services.guarding import set_guard
from dispatcher.services.incident_plans import attach_by_itself
from dispatcher.services.opened import open_incident
from dispatcher.services.reasons import keep_reason
from dispatcher.services.transmitting import stop_asking
from dispatcher.storage import deadlines, incidents, transmissions, units
from dispatcher.storage.unit_of_work import UnitOfWork


def stop_chain_of(command: StopChain, work: UnitOfWork) -> None:
    """End the chain of a unit's page, with a reason; the unit stays unanswered and its incident guarded.

    A page that has not gone out yet still waits for its channel: the unit was not told.
    """
    require(command.actor, Act.STOP_CHAIN)
    unit = units.by_call_sign(work.connection, command.call_sign)
    current = units.active_assignment(work.connection, unit.id)
    pages = transmissions.of_assignment(work.connection, current.id) if current else ()
    if not pages:
        newest = transmissions.latest_to(work.connection, unit.recipient_id, Purpose.STAND_DOWN)
        pages = (newest,) if newest else ()
    running = [page for page in pages if deadlines.is_any_armed(work.connection, page.id)][-1:]
    if not running:
        raise InvalidTransition(f"no chain runs for {unit.call_sign}", field="call_sign")
    kept = keep_reason(work, "transmission", running[-1].id, command.reason, "say why the chain is stopped")
    for page in running:
        stop_asking(work, page, "stopped by authority")
        work.record(
            EntryKind.CHAIN_CANCELLED, command.actor, page.incident_id, transmission=page.id, unit=unit.id,
            call_sign=unit.call_sign, reason={"id": kept.id, "digest": kept.digest},
        )  # fmt: skip
    set_guard(work, running[-1].incident_id)


def accept_unconfirmed(command: AcceptUnconfirmed, work: UnitOfWork) -> None:
    """Take the flag off and end the chains of an incident's unanswered pages; nothing turns green by it.

    A page that has not gone out yet still waits for its channel: its unit was not told.
    """
    require(command.actor, Act.ACCEPT_UNCONFIRMED)
    incident = open_incident(work, command.incident_id)
    waited = [
        page
        for item in units.assignments_of(work.connection, incident.id)
        if item.state in UNANSWERED
        for page in transmissions.of_assignment(work.connection, item.id)
        if page.policy_id is not None
    ]
    if not waited and not incident.is_unconfirmed:
        raise InvalidTransition(f"{incident.number} waits for no answer", field="incident")
    kept = keep_reason(work, "incident", incident.id, command.reason, "say why nobody needs to confirm it")
    for page in waited:
        stop_asking(work, page, "accepted unconfirmed")
    incidents.set_values(work.connection, incident.id, unconfirmed_at=None)
    work.record(
        EntryKind.UNCONFIRMED_ACCEPTED, command.actor, incident.id, reason={"id": kept.id, "digest": kept.digest}
    )
    set_guard(work, incident.id)


def declare_major(command: DeclareMajor, work: UnitOfWork) -> None:
    """Mark an incident as major."""
    require(command.actor, Act.DECLARE_MAJOR)
    incident = open_incident(work, command.incident_id)
    if incident.is_major:
        raise InvalidTransition(f"{incident.number} is declared major already", field="incident")
    kept = keep_reason(work, "incident", incident.id, command.reason, "say why it is a major incident")
    incidents.set_values(work.connection, incident.id, major_at=work.now)
    work.record(EntryKind.MAJOR_DECLARED, command.actor, incident.id, reason={"id": kept.id, "digest": kept.digest})
    set_guard(work, incident.id)
    attach_by_itself(work, command.actor, incident.id, Occasion.MAJOR)


def stand_down_major(command: StandDownMajor, work: UnitOfWork, *, proposed_by: str = "") -> None:
    """End a major incident: a duty manager approves what another person proposed (domain.md §8, two-person)."""
    require(command.actor, Act.STAND_DOWN_MAJOR)
    if proposed_by in ("", command.actor.operator):
        raise NotAuthorised("standing down a major incident takes two: let somebody else propose it, then approve it")
    incident = open_incident(work, command.incident_id)
    if not incident.is_major:
        raise InvalidTransition(f"{incident.number} is not a major incident", field="incident")
    kept = keep_reason(work, "incident", incident.id, command.reason, "say why it is stood down")
    incidents.set_values(work.connection, incident.id, major_at=None)
    work.record(
        EntryKind.MAJOR_STOOD_DOWN, command.actor, incident.id, proposed_by=proposed_by,
        reason={"id": kept.id, "digest": kept.digest},
    )  # fmt: skip
    set_guard(work, incident.id)
