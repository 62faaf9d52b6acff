"""The next unit that an escalation proposes, or sends where the policy says so."""

from sqlalchemy import select

from dispatcher.domain.assignments import ACTIVE
from dispatcher.domain.recommending import Candidate, Proposal, best_first, propose
from dispatcher.domain.units import Availability
from dispatcher.geo.distance import great_circle_m
from dispatcher.storage.columns import in_states
from dispatcher.storage.incidents import Incident
from dispatcher.storage.schema import assignments, stations, unit_positions, units
from dispatcher.storage.unit_of_work import UnitOfWork

# Free units only: whoever is at work is no next unit, however near.
_FREE = (
    select(
        units.c.id, units.c.call_sign, units.c.availability, units.c.capabilities, units.c.since,
        stations.c.latitude, stations.c.longitude, unit_positions.c.latitude.label("seen_latitude"),
        unit_positions.c.longitude.label("seen_longitude"), unit_positions.c.at.label("seen_at"),
    )
    .join(stations, stations.c.name == units.c.station)
    .outerjoin(unit_positions, unit_positions.c.unit_id == units.c.id)
    .where(units.c.id.not_in(select(assignments.c.unit_id).where(in_states(assignments.c.state, ACTIVE))))
)  # fmt: skip


def next_unit(work: UnitOfWork, incident: Incident) -> Proposal | None:
    """Return the nearest free unit that fits an incident and has not been on it yet; None when there is none."""
    been = select(assignments.c.unit_id).where(assignments.c.incident_id == incident.id)
    known = work.rules.types.get(incident.incident_type)
    needs = known.needs if known else ()
    to = None if incident.latitude is None or incident.longitude is None else (incident.latitude, incident.longitude)
    found: list[Proposal] = []
    for row in work.connection.execute(_FREE.where(units.c.id.not_in(been))):
        candidate = Candidate(
            call_sign=row.call_sign, availability=Availability(row.availability), busy_on=None,
            capabilities=tuple(row.capabilities.split()), since=row.since,
            home=None if row.latitude is None else (row.latitude, row.longitude),
            seen=None if row.seen_latitude is None else (row.seen_latitude, row.seen_longitude), seen_at=row.seen_at,
        )  # fmt: skip
        proposal = propose(candidate, needs, to, work.now, great_circle_m)
        # A unit that somebody holds is spoken for.
        if proposal.suitable and candidate.availability is not Availability.RESERVED:
            found.append(proposal)
    return min(found, key=best_first, default=None)
