"""A call that complains about an incident: taken and linked in one transaction."""

from dataclasses import fields

from dispatcher.domain.authority import Act, require
from dispatcher.domain.call_commands import CallDetails, CallTaken, TakeCall
from dispatcher.domain.caller_commands import TakeComplaint
from dispatcher.domain.incidents import Kind
from dispatcher.domain.triage import Impact, Urgency
from dispatcher.services.call_taking import take_call
from dispatcher.services.complaining import say_about
from dispatcher.storage import complaints, incidents
from dispatcher.storage.unit_of_work import UnitOfWork


def take_complaint(command: TakeComplaint, work: UnitOfWork) -> CallTaken:
    """Open the complaint where that happened which it is about."""
    require(command.actor, Act.HANDLE_COMPLAINT)
    about = incidents.get(work.connection, command.about)
    said = {field.name: getattr(command, field.name) for field in fields(CallDetails)}
    taken = take_call(
        TakeCall(
            **said, kind=Kind.COMPLAINT, place=about.place, incident_type=about.incident_type, latitude=about.latitude,
            longitude=about.longitude, verified=about.place_verified, impact=Impact.LOW, urgency=Urgency.LOW,
            emergency=False,
        ),
        work,
    )  # fmt: skip
    if complaints.get(work.connection, taken.incident_id).about_id is None:
        say_about(work, command.actor, incidents.get(work.connection, taken.incident_id), about)
    return taken
