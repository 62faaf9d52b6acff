"""Where an incident is and where units were last seen."""

from datetime import timedelta

from dispatcher.domain.authority import Act, require
from dispatcher.domain.crew_commands import ReportPositions
from dispatcher.domain.errors import Rejected, UnknownThing
from dispatcher.domain.events import EntryKind
from dispatcher.domain.incident_commands import PlaceIncident
from dispatcher.domain.plain_text import visible
from dispatcher.domain.positions import require_confidence, require_position
from dispatcher.domain.units import UnitFix
from dispatcher.services.opened import open_incident
from dispatcher.storage import incidents, positions
from dispatcher.storage.unit_of_work import UnitOfWork

AHEAD = timedelta(seconds=5)
"""A fix may be this far ahead of the room's clock; beyond, its clock is wrong and it would never be replaced."""


def place_incident(command: PlaceIncident, work: UnitOfWork) -> None:
    """Move the incident to a position; its guard stays, for a pin is no answer to a caller."""
    require(command.actor, Act.PLACE)
    require_position(command.latitude, command.longitude)
    require_confidence(command.place_confidence)
    incident = open_incident(work, command.incident_id)
    words = visible(command.place)[0].strip() or incident.place
    told = {"position": f"{command.latitude:.6f}, {command.longitude:.6f}"}
    if words != incident.place:
        told |= {"place": words, "former": incident.place}
    kept = {kind: work.keep("incident", incident.id, kind, value) for kind, value in told.items()}
    incidents.set_values(
        work.connection, incident.id, latitude=command.latitude, longitude=command.longitude, place=words,
        place_verified=command.verified, place_source=command.place_source.value,
        place_confidence=command.place_confidence,
    )  # fmt: skip
    digests = {kind: {"id": value.id, "digest": value.digest} for kind, value in kept.items()}
    work.record(
        EntryKind.INCIDENT_PLACED, command.actor, incident.id, verified=command.verified,
        source=command.place_source.value, confidence=command.place_confidence, **digests,
    )  # fmt: skip


def report_positions(command: ReportPositions, work: UnitOfWork) -> int:
    """Keep the newest fix of each unit, all of the batch or nothing of it."""
    require(command.actor, Act.REPORT_POSITIONS)
    for fix in command.fixes:
        _require_sound(fix, work)
    seen = positions.last_seen(work.connection)
    news: dict[str, UnitFix] = {}
    for fix in sorted(command.fixes, key=lambda fix: fix.at):
        unit = seen.get(fix.call_sign.strip().upper())
        if unit is None:
            raise UnknownThing(f"no unit has the call sign {fix.call_sign.strip()!r}", field="call_sign")
        if unit.at is None or unit.at < fix.at:
            news[unit.unit_id] = fix
    positions.keep(work.connection, news)
    return len(news)


def _require_sound(fix: UnitFix, work: UnitOfWork) -> None:
    require_position(fix.latitude, fix.longitude, whose=fix.call_sign)
    if fix.at.tzinfo is None:
        raise Rejected(f"{fix.call_sign}: the time of its position has no time zone", field="at")
    ahead = fix.at - work.now
    if ahead > AHEAD:
        raise Rejected(
            f"{fix.call_sign}: its position is {ahead.total_seconds():.0f} s in the future;"
            " set the clock of what reports it",
            field="at",
        )
