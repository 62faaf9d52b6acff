"""How an incident was resolved, what was done, what it meant for the business; and its further life, when there is one.

What stood there before is kept beside what is new.
"""

from datetime import timedelta

from sqlalchemy import select

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.authority import MAY, Act, require
from dispatcher.domain.errors import Incomplete, InvalidTransition, NotAuthorised
from dispatcher.domain.escalation import Subject
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incidents import NEXT, IncidentState, Kind
from dispatcher.domain.record_commands import BusinessImpact, RecordResolution, ReopenIncident, ScheduleIncident
from dispatcher.domain.records import hundredths, require_count, require_currency
from dispatcher.domain.transitions import advance
from dispatcher.services import chains
from dispatcher.services.guarding import set_guard
from dispatcher.services.log_writing import told
from dispatcher.services.opened import merged_into, open_incident
from dispatcher.services.owning import duty_of
from dispatcher.services.reasons import keep_reason
from dispatcher.services.updating import owe_update
from dispatcher.storage import incidents, records, units
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import incidents as incidents_table
from dispatcher.storage.unit_of_work import UnitOfWork

_LONGEST = timedelta(days=366)
_A_DAY_MIN = 1440


def record_resolution(command: RecordResolution, work: UnitOfWork) -> None:
    """Store what resolved it and what was done; on a closed incident too."""
    require(command.actor, Act.NOTE)
    incident = incidents.get(work.connection, command.incident_id)
    said = {"resolution": command.resolution, "actions": command.actions_taken}
    kept = {
        part: work.keep("incident", incident.id, part, words.strip())
        for part, words in said.items()
        if words is not None and words.strip()
    }
    if not kept:
        raise Incomplete("say what resolved it, or which actions were taken", field="resolution")
    was = records.resolution(work.connection, incident.id)
    records.set_resolution(
        work.connection, incident.id, recorded_at=work.now, recorded_by=command.actor.operator,
        **{f"{part}_id": value.id for part, value in kept.items()},
    )  # fmt: skip
    former = {part: getattr(was, f"{part}_id") if was is not None else None for part in kept}
    work.record(
        EntryKind.RESOLUTION_RECORDED, command.actor, incident.id,
        personal={part: {**told(value), "was": former[part]} for part, value in kept.items()},
    )  # fmt: skip


def record_impact(command: BusinessImpact, work: UnitOfWork) -> None:
    """Store what it meant for the business, as far as it is known; on a closed incident too."""
    require(command.actor, Act.NOTE)
    incident = incidents.get(work.connection, command.incident_id)
    require_count(command.users_affected, "the number of users", "users_affected")
    require_count(command.downtime_min, "the downtime in minutes", "downtime_min")
    was = records.impact(work.connection, incident.id)
    currency = command.currency or (was.currency if was is not None else "")
    require_currency(currency, command.cost)
    numbers = {
        "users_affected": command.users_affected, "downtime_min": command.downtime_min,
        "cost_hundredths": hundredths(command.cost),
    }  # fmt: skip
    values: dict[str, object] = {name: value for name, value in numbers.items() if value is not None}
    service = (command.service or "").strip()
    kept = work.keep("incident", incident.id, "service", service) if service else None
    if not values and kept is None:
        raise Incomplete("say which service, how many users, how long, or what it cost", field="impact")
    before = {name: getattr(was, name) if was is not None else None for name in values}
    records.set_impact(
        work.connection, incident.id, currency=currency, recorded_at=work.now, recorded_by=command.actor.operator,
        **values, **({"service_id": kept.id} if kept else {}),
    )  # fmt: skip
    work.record(
        EntryKind.IMPACT_RECORDED, command.actor, incident.id, currency=currency,
        changed={name: {"to": value, "was": before[name]} for name, value in values.items()},
        **({"service": told(kept)} if kept else {}),
    )  # fmt: skip


