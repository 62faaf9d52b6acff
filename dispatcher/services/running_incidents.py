"""Closing, and what keeps an incident from being closed."""

from sqlalchemy import select

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.authority import Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition
from dispatcher.domain.escalation import SubjectKind
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.incidents import NEXT, IncidentState
from dispatcher.domain.records import LineKind
from dispatcher.domain.transitions import advance
from dispatcher.services import attention_items, emergencies
from dispatcher.services.complaining import is_unsettled
from dispatcher.services.ending_proposals import void_of_incident
from dispatcher.services.incident_plans import end_open_steps, require_plans_met
from dispatcher.services.opened import open_incident
from dispatcher.services.tasking import require_no_open_task
from dispatcher.storage import calls, deadlines, incidents, promises, read_backs, records, transmissions, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import deadlines as deadlines_table
from dispatcher.storage.unit_of_work import UnitOfWork


def close_incident(command: CloseIncident, work: UnitOfWork) -> None:
    """Close; refused while anything of it is live or a mandatory field is missing (flow T7)."""
    require(command.actor, Act.CLOSE)
    incident = open_incident(work, command.incident_id)
    _require_complete(command, work, incident)
    require_nothing_live(work, incident)
    advance(NEXT, incident.number, incident.state, IncidentState.CLOSED)
    end_open_steps(work, command.actor, incident, "the incident was closed")
    void_of_incident(work, incident.id)
    deadlines.cancel_of_incident(work.connection, incident.id)
    attention_items.resolve_of_incident(work, incident.id, "the incident was closed")
    incidents.set_values(
        work.connection,
        incident.id,
        state=IncidentState.CLOSED.value,
        closed_at=work.now,
        outcome=command.outcome.strip(),
    )
    work.record(EntryKind.INCIDENT_CLOSED, command.actor, incident.id, outcome=command.outcome.strip())


def _require_complete(command: CloseIncident, work: UnitOfWork, incident: Incident) -> None:
    if command.outcome.strip() not in work.rules.outcomes:
        raise Incomplete(f"close with one of: {', '.join(work.rules.outcomes)}", field="outcome")
    known = work.rules.types.get(incident.incident_type)  # a pack that came later may have it no more
    needed = known.required_to_close if known else ()
    present = calls.said(work.connection, incident.id) | {
        "persons_involved": incident.persons_involved is not None,
        "asset_number": bool(incident.asset_number),
        "verified_place": incident.place_verified,
    } | _concluded(work, incident)  # fmt: skip
    for name in needed:
        if not present.get(name, True):
            raise Incomplete(f"{incident.type_name} cannot be closed without {name.replace('_', ' ')}", field=name)


def _concluded(work: UnitOfWork, incident: Incident) -> dict[str, bool]:
    """Tell what is said of how it was resolved; a line of the log of its own tells an action as well."""
    said = records.resolution(work.connection, incident.id)
    acted = records.has_line(work.connection, incident.id, LineKind.ACTION)
    return {
        "resolution": said is not None and said.resolution_id is not None,
        "actions_taken": acted or (said is not None and said.actions_id is not None),
    }


def require_nothing_live(work: UnitOfWork, incident: Incident, *, promises_go_along: bool = False) -> None:
    """Refuse while a unit, a page, a promise, a task or a partner of an incident is still waited for.

    Raises:
        InvalidTransition: it names what is live, and what to do.
    """
    for item in units.assignments_of(work.connection, incident.id):
        if item.state in ACTIVE:
            call_sign = units.call_sign_of(work.connection, item.unit_id)
            raise InvalidTransition(
                f"{call_sign} is still {item.state.value.replace('_', ' ')} on {incident.number};"
                " clear or recall it first",
                field="incident",
            )
    _require_nothing_owed(work, incident, promises_go_along=promises_go_along)
    require_plans_met(work, incident)
    require_no_open_task(work, incident)
    if emergencies.is_any_open(work, incident.id):
        raise InvalidTransition(
            f"an emergency of {incident.number} rings and nobody has taken it; take it first", field="incident"
        )
    running = work.connection.execute(
        select(deadlines_table.c.name).where(
            deadlines_table.c.incident_id == incident.id,
            deadlines_table.c.state == "armed",
            deadlines_table.c.subject_kind == SubjectKind.TRANSMISSION.value,
        )
    ).first()
    if running is None and transmissions.outstanding_of_incident(work.connection, incident.id):
        raise InvalidTransition(
            f"a page of {incident.number} is still on the line; close it when its receipt is here", field="incident"
        )
    if running is not None or transmissions.queued_of_incident(work.connection, incident.id):
        raise InvalidTransition(
            f"a stand-down of {incident.number} is not acknowledged yet; record the crew's answer first",
            field="incident",
        )


def _require_nothing_owed(work: UnitOfWork, incident: Incident, *, promises_go_along: bool) -> None:
    """Refuse while a caller is owed a read-back, an answer or what was promised, or a partner has not answered."""
    if read_backs.is_owed(work.connection, incident.id):
        raise InvalidTransition(
            f"nothing was read back to the caller of {incident.number}; read it back, or say why not", field="incident"
        )
    if is_unsettled(work, incident.id):
        raise InvalidTransition(f"the complaint {incident.number} is not answered; answer it first", field="incident")
    owed = 0 if promises_go_along else promises.open_promises(work.connection, incident.id)
    if owed:
        what = "a promise to the caller is" if owed == 1 else f"{owed} promises to the caller are"
        raise InvalidTransition(f"{what} not settled on {incident.number}; keep or withdraw it first", field="incident")
    pending = promises.pending_transfers(work.connection, incident.id)
    if pending:
        raise InvalidTransition(
            f"{', '.join(pending)} has not answered the transfer of {incident.number}; record or withdraw it",
            field="incident",
        )
