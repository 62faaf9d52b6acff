"""An incident that may still be acted on."""

from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.incidents import IncidentState
from dispatcher.storage import incidents, same_event
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def open_incident(work: UnitOfWork, incident_id: str) -> Incident:
    """Return an open incident.

    Raises:
        UnknownThing: there is none.
        InvalidTransition: it is closed.
    """
    incident = incidents.get(work.connection, incident_id)
    if incident.state is not IncidentState.OPEN:
        raise InvalidTransition(f"{incident.number} is closed{_where_it_went(work, incident)}", field="incident")
    return incident


def _where_it_went(work: UnitOfWork, incident: Incident) -> str:
    survivor_id = same_event.survivor_of(work.connection, incident.id)
    if survivor_id == incident.id:
        return ""
    return f": it was merged into {incidents.get(work.connection, survivor_id).number}; act there, or unmerge it"
