"""Log a contact that needs nobody: taken and closed in one transaction, so that nothing is too small to record."""

from dispatcher.domain.call_commands import CallTaken, FileCall, TakeCall
from dispatcher.domain.errors import Incomplete
from dispatcher.domain.incident_commands import CloseIncident
from dispatcher.domain.incidents import IncidentState
from dispatcher.services.call_taking import take_call
from dispatcher.services.draft_binding import made_before
from dispatcher.services.running_incidents import close_incident
from dispatcher.storage import incidents
from dispatcher.storage.unit_of_work import UnitOfWork

NO_PLACE = "not said"
"""What stands for the place of a contact that is about none."""


def file_call(command: FileCall, work: UnitOfWork) -> CallTaken:
    """Take the call by its type's own grading, and close its incident; asked again, nothing is filed twice."""
    if not command.narrative.strip():
        raise Incomplete("what was it about? One line is enough", field="narrative")
    known = work.rules.incident_type(command.incident_type)
    was_made = made_before(command, work) is not None
    taken = take_call(
        TakeCall(
            actor=command.actor, medium=command.medium, caller_name=command.caller_name,
            caller_number=command.caller_number, caller_relation=command.caller_relation,
            caller_language=command.caller_language, caller_needs=command.caller_needs, narrative=command.narrative,
            contact_at=command.contact_at, answered_at=command.answered_at, ended_at=command.ended_at,
            contact_id=command.contact_id, draft_id=command.draft_id, place=command.place.strip() or NO_PLACE,
            incident_type=command.incident_type,
            kind=command.kind, impact=known.impact, urgency=known.urgency,
        ),
        work,
    )  # fmt: skip
    if was_made and incidents.get(work.connection, taken.incident_id).state is not IncidentState.OPEN:
        return taken
    close_incident(CloseIncident(actor=command.actor, incident_id=taken.incident_id, outcome=command.outcome), work)
    return taken
