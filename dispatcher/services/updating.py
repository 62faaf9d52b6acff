"""An open incident owes an update: somebody says how it stands, or calls the caller back, before its time runs out."""

from dispatcher.domain.escalation import Subject
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Priority
from dispatcher.services import chains
from dispatcher.services.chains import Guarded
from dispatcher.services.guarding import asleep_until, guarded
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def owe_update(work: UnitOfWork, incident: Incident) -> None:
    """Begin to count, of what is for later only from then on; a pack without such a policy has no such timer."""
    chains.start(work, guarded(incident, Subject.UPDATE), since=asleep_until(work, incident.id))


def owe_first_update(work: UnitOfWork, incident_id: str, kind: Kind, incident_type: str, priority: Priority) -> None:
    """Begin to count for an incident that has just been opened: nothing of it runs yet."""
    first = Guarded(
        subject=Subject.UPDATE, subject_id=incident_id, priority=priority, incident_id=incident_id,
        incident_type=incident_type, kind=kind,
    )  # fmt: skip
    chains.start(work, first, begins=True)


def updated(work: UnitOfWork, incident: Incident) -> None:
    """Somebody has said how it stands: what asked for it is resolved, and the time counts anew."""
    chains.end(work, Subject.UPDATE, incident.id, "somebody said how it stands")
    chains.start(work, guarded(incident, Subject.UPDATE), since=asleep_until(work, incident.id), begins=True)
