"""An incident that may still be acted on."""

from dispatcher.domain.errors import InvalidTransition, UnknownThing
from dispatcher.domain.incidents import IncidentState
from dispatcher.storage import calls, incidents, same_event
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
        into = merged_into(work, incident)
        went = f": it was merged into {into}; act there, or unmerge it" if into else "; reopen it to act on it"
        raise InvalidTransition(f"{incident.number} is closed{went}", field="incident")
    return incident


def require_call_of(work: UnitOfWork, call_id: str, incident: Incident) -> None:
    """Refuse a call that is another incident's.

    Raises:
        UnknownThing: it names the incident that the call is about, or there is no such call.
    """
    home = calls.get(work.connection, call_id).incident_id
    if home != incident.id:
        about = incidents.get(work.connection, home).number
        raise UnknownThing(f"that call is not about {incident.number} but about {about}: act there", field="call")


def merged_into(work: UnitOfWork, incident: Incident) -> str:
    """Return the number of the incident that this one is part of in the end; "" when it was not merged."""
    survivor_id = same_event.survivor_of(work.connection, incident.id)
    return "" if survivor_id == incident.id else incidents.get(work.connection, survivor_id).number
