"""An open incident owes an update: somebody says how it stands, or calls the caller back, before its time runs out."""

from datetime import datetime

from dispatcher.domain.escalation import Subject
from dispatcher.services import chains
from dispatcher.services.guarding import guarded
from dispatcher.storage.incidents import Incident
from dispatcher.storage.unit_of_work import UnitOfWork


def owe_update(work: UnitOfWork, incident: Incident, since: datetime | None = None) -> None:
    """Begin to count, from now unless told; a pack without such a policy has no such timer."""
    chains.start(work, guarded(incident, Subject.UPDATE), since=since)


def updated(work: UnitOfWork, incident: Incident) -> None:
    """Somebody has said how it stands: what asked for it is resolved, and the time counts anew."""
    chains.end(work, Subject.UPDATE, incident.id, "somebody said how it stands")
    chains.start(work, guarded(incident, Subject.UPDATE), begins=True)