def reopen_incident(command: ReopenIncident, work: UnitOfWork) -> None:
    """Open it again, the actor's and guarded; how it ended is kept for the journal and for statistics."""
    require(command.actor, Act.REOPEN)
    incident = incidents.get(work.connection, command.incident_id)
    into = merged_into(work, incident)
    if into:
        raise InvalidTransition(f"{incident.number} was merged into {into}; unmerge it instead", field="incident")
    advance(NEXT, incident.number, incident.state, IncidentState.OPEN)
    owner = duty_of(work, command.actor)
    ended = work.connection.execute(
        select(incidents_table.c.closed_at, incidents_table.c.outcome).where(incidents_table.c.id == incident.id)
    ).one()
    reason = keep_reason(work, "incident", incident.id, command.reason, "say why it is opened again")
    records.add_reopening(
        work.connection, id=work.new_id(), incident_id=incident.id, closed_at=ended.closed_at,
        outcome=ended.outcome, reopened_at=work.now, reopened_by=command.actor.operator, seat=command.actor.seat,
        reason_id=reason.id,
    )  # fmt: skip
    incidents.set_values(
        work.connection, incident.id, state=IncidentState.OPEN.value, closed_at=None, outcome=None, audited_at=None,
        owner_seat=owner.seat, owner_role=owner.role.value,
    )  # fmt: skip
    work.record(
        EntryKind.INCIDENT_REOPENED, command.actor, incident.id, number=incident.number, type=incident.incident_type,
        priority=incident.priority.value, outcome=ended.outcome,
        closed_s=round((work.now - ended.closed_at).total_seconds()), reason=told(reason),
    )  # fmt: skip
    records.drop_schedule(work.connection, incident.id)
    set_guard(work, incident.id)
    owe_update(work, incident)


def schedule_incident(command: ScheduleIncident, work: UnitOfWork) -> None:
    """Let the guard that waits for somebody to be sent begin shortly before the time that the incident is for."""
    require(command.actor, Act.TAKE_CALL)
    incident = open_incident(work, command.incident_id)
    busy = [item for item in units.assignments_of(work.connection, incident.id) if item.state in ACTIVE]
    if busy:
        call_sign = units.call_sign_of(work.connection, busy[0].unit_id)
        raise InvalidTransition(f"{call_sign} is on {incident.number} now; recall it first", field="incident")
    if command.at is None:
        if not records.drop_schedule(work.connection, incident.id):
            raise InvalidTransition(f"{incident.number} is for now already", field="at")
        work.record(EntryKind.INCIDENT_SCHEDULED, command.actor, incident.id, in_s=None)
    else:
        _schedule(command, work, incident)
    chains.end(work, Subject.WAITING, incident.id, "it is for another time now")
    set_guard(work, incident.id)
    owe_update(work, incident)


def _schedule(command: ScheduleIncident, work: UnitOfWork, incident: Incident) -> None:
    at = command.at
    if at is None or not work.now < at <= work.now + _LONGEST:
        raise Incomplete("an incident is scheduled for a time to come, a year ahead at most", field="at")
    if command.lead_min is not None and not 0 <= command.lead_min <= _A_DAY_MIN:
        raise Incomplete(f"the lead is 0 to {_A_DAY_MIN} minutes ahead of the time", field="lead_min")
    lead_s = work.rules.schedule_lead_s if command.lead_min is None else command.lead_min * 60.0
    begins_at = max(work.now, at - timedelta(seconds=lead_s))
    puts_off = begins_at > work.now and incident.kind is Kind.INCIDENT and incident.priority.is_urgent
    if puts_off and command.actor.role not in MAY[Act.DOWNGRADE_URGENT]:
        raise NotAuthorised(
            f"{incident.number} is {incident.priority.value}: put off, nobody would be asked to go; grade it down"
            " first, or ask a supervisor or a duty manager"
        )
    records.set_schedule(
        work.connection, incident.id, at=at, begins_at=begins_at, set_at=work.now, set_by=command.actor.operator
    )
    work.record(
        EntryKind.INCIDENT_SCHEDULED, command.actor, incident.id, in_s=round((at - work.now).total_seconds()),
        lead_s=round((at - begins_at).total_seconds()),
    )  # fmt: skip
