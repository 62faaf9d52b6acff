"""An incident that may still be acted on."""

from dispatcher.domain.errors import InvalidTransition
from dispatcher.domain.incidents import IncidentState
from dispatcher.storage import incidents
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
        raise InvalidTransition(f"{incident.number} is closed", field="incident")
    return incident
