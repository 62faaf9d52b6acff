"""A draft that has become a call stays bound to it: asked again, it makes no second one."""

from dispatcher.domain.call_commands import CallDetails
from dispatcher.domain.identifiers import CallId, IncidentId
from dispatcher.storage import drafts
from dispatcher.storage.unit_of_work import UnitOfWork


def made_before(command: CallDetails, work: UnitOfWork) -> tuple[CallId, IncidentId] | None:
    """Return the call that this draft has become already."""
    draft = drafts.find(work.connection, command.draft_id) if command.draft_id else None
    if draft is None or draft.call_id is None:
        return None
    return CallId(draft.call_id), IncidentId(draft.incident_id)


def bind(command: CallDetails, work: UnitOfWork, call_id: str, incident_id: str) -> None:
    """Note with the call's own commit what its draft has become."""
    if command.draft_id:
        drafts.set_values(work.connection, command.draft_id, call_id=call_id, incident_id=incident_id)
